// How the items of a playlist became those of another one: which came, went, were changed or moved. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// The places of an item, from 0, in the playlist before and in the playlist after.
struct item_places {
  std::size_t before = 0, after = 0;
  bool operator==(const item_places&) const = default;
};

struct item_changes {
  std::vector<std::size_t> gone, come;  // places before, and after; ascending
  std::vector<item_places> stayed;      // by `after`; the two may differ in all but their media
  // Whether those that stayed have another order, and which of them was moved, if moving one alone does it.
  // Of two neighbours that changed places it is the one that came forward.
  bool is_reordered = false;
  std::optional<item_places> moved;
};

// Equal items are the same one; of the others, those of the same media. The first and the last items that are
// equal in both playlists come before any others, so that of several equal items the nearest are the same.
item_changes changes_of_items(const playlists::programme::playlist& before,
                              const playlists::programme::playlist& after);

}  // namespace bangtin::admin_cli::views
