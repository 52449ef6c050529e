// apply, diff, check, approve, history, revert: the way from the draft to what screens show.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> programme_rows() {
  return {
      {"apply",
       msg("make the draft equal to a programme file"),
       {{"PROGRAMME.toml", "", msg("the programme file; media paths are relative to it"), true},
        {"--dry-run", "", msg("only show what would change")}},
       commands::apply_programme,
       {"bangtin apply programme.toml --dry-run", "bangtin apply programme.toml --yes"}},
      {"diff",
       msg("show what the draft changes in the published programme"),
       {},
       commands::show_difference,
       {"bangtin diff", "bangtin diff --json"}},
      {"check",
       msg("say what is wrong with the draft, worst first"),
       {{"--programme", "FILE", msg("a programme file instead of the draft, without the daemon")},
        {"--days", "N", msg("how many days to look ahead, at most 366; 31 when not given")}},
       commands::check,
       {"bangtin check", "bangtin check --programme programme.toml --days 90"}},
      {"approve",
       msg("sign the draft and publish it"),
       {{"--key", "FILE", msg("the approver's key; else approver.pem in the folder of the keys")},
        {"--days", "N", msg("how long it is valid; 365 when not given")},
        {"--now", "", msg("screens change over at once, in the middle of an item")},
        {"--two", "", msg("let it wait until another approver has signed it too, where one would do")},
        {"--withdraw", "", msg("drop what waits for a second signature, and sign nothing")},
        {"--no-wait", "", msg("do not wait until the screens say when they change over")},
        {"--leave-behind", "", msg("publish although players are too old for it; they keep what they have")},
        keys_folder()},
       commands::approve_programme,
       {"bangtin approve", "bangtin approve --keys /media/usb/keys --now"}},
      {"history",
       msg("list the published versions"),
       {},
       commands::show_history,
       {"bangtin history", "bangtin history --json"}},
      {"revert",
       msg("publish an old version once more, under the next number; the draft is left as it is"),
       {{"N", "", msg("its number, as \"history\" shows it"), true},
        {"--key", "FILE", msg("the approver's key; else approver.pem in the folder of the keys")},
        {"--days", "N", msg("how long it is valid; 365 when not given")},
        {"--now", "", msg("screens change over at once, in the middle of an item")},
        {"--two", "", msg("let it wait until another approver has signed it too, where one would do")},
        {"--no-wait", "", msg("do not wait until the screens say when they change over")},
        {"--leave-behind", "", msg("publish although players are too old for it; they keep what they have")},
        keys_folder()},
       commands::revert_programme,
       {"bangtin revert 12", "bangtin revert 12 --now --days 30"}}};
}

}  // namespace bangtin::admin_cli::app
