// keys succeed: a new root key takes over. It is made and written first, so the same call goes on after an
// interruption; the daemon takes all of the change or nothing.
#include <algorithm>

#include "admin-cli/commands/changeovers.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/root_succession.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// Players that do not read the chain refuse every statement that comes with it.
result<void> check_players(session& s, const arguments& given) {
  result<std::string> too_old = screens_below(s, wire::root_succession_format);
  if (!too_old) return too_old.error();
  if (too_old->empty()) return {};
  const std::string& names = *too_old;
  if (given.has("--leave-behind")) {
    s.out.note(
        tr("These screens are too old for a new root key and keep the programme that they have: {}", names));
    return {};
  }
  return error{
      errc::conflict, msg("the players of these screens are too old for a new root key: {}", names),
      msg("update bangtin-player there, or add --leave-behind: then these screens keep the programme "
          "that they have")};
}

// The new key's public part, which an earlier call has made in the folder; nothing where there is none.
result<std::optional<public_key>> made_before(const fs::path& folder, const fs::path& keys) {
  using answer = std::optional<public_key>;
  std::error_code ignored;
  if (fs::weakly_canonical(folder, ignored) == fs::weakly_canonical(keys, ignored)) {
    return error{errc::conflict, msg("{} is the folder of the root key until now", folder.string()),
                 msg("name a new folder with --to: the new root key has a keeper of its own")};
  }
  result<public_key> there = read_root(folder);
  if (there && fs::exists(folder / "root.pem", ignored)) return answer(*there);
  if (!there && there.error().code != errc::not_found) return there.error();
  return answer();
}

result<secret_key> make_or_open(session& s, const fs::path& folder, bool is_made) {
  const fs::path file = folder / "root.pem";
  if (is_made) {
    result<std::string> phrase = get_passphrase(s, tr("The passphrase of {}:", file.string()), false);
    if (!phrase) return phrase.error();
    return open_key(file, *phrase);
  }
  result<std::string> phrase =
      get_passphrase(s, tr("A passphrase for the new root key, which its keeper chooses:"), true);
  if (!phrase) return phrase.error();
  return create_root(folder, *phrase);
}

result<wire::admin::certificate_list> get_certificates(session& s) {
  result<json::value> answer = s.daemon.call_json(get_request("/v1/certificates"));
  if (!answer && answer.error().code == errc::not_found) {
    return error{errc::unsupported, msg("this daemon is too old for a new root key"),
                 msg("update bangtind, and call the command again")};
  }
  if (!answer) return answer.error();
  auto list = wire::admin::decode<wire::admin::certificate_list>(*answer);
  if (!list) return strange_answer(list.error());
  return list;
}

// The same texts, signed by the new root. It signs nothing that the old one has not signed: else a daemon
// could have itself a screen or an approver certified.
result<std::vector<evidence::signed_text>> sign_anew(const std::vector<evidence::signed_text>& all,
                                                     const public_key& old_root, const secret_key& new_root) {
  std::vector<evidence::signed_text> fresh;
  for (const evidence::signed_text& c : all) {
    if (!evidence::verify(c, old_root)) {
      return error{errc::verification,
                   msg("the daemon has stored a certificate that this site's root key did not sign"),
                   msg("look at \"bangtin doctor\"; a backup may have the data as they were")};
    }
    fresh.push_back(evidence::sign_text(c.text, new_root));
  }
  return fresh;
}

bool is_of(const evidence::signed_text& certificate, const public_key& key) {
  const result<wire::approver_certificate> c = wire::approver_from_text(certificate.text);
  return c && c->key == key;
}

// An approver who has signed nothing yet has a certificate that the daemon has never seen; they get another
// one for the same key.
void certify_the_others(std::vector<evidence::signed_text>& certificates, const wire::site_trust& t,
                        const secret_key& new_root) {
  for (const wire::trusted_approver& a : t.approvers) {
    if (std::any_of(certificates.begin(), certificates.end(), [&](const auto& c) { return is_of(c, a.key); }))
      continue;
    const wire::approver_certificate fresh{a.key, a.name, t.issued, t.issued + certificate_lifetime};
    certificates.push_back(evidence::sign_text(wire::to_text(fresh), new_root));
  }
}

// Which root follows which, signed by both keys.
result<std::vector<wire::signed_succession>> name_successor(const site_now& site, const secret_key& old_root,
                                                            const secret_key& new_root) {
  std::vector<wire::signed_succession> chain = site.trust.roots.successions;
  if (chain.size() == wire::max_root_successions) {
    return error{errc::limit, msg("this site has had {} root keys already", wire::max_root_successions + 1),
                 msg("keep the root key that the site has")};
  }
  const auto number = static_cast<std::int64_t>(chain.size()) + 1;
  chain.push_back(wire::sign_succession(number, site.next.issued, old_root, new_root));
  return chain;
}

// All that the daemon takes in one call.
result<wire::admin::root_order> make_order(session& s, const site_now& site,
                                           std::vector<wire::signed_succession> chain,
                                           const secret_key& new_root) {
  result<wire::admin::certificate_list> all = get_certificates(s);
  if (!all) return all.error();
  if (all->approvers.size() + site.next.approvers.size() > wire::max_reissued_certificates) {
    return error{errc::limit,
                 msg("this site has had {} certificates of approvers, and at most {} can be signed anew",
                     all->approvers.size(), wire::max_reissued_certificates),
                 msg("keep the root key that the site has")};
  }
  auto approvers = sign_anew(all->approvers, site.root, new_root);
  if (!approvers) return approvers.error();
  auto screens = sign_anew(all->screens, site.root, new_root);
  if (!screens) return screens.error();
  certify_the_others(*approvers, site.next, new_root);
  const evidence::signed_text statement = evidence::sign_text(wire::to_text(site.next), new_root);
  return wire::admin::root_order{statement.text,
                                 statement.signature,
                                 new_root.public_part(),
                                 {std::move(chain), std::move(*approvers)},
                                 std::move(*screens)};
}

