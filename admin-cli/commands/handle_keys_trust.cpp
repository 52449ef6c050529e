// keys add, keys revoke: who may sign from now on. Root signs it, and screens obey at their next contact.
#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/approver_choice.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// What would leave the screens without an approver, or with a programme that nobody trusted signed.
result<void> check_may_go(const wire::trusted_approver& who, const wire::site_trust& t,
                          const std::optional<published_programme>& on_show) {
  if (t.approvers.size() == 1) {
    return error{errc::conflict, msg("{} is the only approver", who.name),
                 msg("make another one first: \"bangtin keys add --name NAME --to DIR\"")};
  }
  if (t.approvers.size() == static_cast<std::size_t>(t.approvals)) {
    return error{errc::conflict,
                 msg("two approvers must sign at this site, and there would be one without {}", who.name),
                 msg("make another one first: \"bangtin keys add --name NAME --to DIR\"")};
  }
  if (!on_show) return {};
  const wire::signers by = wire::signers_of(on_show->note);
  if (by.first != who.key && by.second != who.key) return {};
  return error{
      errc::conflict,
      msg("programme version {}, which is on show, was signed by {}", on_show->value.version, who.name),
      msg("let another approver sign it first: \"bangtin approve --key FILE\" with their key")};
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
