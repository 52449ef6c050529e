// keys: the site's root and its approvers.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> keys_rows() {
  return {
      {"keys init",
       msg("make the site's keys: root and approver"),
       {keys_folder(),
        {"--name", "NAME", msg("the approver's name; else the login name")},
        {"--single-machine", "", msg("although the daemon works on this machine too")}},
       commands::keys_init,
       {"bangtin keys init", "bangtin keys init --keys /media/usb/keys --name \"Nguyễn Thị Hạnh\""}},
      {"keys list",
       msg("show which keys there are, who may sign, and which screens know it"),
       {keys_folder()},
       commands::keys_list,
       {"bangtin keys list", "bangtin keys list --keys /media/usb/keys"}},
      {"keys add",
       msg("make a key for one more approver, whom screens trust from then on"),
       {keys_folder(),
        {"--name", "NAME", msg("the approver's name"), true},
        {"--to", "DIR", msg("a new folder for the key"), true}},
       commands::keys_add,
       {"bangtin keys add --name \"Trần Văn Nam\" --to /media/usb/nam",
        "bangtin keys add --keys /media/usb/keys --name \"Trần Văn Nam\" --to /media/nam/keys"}},
      {"keys revoke",
       msg("take the right to sign from an approver for good"),
       {{"APPROVER", "", msg("the approver's name, or the first digits of the key"), true}, keys_folder()},
       commands::keys_revoke,
       {"bangtin keys revoke \"Trần Văn Nam\"", "bangtin keys revoke 4f1c09ab"}},
      {"keys require",
       msg("say how many approvers must sign a programme"),
       {{"N", "", msg("1 or 2; an emergency notice needs one"), true},
        {"--leave-behind", "", msg("although players are too old for it; they keep what they have")},
        keys_folder()},
       commands::keys_require,
       {"bangtin keys require 2", "bangtin keys require 1 --keys /media/usb/keys"}},
      {"keys renew-daemon",
       msg("give the daemon a new key for time and receipts, which screens take without a visit"),
       {keys_folder()},
       commands::keys_renew_daemon,
       {"bangtin keys renew-daemon", "bangtin keys renew-daemon --keys /media/usb/keys"}},
      {"keys export",
       msg("a copy of the approver's key for the page on which an approver signs in a browser"),
       {{"--web", "FILE", msg("the file to write; bring it to the approver's machine"), true},
        {"--key", "FILE", msg("the approver's key; else approver.pem of the keys' folder")},
        keys_folder()},
       commands::keys_export,
       {"bangtin keys export --web khoa-duyet.key",
        "bangtin keys export --key /media/nam/keys/approver.pem --web nam.key"}},
      {"keys sheet",
       msg("a sheet to print and lock away, from which lost keys can be had again"),
       {{"-o,--output", "FILE.pdf", msg("the file to write"), true}, keys_folder()},
       commands::keys_sheet,
       {"bangtin keys sheet -o phieu-khoa.pdf",
        "bangtin keys sheet --keys /media/usb/keys -o phieu-khoa.pdf"}}};
}

}  // namespace bangtin::admin_cli::app
