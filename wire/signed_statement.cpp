// The envelope's own JSON is parsed before any signature is checked, so its reader limits depth and number of
// values: an envelope is one object with three fields, one of which is an object with two fields.
#include "wire/signed_statement.hpp"

#include <boost/json/object.hpp>

#include "base/inner_message.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr json_limits envelope_limits{.max_depth = 2, .max_values = 8};

message with(message m, std::string_view value) {
  m.args.emplace_back(value);
  return m;
}

error refused(const statement_kind& kind, message why) {
  return {errc::verification, std::move(why), kind.remedy};
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

json::value to_value(const signed_statement& s) {
  return json::object{
      {"approver", to_value(s.approver)}, {"bytes", s.bytes}, {"signature", s.signature.hex()}};
}

std::string to_json(const signed_statement& s) {
  // Written piece by piece, so that the bytes, by far the largest part, are copied only once.
  std::string out = "{\"approver\":" + canonical(to_value(s.approver)) + ",\"bytes\":";
  append_json_string(out, s.bytes);
  out += ",\"signature\":\"" + s.signature.hex() + "\"}";
  return out;
}

result<signed_statement> statement_from_value(const json::value& v, const statement_kind& kind) {
  json_reader f(v);
  signed_statement s;
  result<signed_text> approver = note_from_value(f.any("approver"));
  if (!approver) f.fail(approver.error());
  s.bytes = f.text("bytes", kind.max_bytes);
  std::optional<bangtin::signature> signature = bangtin::signature::from(f.text("signature", 128));
  if (!signature) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a signature", "signature"),
            msg("correct the field and send it again")});
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  s.approver = std::move(*approver);
  s.signature = *signature;
  return s;
}

result<signed_statement> statement_from_json(std::string_view text, const statement_kind& kind) {
  if (text.size() > 2 * kind.max_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", 2 * kind.max_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, envelope_limits);
  if (!parsed) return parsed.error();
  return statement_from_value(*parsed, kind);
}

result<approval> verify_statement(
    const signed_statement& s, const statement_kind& kind, const public_key& root,
    const std::function<result<statement_facts>(std::string_view bytes)>& read) {
  if (!evidence::verify(s.approver, root)) return refused(kind, kind.not_certified);
  result<approver_certificate> approver = approver_from_text(s.approver.text);
  if (!approver) return refused(kind, kind.not_certified);
  const error not_signed = refused(kind, with(kind.not_signed, approver->name));

  std::optional<std::int64_t> number = kind.scan_number(s.bytes);
  if (!number) return not_signed;
  const digest content = sha256(s.bytes);
  if (!approver->key.verifies(statement_text(kind, *number, content), s.signature)) return not_signed;

  result<statement_facts> facts = read(s.bytes);
  if (!facts) return refused(kind, with(kind.unreadable, inner(facts.error().what)));
  if (facts->number != *number) return not_signed;
  if (facts->issued < approver->not_before || facts->issued >= approver->not_after) {
    return refused(kind, with(kind.not_an_approver_then, approver->name));
  }
  return approval{content, approver->name};
}

}  // namespace bangtin::wire