// A daemon whose data were restored from before the succession does not know of it, and screens do: they take
// the same succession again, and no other in its place. It is beside the new key. Empty: it was not handed in
// yet, or is in force.
struct handed_in {
  public_key root;         // of the daemon
  wire::site_trust value;  // the newest statement that the new root has signed
  std::vector<wire::signed_succession> chain;
};
std::optional<handed_in> handed_in_before(session& s, const fs::path& folder,
                                          const std::optional<public_key>& made) {
  if (!made) return std::nullopt;
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where || !where->root || *where->root == *made) return std::nullopt;
  result<std::string> text = read_file(folder / "trust.json", wire::max_trust_document_bytes);
  if (!text) return std::nullopt;
  result<wire::trust_document> document = wire::trust_from_json(trimmed(*text));
  if (!document || document->roots.successions.empty()) return std::nullopt;
  result<wire::verified_trust> newest = wire::verify_document(*document, *where->root);
  if (!newest || newest->root != *made) return std::nullopt;
  return handed_in{*where->root, std::move(newest->value), std::move(document->roots.successions)};
}

result<void> send(session& s, const wire::admin::root_order& order) {
  result<wire::reply> answer =
      s.daemon.call(send_request("POST", "/v1/root", canonical(wire::admin::encode(order))));
  if (!answer) return answer.error();
  return {};
}

// Beside both keys: the new root goes on from it, and the next statement is no older.
void keep_document(session& s, const fs::path& folder, const wire::admin::root_order& order) {
  const wire::trust_document document{{order.text, order.signature}, order.roots};
  for (const fs::path& place : {folder, s.set.keys}) {
    result<void> kept = write_file(place / "trust.json", wire::trust_to_json(document) + "\n", 0600);
    if (!kept) s.out.note(views::sentence(kept.error().what, kept.error().remedy));
  }
}

void note_places(session& s, const fs::path& folder) {
  s.out.note(
      tr("The new root key is in {}: from now on say --keys {} where the root key signs, and print its "
         "recovery sheet with \"bangtin keys sheet\".",
         folder.string(), folder.string()));
  s.out.note(
      tr("When all screens obey, delete {}: whoever has it could still mislead a screen that has not "
         "heard of the new one.",
         (s.set.keys / "root.pem").string()));
}

}  // namespace

namespace {

// As read_site, but with the statement that screens have heard of.
result<site_now> read_site_of(session& s, const handed_in& before) {
  result<site_now> site = read_site(s, before.root);
  if (!site || site->trust.value.number >= before.value.number) return site;
  site->trust.value = before.value;
  result<wire::site_trust> next = next_trust(s, site->trust, before.root, site->on_show);
  if (!next) return next.error();
  site->next = std::move(*next);
  return site;
}

// The order for a change that is agreed; opens the old key where the succession is not signed yet.
result<wire::admin::root_order> signed_order(session& s, site_now& site,
                                             const std::optional<handed_in>& before, const fs::path& folder,
                                             bool is_made) {
  std::optional<secret_key> old_root;
  if (!before) {
    result<secret_key> opened = open_site_root(s);
    if (!opened) return opened.error();
    old_root = std::move(*opened);
  }
  result<secret_key> new_root = make_or_open(s, folder, is_made);
  if (!new_root) return new_root.error();
  site.next.issued = s.this_moment();
  auto chain = before ? result<std::vector<wire::signed_succession>>(before->chain)
                      : name_successor(site, *old_root, *new_root);
  if (!chain) return chain.error();
  return make_order(s, site, std::move(*chain), *new_root);
}

}  // namespace

result<int> keys_succeed(session& s, const arguments& given) {
  const fs::path folder = fs::absolute(given.text("--to")).lexically_normal();
  auto made = made_before(folder, s.set.keys);
  if (!made) return made.error();
  const std::optional<handed_in> before = handed_in_before(s, folder, *made);
  result<site_now> site = before ? read_site_of(s, *before) : read_site(s);
  if (!site) return site.error();
  if (*made && **made == site->root) {
    s.out.done(tr("the root key in {} is in force already", folder.string()));
    report_obedience(s, std::move(site->trust), site->root);
    note_places(s, folder);
    return 0;
  }
  if (result<void> fine = check_players(s, given); !fine) return fine.error();
  if (result<void> yes = agreed(s, tr("Let a new root key take over from the one in {}, for good?",
                                      printable(s.set.keys.string())));
      !yes)
    return yes.error();
  result<wire::admin::root_order> order = signed_order(s, *site, before, folder, made->has_value());
  if (!order) return order.error();
  if (result<void> sent = send(s, *order); !sent) return sent.error();
  keep_document(s, folder, *order);
  s.out.done(tr("the root key {} is in force (site statement {})", order->root.hex().substr(0, 16),
                site->next.number));
  if (result<public_key> followed = follow_site_root(s); !followed) return followed.error();
  result<known_trust> trust = get_trust(s, order->root);
  if (!trust) return trust.error();
  report_obedience(s, std::move(*trust), order->root);
  note_places(s, folder);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
