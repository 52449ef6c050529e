// keys require: how many approvers must sign a programme. Root says it, so neither one stolen key nor the
// daemon can take the demand back.
#include "admin-cli/commands/changeovers.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// What would leave the site without a way to approve, or the screens with a programme that one has signed.
result<void> check_two_can_sign(const site_now& site) {
  if (site.next.approvers.size() < 2) {
    return error{errc::conflict, msg("this site has one approver, and two would have to sign"),
                 msg("make another one first: \"bangtin keys add --name NAME --to DIR\"")};
  }
  if (!site.on_show || site.on_show->note.second) return {};
  return error{
      errc::conflict,
      msg("programme version {}, which is on show, was signed by one approver, not by two",
          site.on_show->value.version),
      msg("let two sign it first: \"bangtin approve --two\", and then the other one \"bangtin approve\"")};
}

// Players that do not read a second signature refuse every programme that has one.
result<void> check_players(session& s, const arguments& given) {
  result<std::string> too_old = screens_below(s, wire::second_signature_format);
  if (!too_old) return too_old.error();
  if (too_old->empty()) return {};
  const std::string& names = *too_old;
  if (given.has("--leave-behind")) {
    s.out.note(
        tr("These screens are too old for two signatures and keep the programme that they have: {}", names));
    return {};
  }
  return error{
      errc::conflict, msg("the players of these screens are too old for two signatures: {}", names),
      msg("update bangtin-player there, or add --leave-behind: then these screens keep the programme "
          "that they have")};
}

std::string question_of(std::int64_t approvals) {
  return approvals == 1 ? tr("Let one approver be enough for a programme from now on?")
                        : tr("Demand the signatures of two approvers for each programme from now on?");
}

}  // namespace

result<int> keys_require(session& s, const arguments& given) {
  result<std::int64_t> approvals = given.number("N", 1, wire::max_approvals, 1);
  if (!approvals) return approvals.error();
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  if (site->trust.value.approvals == *approvals) {
    s.out.document(to_json(site->trust));
    s.out.done(*approvals == 1 ? tr("one approver is enough already")
                               : tr("two approvers must sign already"));
    return 0;
  }
  if (*approvals == 2) {
    if (result<void> fine = check_two_can_sign(*site); !fine) return fine.error();
    if (result<void> fine = check_players(s, given); !fine) return fine.error();
  }
  if (result<void> yes = agreed(s, question_of(*approvals)); !yes) return yes.error();
  result<secret_key> root = open_site_root(s);
  if (!root) return root.error();
  site->next.issued = s.this_moment();
  site->next.approvals = *approvals;
  result<known_trust> done = put_in_force(s, site->next, *root);
  if (!done) return done.error();
  s.out.done(*approvals == 1
                 ? tr("one approver is enough from now on (site statement {})", site->next.number)
                 : tr("two approvers must sign from now on (site statement {})", site->next.number));
  report_obedience(s, std::move(*done), site->root);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
