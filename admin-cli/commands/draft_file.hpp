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

// Media items keep their names where these name the same loaded item in a programme file; others are written
// by their IDs. Playlists without items are left out, because a programme file has none. What the draft has
// of the loaded items (titles, lengths) is not written: `apply` takes it from them.
draft_file to_file(playlists::programme::programme draft, const std::vector<wire::admin::media_item>& loaded);

}  // namespace bangtin::admin_cli::commands
