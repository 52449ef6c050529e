// backup, restore: a copy of the site, and the site from a copy.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handle_backup.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> backup_rows() {
  return {{"backup",
           msg("write a copy of the whole site to a file, while everything goes on"),
           {{"FILE", "", msg("a new file, on another disk: a tar archive, which \"tar\" can read"), true},
            {"--with-keys", "",
             msg("also the daemon's private keys, encrypted with a passphrase that it asks for")}},
           commands::backup,
           {"bangtin backup /media/usb/site.tar", "bangtin backup keys-and-all.tar --with-keys"}},
          {"restore",
           msg("make the site again from a backup, on the daemon's machine while the daemon is stopped"),
           {{"FILE", "", msg("what \"bangtin backup\" or the nightly backup has written"), true},
            {"--data", "DIR", msg("the daemon's folder; else the one in its configuration")},
            {"--key", "FILE", msg("the daemon's private key (daemon.key), where the backup has none")},
            {"--set-aside", "", msg("move what is in the folder aside under a dated name")}},
           commands::restore,
           {"bangtin restore /media/usb/site.tar", "bangtin restore site.tar --key daemon.key --set-aside"}}};
}

}  // namespace bangtin::admin_cli::app
