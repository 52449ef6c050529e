#include "wire/root_succession.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view succession_kind = "bangtin-root-1";
constexpr std::size_t max_succession_bytes = 512;

message have_it_made_again() {
  return msg("have the daemon's data restored from a backup; if that is no remedy, ask the site's owner");
}

error broken_chain() {
  return {errc::verification, msg("the succession of this site's root keys does not hold"),
          have_it_made_again()};
}

bool holds(const signed_succession& s, const root_succession& value) {
  return value.old_root.verifies(s.text, s.by_old) && value.new_root.verifies(s.text, s.by_new);
}

}  // namespace

std::string to_text(const root_succession& s) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n", succession_kind, s.number, to_unix_ms(s.issued),
                     s.old_root.hex(), s.new_root.hex());
}

result<root_succession> succession_from_text(std::string_view text) {
  const auto values = evidence::note_values(text, succession_kind, 4);
  if (!values) return evidence::not_a_note(succession_kind);
  const auto number = evidence::plain_integer((*values)[0], max_root_successions);
  const auto issued = evidence::plain_integer((*values)[1], evidence::largest_time_ms);
  const auto old_root = public_key::from((*values)[2]), new_root = public_key::from((*values)[3]);
  if (!number || *number == 0 || !issued || !old_root || !new_root || *old_root == *new_root)
    return evidence::not_a_note(succession_kind);
  root_succession s{*number, from_unix_ms(*issued), *old_root, *new_root};
  if (to_text(s) != text) return evidence::not_a_note(succession_kind);
  return s;
}

signed_succession sign_succession(std::int64_t number, utc_ms issued, const secret_key& old_root,
                                  const secret_key& new_root) {
  const std::string text = to_text({number, issued, old_root.public_part(), new_root.public_part()});
  return {text, old_root.sign(text), new_root.sign(text)};
}

result<std::vector<public_key>> roots_of(const root_chain& c) {
  std::vector<public_key> roots;
  if (c.successions.size() > max_root_successions) return broken_chain();
  for (const signed_succession& s : c.successions) {
    const result<root_succession> value = succession_from_text(s.text);
    if (!value || !holds(s, *value)) return broken_chain();
    if (roots.empty()) roots.push_back(value->old_root);
    const bool follows =
        value->number == static_cast<std::int64_t>(roots.size()) && value->old_root == roots.back();
    const bool came_before = std::find(roots.begin(), roots.end(), value->new_root) != roots.end();
    if (!follows || came_before) return broken_chain();
    roots.push_back(value->new_root);
  }
  return roots;
}

result<public_key> follow(const root_chain& c, const public_key& known) {
  if (c.successions.empty()) return known;
  result<std::vector<public_key>> roots = roots_of(c);
  if (!roots) return roots.error();
  if (std::find(roots->begin(), roots->end(), known) != roots->end()) return roots->back();
  return error{errc::verification, msg("the succession of root keys is another site's"),
               have_it_made_again()};
}

result<void> check_continues(const root_chain& before, const root_chain& next) {
  const std::size_t common = std::min(before.successions.size(), next.successions.size());
  if (!std::equal(before.successions.begin(),
                  before.successions.begin() + static_cast<std::ptrdiff_t>(common), next.successions.begin(),
                  [](const auto& a, const auto& b) { return a.text == b.text; })) {
    return error{errc::invalid, msg("the root key was succeeded by another one than is known already"),
                 have_it_made_again()};
  }
  if (next.successions.size() >= before.successions.size()) return {};
  return error{errc::verification,
               msg("the site has its root key number {}, and number {} was offered",
                   before.successions.size() + 1, next.successions.size() + 1),
               have_it_made_again()};
}

void recertify(signed_statement& s, const root_chain& c) {
  const auto renew = [&](signed_text& certificate) {
    const auto fresh = std::find_if(c.certificates.begin(), c.certificates.end(),
                                    [&](const signed_text& t) { return t.text == certificate.text; });
    if (fresh != c.certificates.end()) certificate.signature = fresh->signature;
  };
  renew(s.approver);
  if (s.second) renew(s.second->approver);
}

result<signed_succession> signed_succession_from_value(const json::value& v) {
  json_reader f(v);
  signed_succession s{f.text("text", max_succession_bytes), {}, {}};
  const auto by_old = bangtin::signature::from(f.text("old", 128));
  const auto by_new = bangtin::signature::from(f.text("new", 128));
  if (!by_old || !by_new) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a signature", by_old ? "new" : "old"),
            msg("correct the field and send it again")});
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  s.by_old = *by_old;
  s.by_new = *by_new;
  return s;
}

json::value to_value(const signed_succession& s) {
  return json::object{{"new", s.by_new.hex()}, {"old", s.by_old.hex()}, {"text", s.text}};
}

json::value to_value(const root_chain& c) {
  json::array certificates, successions;
  for (const signed_text& t : c.certificates) certificates.push_back(to_value(t));
  for (const signed_succession& s : c.successions) successions.push_back(to_value(s));
  return json::object{{"certificates", std::move(certificates)}, {"successions", std::move(successions)}};
}

result<root_chain> root_chain_from_value(const json::value& v) {
  json_reader f(v);
  const json::array& certificates = f.list("certificates", max_reissued_certificates);
  const json::array& successions = f.list("successions", max_root_successions);
  if (std::optional<error> bad = f.finish()) return *bad;
  root_chain c;
  for (const json::value& one : certificates) {
    result<signed_text> t = note_from_value(one);
    if (!t) return t.error();
    c.certificates.push_back(std::move(*t));
  }
  for (const json::value& one : successions) {
    result<signed_succession> s = signed_succession_from_value(one);
    if (!s) return s.error();
    c.successions.push_back(std::move(*s));
  }
  return c;
}

}  // namespace bangtin::wire
