// bundle: material and evidence by USB stick.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> bundle_rows() {
  return {
      {"bundle export",
       msg("put onto a USB stick what a screen without a network needs"),
       {{"DIR", "", msg("where the stick is mounted"), true},
        {"--screen", "NAME", msg("the screen; not needed where there is only one")}},
       commands::bundle_export,
       {"bangtin bundle export /media/usb --screen cho",
        "bangtin bundle export /media/usb --screen cho --json"}},
      {"bundle import",
       msg("take from a USB stick what screens have written, and put the receipts onto it"),
       {{"DIR", "", msg("where the stick is mounted"), true}},
       commands::bundle_import,
       {"bangtin bundle import /media/usb", "bangtin bundle import /media/usb --json"}},
      {"bundle share",
       msg("put chosen material into a folder for another body, with what people need to know of it"),
       {{"DIR", "", msg("where to: a stick, or any folder"), true},
        {"--media", "ID", msg("the items, by ID, with commas between"), false, true},
        {"--playlist", "NAME", msg("all items of this playlist of the draft, in its order"), false, true}},
       commands::bundle_share,
       {"bangtin bundle share /media/usb --media 4fd1d2ab01c3",
        "bangtin bundle share /media/usb --media 4fd1d2ab01c3,b07e21c95a40",
        "bangtin bundle share /media/usb --playlist dich-vu-cong"}},
      {"bundle take",
       msg("load material that another body shares; nothing of it is approved by that"),
       {{"DIR", "", msg("where the other body's folder is"), true}},
       commands::bundle_take,
       {"bangtin bundle take /media/usb", "bangtin --yes bundle take /media/usb"}}};
}

}  // namespace bangtin::admin_cli::app
