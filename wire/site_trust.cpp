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
constexpr std::string_view approver_word = "approver ";
constexpr std::string_view revoked_word = "revoked ";
constexpr std::string_view daemon_word = "daemon ";
constexpr json_limits document_limits{
    .max_depth = 5, .max_values = 16 + 3 * max_reissued_certificates + 4 * max_root_successions};

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
  if (t.revoked.size() == max_revoked_keys || !t.daemons.empty()) return false;
  const std::optional<public_key> key = public_key::from(take_word(line));
  const std::optional<std::int64_t> at = evidence::plain_integer(take_word(line), evidence::largest_time_ms);
  if (!key || !at || !evidence::is_one_line(line)) return false;
  t.revoked.push_back({*key, from_unix_ms(*at), std::string(line)});
  return true;
}

bool read_daemon(std::string_view line, site_trust& t) {
  if (t.daemons.size() == max_daemon_keys) return false;
  const std::optional<public_key> key = public_key::from(take_word(line));
  const std::optional<std::int64_t> from = evidence::plain_integer(line, evidence::largest_time_ms);
  if (!key || !from) return false;
  t.daemons.push_back({*key, from_unix_ms(*from)});
  return true;
}

// Each key once, each later than the one before, and none that approves or is revoked.
bool are_sound(const std::vector<daemon_since>& daemons, const site_trust& t) {
  for (auto d = daemons.begin(); d != daemons.end(); ++d) {
    if (d != daemons.begin() && std::prev(d)->from >= d->from) return false;
    if (t.trusts(d->key) || t.has_revoked(d->key)) return false;
    if (std::any_of(daemons.begin(), d, [&](const daemon_since& other) { return other.key == d->key; }))
      return false;
  }
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
  return t.approvals >= 1 && t.approvals <= max_approvals &&
         t.approvers.size() >= static_cast<std::size_t>(t.approvals) && is_ascending(t.approvers) &&
         is_ascending(t.revoked) &&
         std::none_of(t.approvers.begin(), t.approvers.end(),
                      [&](const trusted_approver& a) { return t.has_revoked(a.key); }) &&
         are_sound(t.daemons, t);
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
                                 t.programme_version, t.approvals);
  for (const trusted_approver& a : t.approvers)
    text += fmt::format("{}{} {}\n", approver_word, a.key.hex(), a.name);
  for (const revoked_key& r : t.revoked)
    text += fmt::format("{}{} {} {}\n", revoked_word, r.key.hex(), to_unix_ms(r.at), r.name);
  for (const daemon_since& d : t.daemons)
    text += fmt::format("{}{} {}\n", daemon_word, d.key.hex(), to_unix_ms(d.from));
  return text;
}

