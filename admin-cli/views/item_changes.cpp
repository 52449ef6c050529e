#include "admin-cli/views/item_changes.hpp"

#include <algorithm>

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::playlist;
using playlists::programme::playlist_item;

// Gives items of the new playlist their places in the old one.
class item_matching {
 public:
  item_matching(const playlist& before, const playlist& after)
      : old_(before.items), new_(after.items), is_taken_(old_.size()), place_(new_.size()) {
    match_ends();
    match([](const playlist_item& a, const playlist_item& b) { return a == b; });
    match([](const playlist_item& a, const playlist_item& b) { return a.media == b.media; });
  }

  item_changes result() const {
    item_changes found;
    for (std::size_t i = 0; i < old_.size(); ++i) {
      if (!is_taken_[i]) found.gone.push_back(i);
    }
    for (std::size_t i = 0; i < new_.size(); ++i) {
      place_[i] ? found.stayed.push_back({*place_[i], i}) : found.come.push_back(i);
    }
    return found;
  }

 private:
  void take(std::size_t before, std::size_t after) {
    is_taken_[before] = true;
    place_[after] = before;
  }
  void match_ends() {
    const std::size_t both = std::min(old_.size(), new_.size());
    std::size_t first = 0, last = 0;
    for (; first < both && old_[first] == new_[first]; ++first) take(first, first);
    for (; first + last < both && old_[old_.size() - 1 - last] == new_[new_.size() - 1 - last]; ++last)
      take(old_.size() - 1 - last, new_.size() - 1 - last);
  }
  template <class F>
  void match(F is_same) {
    for (std::size_t to = 0; to < new_.size(); ++to) {
      for (std::size_t from = 0; from < old_.size() && !place_[to]; ++from) {
        if (!is_taken_[from] && is_same(old_[from], new_[to])) take(from, to);
      }
    }
  }

  const std::vector<playlist_item>&old_, &new_;
  std::vector<bool> is_taken_;
  std::vector<std::optional<std::size_t>> place_;
};

bool in_old_order(const std::vector<item_places>& all) {
  return std::is_sorted(all.begin(), all.end(),
                        [](const item_places& a, const item_places& b) { return a.before < b.before; });
}

std::optional<item_places> the_moved_one(const std::vector<item_places>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<item_places> others = all;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (in_old_order(others)) return all[i];
  }
  return std::nullopt;
}

}  // namespace

item_changes changes_of_items(const playlist& before, const playlist& after) {
  item_changes found = item_matching(before, after).result();
  found.is_reordered = !in_old_order(found.stayed);
  if (found.is_reordered) found.moved = the_moved_one(found.stayed);
  return found;
}

}  // namespace bangtin::admin_cli::views
