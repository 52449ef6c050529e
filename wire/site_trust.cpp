// A reader accepts a text only if the values, written again, give the same text, as for certificates.
#include "wire/site_trust.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <optional>

#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view trust_kind = "bangtin-trust-1";
constexpr std::string_view one_approval = "1";
constexpr std::string_view approver_word = "approver ";
constexpr std::string_view revoked_word = "revoked ";
// Escapes make the JSON longer than the text.
constexpr std::size_t max_trust_json_bytes = 2 * max_trust_bytes + 1024;

error not_a_trust() {
  return evidence::not_a_note(trust_kind);
}

// Takes the next line from `text`; empty when there is no whole one.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Takes the next word and the space behind it.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

bool read_approver(std::string_view line, site_trust& t) {
  if (t.approvers.size() == max_trusted_approvers || !t.revoked.empty()) return false;
  const std::optional<public_key> key = public_key::from(take_word(line));
  if (!key || !evidence::is_one_line(line)) return false;
  t.approvers.push_back({*key, std::string(line)});
  return true;
}

bool read_revoked(std::string_view line, site_trust& t) {
  if (t.revoked.size() == max_revoked_keys) return false;
  const std::optional<public_key> key = public_key::from(take_word(line));
  const std::optional<std::int64_t> at = evidence::plain_integer(take_word(line), evidence::largest_time_ms);
  if (!key || !at || !evidence::is_one_line(line)) return false;
  t.revoked.push_back({*key, from_unix_ms(*at), std::string(line)});
  return true;
}

template <class Entry>
bool is_ascending(const std::vector<Entry>& all) {
  return std::adjacent_find(all.begin(), all.end(),
                            [](const Entry& a, const Entry& b) { return a.key >= b.key; }) == all.end();
}

template <class Entry>
bool has_key(const std::vector<Entry>& all, const public_key& key) {
  return std::any_of(all.begin(), all.end(), [&](const Entry& e) { return e.key == key; });
}

bool is_sound(const site_trust& t) {
  return !t.approvers.empty() && is_ascending(t.approvers) && is_ascending(t.revoked) &&
         std::none_of(t.approvers.begin(), t.approvers.end(),
                      [&](const trusted_approver& a) { return t.has_revoked(a.key); });
}

}  // namespace

bool site_trust::trusts(const public_key& approver) const {
  return has_key(approvers, approver);
}
bool site_trust::has_revoked(const public_key& key) const {
  return has_key(revoked, key);
}

std::string to_text(const site_trust& t) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}\n", trust_kind, t.number, to_unix_ms(t.issued),
                                 t.programme_version, one_approval);
  for (const trusted_approver& a : t.approvers)
    text += fmt::format("{}{} {}\n", approver_word, a.key.hex(), a.name);
  for (const revoked_key& r : t.revoked)
    text += fmt::format("{}{} {} {}\n", revoked_word, r.key.hex(), to_unix_ms(r.at), r.name);
  return text;
}

result<site_trust> trust_from_text(std::string_view text) {
  if (text.size() > max_trust_bytes) return not_a_trust();
  std::string_view rest = text;
  if (take_line(rest) != trust_kind) return not_a_trust();
  const std::optional<std::string_view> number = take_line(rest), issued = take_line(rest),
                                        version = take_line(rest);
  if (!number || !issued || !version || take_line(rest) != one_approval) return not_a_trust();
  const std::optional<std::int64_t> n = evidence::plain_integer(*number, max_trust_number);
  const std::optional<std::int64_t> at = evidence::plain_integer(*issued, evidence::largest_time_ms);
  const std::optional<std::int64_t> v = evidence::plain_integer(*version);
  if (!n || *n == 0 || !at || !v) return not_a_trust();
  site_trust t{*n, from_unix_ms(*at), *v, {}, {}};
  while (!rest.empty()) {
    const std::optional<std::string_view> line = take_line(rest);
    const bool read =
        line && ((line->starts_with(approver_word) && read_approver(line->substr(approver_word.size()), t)) ||
                 (line->starts_with(revoked_word) && read_revoked(line->substr(revoked_word.size()), t)));
    if (!read) return not_a_trust();
  }
  if (!is_sound(t) || to_text(t) != text) return not_a_trust();
  return t;
}

result<site_trust> verify_trust(const signed_text& s, const public_key& root) {
  const message remedy = msg("have the site statement made again with this site's root key");
  if (!evidence::verify(s, root)) {
    return error{errc::verification, msg("this site's root key did not sign the site statement"), remedy};
  }
  result<site_trust> t = trust_from_text(s.text);
  if (!t) return error{errc::verification, msg("the site statement cannot be read"), remedy};
  return t;
}

result<void> check_succession(const site_trust& before, const site_trust& next) {
  if (next == before) {
    return error{errc::conflict, msg("the site statement {} is here already", next.number),
                 msg("look at \"bangtin keys list\"")};
  }
  if (next.number <= before.number) {
    return error{
        errc::verification,
        msg("the site statement has number {}, and number {} is known already", next.number, before.number),
        msg("call the command again: it makes the next statement")};
  }
  if (next.programme_version < before.programme_version) {
    return error{errc::verification,
                 msg("the site statement names programme version {}, and the one before it version {}",
                     next.programme_version, before.programme_version),
                 msg("call the command again: it makes the next statement")};
  }
  for (const revoked_key& r : before.revoked) {
    if (next.has_revoked(r.key)) continue;
    return error{errc::invalid, msg("the site statement forgets that the key of {} was revoked", r.name),
                 msg("a revoked key never comes back; call the command again")};
  }
  return {};
}

std::optional<error> why_not_trusted(const site_trust& t, const signed_statement& s) {
  if (t.number == 0) return std::nullopt;
  const result<approver_certificate> c = approver_from_text(s.approver.text);
  if (c && t.trusts(c->key)) return std::nullopt;
  const std::string name = c ? c->name : std::string("?");
  const bool revoked = c && t.has_revoked(c->key);
  return error{errc::verification,
               revoked ? msg("the key of {} was revoked by the site statement {}", name, t.number)
                       : msg("the site statement {} does not list {} as an approver", t.number, name),
               msg("have another approver of this site sign it; \"bangtin keys list\" names them")};
}

std::string trust_to_json(const signed_text& s) {
  return canonical(json::object{{"trust", to_value(s)}});
}

result<signed_text> trust_from_value(const json::value& v) {
  json_reader f(v);
  signed_text s{f.text("text", max_trust_bytes), {}};
  std::optional<bangtin::signature> made = bangtin::signature::from(f.text("signature", 128));
  if (!made) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a signature", "signature"),
            msg("correct the field and send it again")});
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  s.signature = *made;
  return s;
}

result<signed_text> trust_from_json(std::string_view text) {
  if (text.size() > max_trust_json_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_trust_json_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, {.max_depth = 2, .max_values = 8});
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<signed_text> s = trust_from_value(f.any("trust"));
  if (!s) f.fail(s.error());
  if (std::optional<error> bad = f.finish()) return *bad;
  return s;
}

}  // namespace bangtin::wire
