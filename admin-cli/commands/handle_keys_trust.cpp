// keys add, keys revoke: who may sign from now on. Root signs it, and screens obey at their next contact.
#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t min_key_digits = 8;
constexpr int obedience_tries = 20;
constexpr std::chrono::milliseconds obedience_pause{500};

error no_such_approver(const std::string& typed, const wire::site_trust& t) {
  std::vector<std::string> names;
  for (const wire::trusted_approver& a : t.approvers) names.push_back(a.name);
  return {errc::not_found, msg("no approver is called \"{}\"", shown_value(typed)),
          msg("approvers are: {}", fmt::format("{}", fmt::join(names, ", ")))};
}

// The approver by name, or by the first digits of the key.
result<wire::trusted_approver> choose_approver(const std::string& typed, const wire::site_trust& t) {
  std::vector<wire::trusted_approver> fits;
  const std::string folded = without_marks(typed);
  for (const wire::trusted_approver& a : t.approvers) {
    const bool by_key = typed.size() >= min_key_digits && a.key.hex().starts_with(typed);
    if (by_key || a.name == typed) fits.push_back(a);
  }
  if (fits.empty()) {
    for (const wire::trusted_approver& a : t.approvers)
      if (without_marks(a.name) == folded) fits.push_back(a);
  }
  if (fits.empty()) return no_such_approver(typed, t);
  if (fits.size() == 1) return fits.front();
  return error{errc::conflict, msg("{} approvers are called \"{}\"", fits.size(), shown_value(typed)),
               msg("name the key by its first {} digits; \"bangtin keys list\" shows them", min_key_digits)};
}

// What would leave the screens without an approver, or with a programme that nobody trusted signed.
result<void> check_may_go(const wire::trusted_approver& who, const wire::site_trust& t,
                          const std::optional<published_programme>& on_show) {
  if (t.approvers.size() == 1) {
    return error{errc::conflict, msg("{} is the only approver", who.name),
                 msg("make another one first: \"bangtin keys add --name NAME --to DIR\"")};
  }
  if (!on_show) return {};
  result<wire::approver_certificate> signer = wire::approver_from_text(on_show->note.approver.text);
  if (!signer || signer->key != who.key) return {};
  return error{
      errc::conflict,
      msg("programme version {}, which is on show, was signed by {}", on_show->value.version, who.name),
      msg("let another approver sign it first: \"bangtin approve --key FILE\" with their key")};
}

// Screens that are connected obey within seconds; waits for them, and names the others.
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

struct site_now {
  public_key root;
  known_trust trust;
  std::optional<published_programme> on_show;
  wire::site_trust next;
};
result<site_now> read_site(session& s) {
  result<public_key> root = read_root(s.set.keys);
  if (!root) return root.error();
  result<known_trust> trust = get_trust(s, *root);
  if (!trust) return trust.error();
  result<std::optional<published_programme>> on_show = get_current(s.daemon);
  if (!on_show) return on_show.error();
  result<wire::site_trust> next = next_trust(s, *trust, *root, *on_show);
  if (!next) return next.error();
  return site_now{*root, std::move(*trust), std::move(*on_show), std::move(*next)};
}

}  // namespace

result<int> keys_revoke(session& s, const arguments& given) {
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  result<wire::trusted_approver> who =
      choose_approver(std::string(trimmed(given.text("APPROVER"))), site->next);
  if (!who) return who.error();
  if (result<void> fine = check_may_go(*who, site->next, site->on_show); !fine) return fine.error();
  if (result<void> yes = agreed(s, tr("Revoke the key of {} for good?", who->name)); !yes) return yes.error();
  result<secret_key> root = open_site_root(s);
  if (!root) return root.error();
  site->next.issued = s.this_moment();
  add_revoked(site->next, {who->key, site->next.issued, who->name});
  result<known_trust> done = put_in_force(s, site->next, *root);
  if (!done) return done.error();
  s.out.done(tr("the key of {} is revoked (site statement {})", who->name, site->next.number));
  report_obedience(s, std::move(*done), site->root);
  return 0;
}

result<int> keys_add(session& s, const arguments& given) {
  const std::filesystem::path folder = std::filesystem::absolute(given.text("--to")).lexically_normal();
  result<std::string> name = approver_name(given.text("--name"));
  if (!name) return name.error();
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  if (site->next.approvers.size() == wire::max_trusted_approvers) {
    return error{errc::limit, msg("this site has {} approvers already", wire::max_trusted_approvers),
                 msg("revoke one first: \"bangtin keys revoke NAME\"")};
  }
  result<secret_key> root = open_site_root(s);
  if (!root) return root.error();
  result<std::string> phrase =
      get_passphrase(s, tr("A passphrase for the new key, which {} chooses:", *name), true);
  if (!phrase) return phrase.error();
  result<wire::approver_certificate> made = create_approver(folder, {*name, *phrase, s.now}, *root);
  if (!made) return made.error();
  site->next.issued = s.this_moment();
  add_approver(site->next, {made->key, made->name});
  result<known_trust> done = put_in_force(s, site->next, *root);
  if (!done) {
    remove_approver(folder);
    return done.error();
  }
  s.out.done(tr("{} may approve from now on; the key is in {}", *name, folder.string()));
  report_obedience(s, std::move(*done), site->root);
  s.out.note(tr("Carry this folder to the approver's own machine, and delete it here."));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
