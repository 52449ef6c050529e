// keys: the site's root and its approvers.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> keys_rows() {
  return {{"keys init",
           msg("make the site's keys: root and approver"),
           {keys_folder(), {"--name", "NAME", msg("the approver's name; else the login name")}},
           commands::keys_init,
           {"bangtin keys init", "bangtin keys init --keys /media/usb/keys --name \"Nguyễn Thị Hạnh\""}},
          {"keys list",
           msg("show which keys there are"),
           {keys_folder()},
           commands::keys_list,
           {"bangtin keys list", "bangtin keys list --keys /media/usb/keys"}}};
}

}  // namespace bangtin::admin_cli::app
