// guide, help, version. parse_call turns the last two into --help and --version, so that they work with a
// wrong configuration too.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

namespace {

result<int> nothing_to_do(commands::session&, const commands::arguments&) {
  return 0;
}

}  // namespace

std::vector<commands::command> help_rows() {
  return {
      {"guide",
       msg("lead from the first clip to the first play: it asks, does and explains"),
       {keys_folder()},
       commands::guide,
       {"bangtin guide", "bangtin guide --keys /media/usb/keys"}},
      {"help",
       msg("show the help, or that of a command"),
       {{"COMMAND", "", msg("the command, like \"media add\", or only its first word"), false, true}},
       nothing_to_do,
       {"bangtin help", "bangtin help media add"}},
      {"version", msg("show the version"), {}, nothing_to_do, {"bangtin version", "bangtin version --json"}}};
}

}  // namespace bangtin::admin_cli::app
