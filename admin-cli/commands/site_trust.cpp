#include "admin-cli/commands/site_trust.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr int obedience_tries = 20;
constexpr std::chrono::milliseconds obedience_pause{500};

std::filesystem::path copy_of(const session& s) {
  return s.set.keys / "trust.json";
}

result<known_trust> read_state(const json::value& answer, const public_key& root) {
  result<wire::admin::trust_state> state = wire::admin::decode<wire::admin::trust_state>(answer);
  if (!state) return strange_answer(state.error());
  known_trust t;
  t.screens = std::move(state->screens);
  t.roots = std::move(state->roots);
  if (state->text.empty()) return t;
  const bangtin::signature none{};
  result<wire::site_trust> value =
      wire::verify_trust(wire::signed_text{state->text, state->signature.value_or(none)}, root);
  if (!value) return value.error();
  t.value = std::move(*value);
  return t;
}

// The certified approver, if root signed the certificate.
std::optional<wire::trusted_approver> certified(const wire::signed_text& certificate,
                                                const public_key& root) {
  if (!evidence::verify(certificate, root)) return std::nullopt;
  result<wire::approver_certificate> c = wire::approver_from_text(certificate.text);
  if (!c) return std::nullopt;
  return wire::trusted_approver{c->key, c->name};
}

template <class Entry>
void insert(std::vector<Entry>& all, Entry e) {
  auto at = std::lower_bound(all.begin(), all.end(), e,
                             [](const Entry& a, const Entry& b) { return a.key < b.key; });
  if (at != all.end() && at->key == e.key) {
    *at = std::move(e);
  } else {
    all.insert(at, std::move(e));
  }
}

}  // namespace

result<known_trust> get_trust(session& s, const public_key& root) {
  result<json::value> answer = s.daemon.call_json(get_request("/v1/trust"));
  if (!answer && answer.error().code == errc::not_found) {
    return error{errc::unsupported, msg("this daemon is too old for site statements"),
                 msg("update bangtind, and call the command again")};
  }
  if (!answer) return answer.error();
  result<known_trust> t = read_state(*answer, root);
  if (!t) return t.error();
  wire::site_trust copy = trust_beside(s.set.keys, root);
  if (copy.number > t->value.number) t->value = std::move(copy);
  return t;
}

result<wire::site_trust> next_trust(session& s, const known_trust& now, const public_key& root,
                                    const std::optional<published_programme>& on_show) {
  wire::site_trust next = now.value;
  next.number = now.value.number + 1;
  next.issued = s.this_moment();
  next.programme_version = on_show ? on_show->value.version : 0;
  if (now.value.number > 0) return next;
  if (result<evidence::signed_text> own = read_certificate(s.set.keys / "approver.cert")) {
    if (auto a = certified(*own, root)) add_approver(next, std::move(*a));
  }
  if (on_show) {
    if (auto a = certified(on_show->note.approver, root)) add_approver(next, std::move(*a));
    if (const auto& second = on_show->note.second) {
      if (auto a = certified(second->approver, root)) add_approver(next, std::move(*a));
    }
  }
  return next;
}

void add_approver(wire::site_trust& t, wire::trusted_approver a) {
  insert(t.approvers, std::move(a));
}

void add_revoked(wire::site_trust& t, wire::revoked_key r) {
  std::erase_if(t.approvers, [&](const wire::trusted_approver& a) { return a.key == r.key; });
  insert(t.revoked, std::move(r));
}

result<secret_key> open_site_root(session& s) {
  const std::filesystem::path file = s.set.keys / "root.pem";
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::string> phrase = get_passphrase(s, tr("The passphrase of {}:", file.string()), false);
  if (!phrase) return phrase.error();
  result<secret_key> key = open_key(file, *phrase);
  if (!key) return key.error();
  if (where->root && *where->root != key->public_part()) {
    return error{errc::verification, msg("this daemon belongs to another root key"),
                 msg("name the folder of this site's keys with --keys or BANGTIN_KEYS")};
  }
  return key;
}

result<known_trust> put_in_force(session& s, const wire::site_trust& next, const secret_key& root) {
  const evidence::signed_text note = evidence::sign_text(wire::to_text(next), root);
  const wire::admin::trust_order order{note.text, note.signature, root.public_part()};
  result<json::value> answer =
      s.daemon.call_json(send_request("POST", "/v1/trust", canonical(wire::admin::encode(order))));
  if (!answer) return answer.error();
  result<known_trust> now = read_state(*answer, root.public_part());
  if (!now) return now;
  result<void> kept = write_file(copy_of(s), wire::trust_to_json({note, now->roots}) + "\n", 0600);
  if (!kept) s.out.note(views::sentence(kept.error().what, kept.error().remedy));
  return now;
}

std::vector<wire::admin::trust_screen> behind(const known_trust& t) {
  std::vector<wire::admin::trust_screen> all;
  for (const wire::admin::trust_screen& s : t.screens) {
    if (s.number.value_or(0) < t.value.number) all.push_back(s);
  }
  return all;
}

result<site_now> read_site(session& s) {
  result<public_key> root = follow_site_root(s);
  if (!root) return root.error();
  return read_site(s, *root);
}

result<site_now> read_site(session& s, const public_key& root) {
  result<known_trust> trust = get_trust(s, root);
  if (!trust) return trust.error();
  result<std::optional<published_programme>> on_show = get_current(s.daemon);
  if (!on_show) return on_show.error();
  if (*on_show) {
    // signers_of() may read its certificates only then.
    result<wire::verified_programme> good = wire::verify((*on_show)->note, root, 0);
    if (!good) return good.error();
  }
  result<wire::site_trust> next = next_trust(s, *trust, root, *on_show);
  if (!next) return next.error();
  return site_now{root, std::move(*trust), std::move(*on_show), std::move(*next)};
}

void report_obedience(session& s, known_trust t, const public_key& root) {
  s.ends_in_order = true;
  for (int tries = 0; tries < obedience_tries && !behind(t).empty() && !s.must_stop(); ++tries) {
    wait_a_while(s, obedience_pause);
    if (result<known_trust> now = get_trust(s, root)) t = std::move(*now);
  }
  s.out.document(to_json(t));
  std::vector<std::string> names;
  for (const wire::admin::trust_screen& late : behind(t)) names.push_back(late.name);
  if (names.empty()) {
    s.out.text(tr("All screens obey."));
    return;
  }
  s.out.note(
      tr("Screens that have not obeyed yet: {}. They obey at their next contact; \"bangtin keys list\" "
         "shows it.",
         fmt::format("{}", fmt::join(names, ", "))));
}

json::object to_json(const known_trust& t) {
  json::array approvers, revoked, late;
  for (const wire::trusted_approver& a : t.value.approvers)
    approvers.push_back(json::object{{"name", a.name}, {"key", a.key.hex()}});
  for (const wire::revoked_key& r : t.value.revoked)
    revoked.push_back(json::object{{"name", r.name}, {"key", r.key.hex()}, {"at", to_rfc3339_utc(r.at)}});
  for (const wire::admin::trust_screen& s : behind(t)) late.emplace_back(s.name);
  return {{"number", t.value.number},
          {"issued", t.value.number > 0 ? json::value(to_rfc3339_utc(t.value.issued)) : json::value()},
          {"approvals", t.value.approvals},
          {"approvers", std::move(approvers)},
          {"revoked", std::move(revoked)},
          {"behind", std::move(late)}};
}

}  // namespace bangtin::admin_cli::commands