result<site_trust> trust_from_text(std::string_view text) {
  if (text.size() > max_trust_bytes) return not_a_trust();
  std::string_view rest = text;
  if (take_line(rest) != trust_kind) return not_a_trust();
  const std::optional<std::string_view> number = take_line(rest), issued = take_line(rest),
                                        version = take_line(rest), approvals = take_line(rest);
  if (!number || !issued || !version || !approvals) return not_a_trust();
  const std::optional<std::int64_t> n = evidence::plain_integer(*number, max_trust_number);
  const std::optional<std::int64_t> at = evidence::plain_integer(*issued, evidence::largest_time_ms);
  const std::optional<std::int64_t> v = evidence::plain_integer(*version);
  const std::optional<std::int64_t> needed = evidence::plain_integer(*approvals, max_approvals);
  if (!n || *n == 0 || !at || !v || !needed) return not_a_trust();
  site_trust t{*n, from_unix_ms(*at), *v, {}, {}, *needed, {}};
  while (!rest.empty()) {
    const std::optional<std::string_view> line = take_line(rest);
    const bool read =
        line && ((line->starts_with(approver_word) && read_approver(line->substr(approver_word.size()), t)) ||
                 (line->starts_with(revoked_word) && read_revoked(line->substr(revoked_word.size()), t)) ||
                 (line->starts_with(daemon_word) && read_daemon(line->substr(daemon_word.size()), t)));
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
  const bool keeps_daemons = before.daemons.size() <= next.daemons.size() &&
                             std::equal(before.daemons.begin(), before.daemons.end(), next.daemons.begin());
  if (!keeps_daemons) {
    return error{errc::invalid, msg("the site statement forgets a key that the daemon has had"),
                 msg("its old receipts are checked with it; call the command again")};
  }
  return {};
}

public_key daemon_key(const site_trust& t, const public_key& first) {
  return t.daemons.empty() ? first : t.daemons.back().key;
}

std::vector<public_key> daemon_keys(const site_trust& t, const public_key& first) {
  std::vector<public_key> all;
  for (const daemon_since& d : t.daemons) all.insert(all.begin(), d.key);
  if (std::find(all.begin(), all.end(), first) == all.end()) all.push_back(first);
  return all;
}

namespace {

std::optional<error> why_not_listed(const site_trust& t, const signed_text& certificate) {
  if (t.number == 0) return std::nullopt;
  const result<approver_certificate> c = approver_from_text(certificate.text);
  if (c && t.trusts(c->key)) return std::nullopt;
  const std::string name = c ? c->name : std::string("?");
  const bool revoked = c && t.has_revoked(c->key);
  return error{errc::verification,
               revoked ? msg("the key of {} was revoked by the site statement {}", name, t.number)
                       : msg("the site statement {} does not list {} as an approver", t.number, name),
               msg("have another approver of this site sign it; \"bangtin keys list\" names them")};
}

}  // namespace

std::optional<error> why_not_trusted(const site_trust& t, const signed_statement& s) {
  return why_not_listed(t, s.approver);
}

signers signers_of(const signed_statement& s) {
  const auto key_of = [](const signed_text& c) { return approver_from_text(c.text).value().key; };
  return {key_of(s.approver), s.second ? std::optional(key_of(s.second->approver)) : std::nullopt};
}

bool approves(const site_trust& t, const signers& by) {
  if (t.number == 0) return true;
  if (!t.trusts(by.first) || (by.second && !t.trusts(*by.second))) return false;
  return by.second || t.approvals == 1;
}

std::optional<refusal> why_not_approved(const site_trust& t, const signed_programme& s) {
  if (auto why = why_not_listed(t, s.approver)) return refusal{false, *why};
  if (s.second) {
    if (auto why = why_not_listed(t, s.second->approver)) return refusal{false, *why};
  }
  if (t.number == 0 || t.approvals == 1 || s.second) return std::nullopt;
  return refusal{
      true,
      {errc::verification,
       msg("the site statement {} demands the signatures of two approvers, and one has signed", t.number),
       msg("let another approver sign it too: \"bangtin approve --key FILE\" with their key")}};
}

std::string trust_to_json(const trust_document& d) {
  json::object all{{"trust", to_value(d.statement)}};
  if (d.roots != root_chain()) all["roots"] = to_value(d.roots);
  return canonical(all);
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

result<trust_document> trust_from_json(std::string_view text) {
  if (text.size() > max_trust_document_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_trust_document_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, document_limits);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<signed_text> s = trust_from_value(f.any("trust"));
  if (!s) f.fail(s.error());
  result<root_chain> roots = f.has("roots") ? root_chain_from_value(f.any("roots")) : root_chain();
  if (!roots) f.fail(roots.error());
  if (std::optional<error> bad = f.finish()) return *bad;
  return trust_document{std::move(*s), std::move(*roots)};
}

result<verified_trust> verify_document(const trust_document& d, const public_key& known) {
  result<public_key> root = follow(d.roots, known);
  if (!root) return root.error();
  result<site_trust> value = verify_trust(d.statement, *root);
  if (!value) return value.error();
  return verified_trust{std::move(*value), *root};
}

}  // namespace bangtin::wire
