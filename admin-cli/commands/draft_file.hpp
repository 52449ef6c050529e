// The draft as a programme file that "apply" reads back to the same draft. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

struct draft_file {
  std::string text;            // TOML
  std::vector<message> notes;  // what the file cannot say, or says in another way
};

// Media items keep their names; where a name alone means another loaded item or none, [[loaded]] says which
// item it is. Playlists without items are left out, because a programme file has none. What the draft has of
// the loaded items (titles, lengths) is not written: `apply` takes it from them, and a note names those that
// have changed since. Without notes `apply` of the file gives the same draft.
draft_file to_file(playlists::programme::programme draft, const std::vector<wire::admin::media_item>& loaded);

}  // namespace bangtin::admin_cli::commands
