// To add a command, add a row to the table_*.cpp of its subject and a function in one of the handle_*.cpp.
#include "admin-cli/app/command_table.hpp"

#include <iterator>

#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

const std::vector<commands::option_row>& global_options() {
  static const std::vector<commands::option_row> rows{
      {"--server", "URL",
       msg("the daemon's address, https://HOST:PORT (or BANGTIN_SERVER); BANGTIN_TOKEN_FILE names the "
           "token's "
           "file, which knows the address too")},
      {"--socket", "PATH", msg("the daemon's admin socket (or BANGTIN_SOCKET)")},
      {"--json", "", msg("one JSON document on standard output, for programs")},
      {"--lang", "vi|en", msg("the language (or BANGTIN_LANG)")},
      {"--quiet", "", msg("say only what was asked for, and errors")},
      {"--wide", "", msg("all columns of a table in full, whatever the terminal's width")},
      {"--yes", "", msg("do not ask before a change")},
      {"--config", "FILE", msg("another configuration file")},
      {"--log-level", "LEVEL", msg("trace, debug, info, warning, error or off")},
      {"-h,--help", "", msg("show this help")},
      {"--version", "", msg("show the version")}};
  return rows;
}

commands::option_row keys_folder() {
  return {"--keys", "DIR", msg("the folder of the keys (or BANGTIN_KEYS)")};
}

std::vector<commands::option_row> restore_options() {
  return {{"NAME", "", msg("its name, as \"list --removed\" shows it"), true},
          {"--as", "NEW", msg("another name for it, where the draft has that name")}};
}

commands::option_row removed_only() {
  return {"--removed", "", msg("those that were removed in the last 30 days and can be restored")};
}

commands::option_row screens_option(bool needed) {
  return {"--screens", "LIST", msg("names, @groups or all, with commas between"), needed, true};
}

std::vector<commands::option_row> window_options() {
  return {
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

const std::vector<commands::command>& commands() {
  static const std::vector<commands::command> rows = [] {
    std::vector<commands::command> all;
    for (auto subject :
         {keys_rows, media_rows, playlist_rows, campaign_rows, ticker_rows, draft_rows, programme_rows,
          screen_rows, plays_rows, bundle_rows, people_rows, backup_rows, help_rows}) {
      std::vector<commands::command> more = subject();
      std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
  }();
  return rows;
}

const commands::command& call_without_words() {
  static const commands::command row{"", msg("say what to do next"), {}, commands::show_next_steps};
  return row;
}

}  // namespace bangtin::admin_cli::app
