// The envelope's own JSON is parsed before any signature is checked, so its reader limits depth and number of
// values: an envelope is one object with three fields, one of which is an object with two fields, and perhaps
// a fourth, which has as much again.
#include "wire/signed_statement.hpp"

#include <boost/json/object.hpp>

#include "base/inner_message.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr json_limits envelope_limits{.max_depth = 2, .max_values = 8};
constexpr json_limits envelope_of_two_limits{.max_depth = 3, .max_values = 16};

message with(message m, std::string_view value) {
  m.args.emplace_back(value);
  return m;
}

error refused(const statement_kind& kind, message why) {
  return {errc::verification, std::move(why), kind.remedy};
}

bangtin::signature signature_in(json_reader& f) {
  std::optional<bangtin::signature> s = bangtin::signature::from(f.text("signature", 128));
  if (!s) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a signature", "signature"),
            msg("correct the field and send it again")});
  }
  return s.value_or(bangtin::signature());
}

signed_text approver_in(json_reader& f) {
  result<signed_text> approver = note_from_value(f.any("approver"));
  if (!approver) f.fail(approver.error());
  return approver ? std::move(*approver) : signed_text();
}

json::value to_value(const approver_signature& s) {
  return json::object{{"approver", wire::to_value(s.approver)}, {"signature", s.signature.hex()}};
}

result<approver_signature> second_from_value(const json::value& v) {
  json_reader f(v);
  approver_signature s;
  s.approver = approver_in(f);
  s.signature = signature_in(f);
  if (std::optional<error> bad = f.finish()) return *bad;
  return s;
}

// The signer's certificate, if root has signed it and the signer `text`.
result<approver_certificate> signer_of(const signed_text& certificate, const bangtin::signature& made,
                                       std::string_view text, const statement_kind& kind,
                                       const public_key& root) {
  if (!evidence::verify(certificate, root)) return refused(kind, kind.not_certified);
  result<approver_certificate> approver = approver_from_text(certificate.text);
  if (!approver) return refused(kind, kind.not_certified);
  if (text.empty() || !approver->key.verifies(text, made))
    return refused(kind, with(kind.not_signed, approver->name));
  return approver;
}

std::optional<error> why_not_then(const approver_certificate& a, utc_ms issued, const statement_kind& kind) {
  if (issued >= a.not_before && issued < a.not_after) return std::nullopt;
  return refused(kind, with(kind.not_an_approver_then, a.name));
}

}  // namespace

std::string statement_text(const statement_kind& kind, std::int64_t number, const digest& content) {
  return fmt::format("{}\n{}\n{}\n", kind.format, number, content.hex());
}

signed_statement sign_statement(const statement_kind& kind, std::int64_t number, std::string bytes,
                                const secret_key& approver, signed_text certificate) {
  signed_statement s{std::move(bytes), {}, std::move(certificate)};
  s.signature = approver.sign(statement_text(kind, number, sha256(s.bytes)));
  return s;
}

void add_second(signed_statement& s, const statement_kind& kind, const secret_key& approver,
                signed_text certificate) {
  const std::string text = statement_text(kind, kind.scan_number(s.bytes).value(), sha256(s.bytes));
  s.second = approver_signature{approver.sign(text), std::move(certificate)};
}

json::value to_value(const signed_statement& s) {
  json::object o{{"approver", to_value(s.approver)}, {"bytes", s.bytes}};
  if (s.second) o["second"] = to_value(*s.second);
  o["signature"] = s.signature.hex();
  return o;
}

std::string to_json(const signed_statement& s) {
  // Written piece by piece, so that the bytes, by far the largest part, are copied only once.
  std::string out = "{\"approver\":" + canonical(to_value(s.approver)) + ",\"bytes\":";
  append_json_string(out, s.bytes);
  if (s.second) out += ",\"second\":" + canonical(to_value(*s.second));
  out += ",\"signature\":\"" + s.signature.hex() + "\"}";
  return out;
}

result<signed_statement> statement_from_value(const json::value& v, const statement_kind& kind) {
  json_reader f(v);
  signed_statement s;
  s.approver = approver_in(f);
  s.bytes = f.text("bytes", kind.max_bytes);
  s.signature = signature_in(f);
  if (kind.may_have_second && f.has("second")) {
    result<approver_signature> second = second_from_value(f.any("second"));
    if (!second) f.fail(second.error());
    if (second) s.second = std::move(*second);
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  return s;
}

result<signed_statement> statement_from_json(std::string_view text, const statement_kind& kind) {
  if (text.size() > 2 * kind.max_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", 2 * kind.max_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed =
      parse_json(text, kind.may_have_second ? envelope_of_two_limits : envelope_limits);
  if (!parsed) return parsed.error();
  return statement_from_value(*parsed, kind);
}

result<approval> verify_statement(
    const signed_statement& s, const statement_kind& kind, const public_key& root,
    const std::function<result<statement_facts>(std::string_view bytes)>& read) {
  std::optional<std::int64_t> number = kind.scan_number(s.bytes);
  const digest content = sha256(s.bytes);
  const std::string text = number ? statement_text(kind, *number, content) : std::string();
  result<approver_certificate> approver = signer_of(s.approver, s.signature, text, kind, root);
  if (!approver) return approver.error();
  std::optional<approver_certificate> second;
  if (s.second) {
    result<approver_certificate> other = signer_of(s.second->approver, s.second->signature, text, kind, root);
    if (!other) return other.error();
    if (other->key == approver->key) return refused(kind, with(kind.not_signed, other->name));
    second = std::move(*other);
  }

  result<statement_facts> facts = read(s.bytes);
  if (!facts) return refused(kind, with(kind.unreadable, inner(facts.error().what)));
  if (facts->number != *number) return refused(kind, with(kind.not_signed, approver->name));
  if (auto why = why_not_then(*approver, facts->issued, kind)) return *why;
  if (second) {
    if (auto why = why_not_then(*second, facts->issued, kind)) return *why;
  }
  return approval{content, approver->name, second ? second->name : std::string()};
}

}  // namespace bangtin::wire
