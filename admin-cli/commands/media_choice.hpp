// Which media item a person means.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// The item that is called so, by its id, its SHA-256, its file name, the beginning of its id, its
// file name in other letter case, or the beginning of that, if only one fits. A beginning has 3 letters or
// more; file names compare in NFC. errc::conflict
// when several fit, errc::not_found with the nearest file name when none does.
result<wire::admin::media_item> choose_media(const std::vector<wire::admin::media_item>& all,
                                             const std::string& typed);

enum class removed_items { no, also, only };

// The same among the daemon's items. `also`: first among those that are there, then among removed ones.
result<wire::admin::media_item> find_media(session& s, const std::string& typed, removed_items which);

result<std::vector<wire::admin::media_item>> get_removed_media(session& s);

}  // namespace bangtin::admin_cli::commands
