// ticker, draft: the rest of what the draft has, and the draft as a whole.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

namespace {

// When a ticker runs, and where.
std::vector<commands::option_row> ticker_options(bool needed) {
  return {
      {"--text", "TEXT", msg("what it says, on one line"), needed},
      {"--screens", "LIST", msg("names, @groups or all, with commas between"), false, true},
      {"--from", "DATE",
       msg("the first day, like 1/10 or 1/10/2026; without a year the season that runs now, else the next")},
      {"--to", "DATE", msg("the last day")},
      {"--yearly", "", msg("from and to come every year")},
      {"--lunar", "", msg("from and to are days of the lunar calendar, which come every year")},
      {"--days", "DAYS", msg("weekdays, like mon-fri or t2-t6"), false, true},
      {"--hours", "HOURS", msg("like 7:00-11:30 or 7h-11h30; several with commas between"), false, true},
      {"--rrule", "RULE", msg("the days of an RFC 5545 rule, like FREQ=MONTHLY;BYDAY=1MO")},
      {"--except", "DATES", msg("days on which it does not run"), false, true}};
}

}  // namespace

std::vector<commands::command> ticker_rows() {
  const commands::option_row ticker{"TICKER", "", msg("its name or number; see \"ticker list\""), true};
  std::vector<commands::option_row> create = ticker_options(true), edit = ticker_options(false);
  create.insert(create.begin(), {"NAME", "", msg("its name, like gio-tiep-dan"), true});
  edit.insert(edit.begin(), {ticker, {"--name", "NAME", msg("another name")}});
  return {{"ticker create",
           msg("let a text run along the lower edge of screens"),
           std::move(create),
           commands::ticker_create,
           {"bangtin ticker create gio-tiep-dan --text \"Tiếp dân sáng thứ Năm hằng tuần\" --screens lobby",
            "bangtin ticker create tet --text \"Chúc mừng năm mới\" --from 23/12 --to 7/1 --lunar"}},
          {"ticker edit",
           msg("change a ticker of the draft; an empty value takes back what was chosen"),
           std::move(edit),
           commands::ticker_edit,
           {"bangtin ticker edit gio-tiep-dan --text \"Tiếp dân sáng thứ Tư hằng tuần\"",
            "bangtin ticker edit 2 --hours 7h-11h30 --days t2-t6"}},
          {"ticker list",
           msg("list the tickers of the draft"),
           {removed_only()},
           commands::ticker_list,
           {"bangtin ticker list", "bangtin ticker list --removed"}},
          {"ticker restore",
           msg("take a removed ticker back into the draft, as it was before"),
           restore_options(),
           commands::ticker_restore,
           {"bangtin ticker restore tet", "bangtin ticker restore tet --as tet-2"}},
          {"ticker show",
           msg("show one ticker"),
           {ticker},
           commands::ticker_show,
           {"bangtin ticker show gio-tiep-dan", "bangtin ticker show 2 --json"}},
          {"ticker remove",
           msg("take tickers out of the draft"),
           {{"TICKER", "", msg("its name or number; see \"ticker list\""), true, true}},
           commands::ticker_remove,
           {"bangtin ticker remove gio-tiep-dan", "bangtin ticker remove 2 3 --yes"}}};
}

std::vector<commands::command> draft_rows() {
  return {{"draft show",
           msg("say what the draft is, beside the published programme"),
           {},
           commands::draft_show,
           {"bangtin draft show", "bangtin draft show --json"}},
          {"draft export",
           msg("write the draft as a programme file, which \"apply\" reads"),
           {{"FILE", "", msg("the file to write, .toml; standard output when it is \"-\" or not given")}},
           commands::draft_export,
           {"bangtin draft export programme.toml", "bangtin draft export | less"}},
          {"draft history",
           msg("list the changes of the draft in the last 30 days, newest first"),
           {{"--last", "N", msg("how many of them; 20 when not given")}},
           commands::draft_history,
           {"bangtin draft history", "bangtin draft history --last 100"}},
          {"draft undo",
           msg("take the last change of the draft back; call it again for the change before"),
           {},
           commands::draft_undo,
           {"bangtin draft undo", "bangtin draft undo --yes"}},
          {"draft redo",
           msg("make the change again that \"draft undo\" took back"),
           {},
           commands::draft_redo,
           {"bangtin draft redo", "bangtin draft redo --yes"}},
          {"draft restore",
           msg("make the draft as it was before a change"),
           {{"NUMBER", "", msg("of the change, as \"draft history\" shows it"), true}},
           commands::draft_restore,
           {"bangtin draft restore 12", "bangtin draft restore 12 --yes"}},
          {"draft refresh",
           msg("take over what \"media edit\" has changed about the draft's media items"),
           {},
           commands::draft_refresh,
           {"bangtin draft refresh", "bangtin draft refresh --json"}},
          {"draft reset",
           msg("throw the changes of the draft away: make it equal to the published programme"),
           {},
           commands::draft_reset,
           {"bangtin draft reset", "bangtin draft reset --yes"}}};
}

}  // namespace bangtin::admin_cli::app
