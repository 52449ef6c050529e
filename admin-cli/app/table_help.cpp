// help, version: parse_call turns them into --help and --version, so that they work with a wrong
// configuration too.
#include "admin-cli/app/table_rows.hpp"

namespace bangtin::admin_cli::app {

namespace {

result<int> nothing_to_do(commands::session&, const commands::arguments&) {
  return 0;
}

}  // namespace

std::vector<commands::command> help_rows() {
  return {
      {"help",
       msg("show the help, or that of a command"),
       {{"COMMAND", "", msg("the command, like \"media add\", or only its first word"), false, true}},
       nothing_to_do,
       {"bangtin help", "bangtin help media add"}},
      {"version", msg("show the version"), {}, nothing_to_do, {"bangtin version", "bangtin version --json"}}};
}

}  // namespace bangtin::admin_cli::app
