// A daemon's folder with as much as an institution may ever have on its desk: media items that nobody
// removed in ten years, and a campaign for every occasion.
#pragma once

#include <filesystem>

namespace bangtin::bench {

// Makes the folder, which must not exist, for a daemon that has never run there: its key, and a ledger with
// so many media items, and so many campaigns on 20 screens. They are published; the draft differs in one of
// them. The files of the items do not exist. Throws std::runtime_error when the disk refuses.
void make_desk_site(const std::filesystem::path& folder, int items, int campaigns);

}  // namespace bangtin::bench
