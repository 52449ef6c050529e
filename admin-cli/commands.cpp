// The table. A new command is a row here and a function in one of the handle_*.cpp.
#include "admin-cli/handlers.hpp"

namespace bangtin::admin_cli {

const std::vector<option_row>& global_options() {
  static const std::vector<option_row> rows{
      {"--server", "URL",
       msg("the daemon's address, http://HOST:PORT (or BANGTIN_SERVER, with BANGTIN_TOKEN)")},
      {"--socket", "PATH", msg("the daemon's admin socket (or BANGTIN_SOCKET)")},
      {"--json", "", msg("one JSON document on standard output, for programs")},
      {"--lang", "vi|en", msg("the language (or BANGTIN_LANG)")},
      {"--quiet", "", msg("say only what was asked for, and errors")},
      {"--yes", "", msg("do not ask before a change")},
      {"--config", "FILE", msg("another configuration file")},
      {"--log-level", "LEVEL", msg("trace, debug, info, warning, error or off")},
      {"-h,--help", "", msg("show this help")},
      {"--version", "", msg("show the version")}};
  return rows;
}

const std::vector<command>& commands() {
  static const option_row keys{"--keys", "DIR", msg("the folder of the keys (or BANGTIN_KEYS)")};
  static const option_row month{"--month", "YYYY-MM", msg("the month, in the site's time zone"), true};
  static const std::vector<command> rows{
      {"keys init",
       msg("make the site's keys: root and approver"),
       {keys, {"--name", "NAME", msg("the approver's name; else the login name")}},
       keys_init},
      {"keys list", msg("show which keys there are"), {keys}, keys_list},
      {"media add",
       msg("load media files"),
       {{"FILE", "", msg("video, picture or PDF guide"), true, true},
        {"--title", "TEXT", msg("its title in reports")},
        {"--theme", "CODE", msg("its theme in the plan, like III.2")},
        {"--owner", "TEXT", msg("the body that made it")},
        {"--link", "URL", msg("where a passer-by finds more")},
        {"--duration", "TIME", msg("how long a picture is shown, like 12s (not available yet)")},
        {"--subtitles", "FILE", msg("load subtitles (SRT or WebVTT) as well")}},
       media_add},
      {"media list", msg("list the media items"), {}, media_list},
      {"media show",
       msg("show one media item"),
       {{"ID", "", msg("as \"media list\" shows it"), true}},
       media_show},
      {"apply",
       msg("make the draft equal to a programme file"),
       {{"PROGRAMME.toml", "", msg("the programme file; media paths are relative to it"), true},
        {"--dry-run", "", msg("only show what would change")}},
       apply_programme},
      {"diff", msg("show what the draft changes in the published programme"), {}, show_difference},
      {"check",
       msg("say what is wrong with the draft, worst first"),
       {{"--programme", "FILE", msg("a programme file instead of the draft, without the daemon")},
        {"--days", "N", msg("how many days to look ahead, at most 366; 31 when not given")}},
       check},
      {"approve",
       msg("sign the draft and publish it"),
       {{"--key", "FILE", msg("the approver's key; else approver.pem in the folder of the keys")},
        {"--days", "N", msg("how long it is valid; 365 when not given")},
        keys},
       approve_programme},
      {"history", msg("list the published versions"), {}, show_history},
      {"screen pair",
       msg("take a screen in by the code that it shows"),
       {{"CODE", "", msg("the code on the screen, XXXX-XXXX"), true},
        {"--name", "NAME", msg("the screen's name in the programme"), true},
        {"--title", "TEXT", msg("its title; else as in the draft")},
        {"--venue", "TEXT", msg("its venue; else as in the draft")},
        {"--replace", "", msg("this machine takes the place of another of that name")},
        keys},
       screen_pair},
      {"screen list", msg("list the screens"), {}, screen_list},
      {"preview",
       msg("show what a screen will play"),
       {{"--screen", "NAME", msg("the screen"), true},
        {"--date", "YYYY-MM-DD", msg("the first day; else today")},
        {"--days", "N", msg("how many days, at most 31; 1 when not given")},
        {"--programme", "FILE", msg("straight from a programme file, without the daemon")},
        {"--csv", "", msg("every slot as a line for a spreadsheet")},
        {"--ics", "", msg("for a calendar program: when each campaign plays")}},
       preview},
      {"explain",
       msg("say why a screen shows what it does, and why not each other campaign"),
       {{"--screen", "NAME", msg("the screen"), true},
        {"--at", "TIME", msg("like 2026-10-05T09:30, or 09:30 for today; else now")},
        {"--programme", "FILE", msg("straight from a programme file, without the daemon")}},
       explain},
      {"status", msg("show the daemon and the screens now"), {}, show_status},
      {"plays count",
       msg("count the plays of a month"),
       {month,
        {"--by", "COLUMNS", msg("task,theme,campaign,screen,venue,media,day; task,theme when not given")}},
       plays_count},
      {"plays export",
       msg("write the plays of a month to a file"),
       {month,
        {"--format", "csv", msg("the form of the file")},
        {"-o,--output", "PATH", msg("the file to write"), true}},
       plays_export}};
  return rows;
}

}  // namespace bangtin::admin_cli
