#include "player/sync/fetch_order.hpp"

#include <algorithm>
#include <tuple>

namespace bangtin::player::sync {

void fetch_order::sort(std::vector<playlists::programme::file_ref>& missing, const first_needs& needs) const {
  auto need = [&](const digest& file) {
    auto found = needs.find(file);
    return found == needs.end() ? utc_ms::max() : found->second;
  };
  auto place = [&](const playlists::programme::file_ref& f) {
    return std::make_tuple(failures_of(f.sha256), need(f.sha256), f.bytes, f.sha256);
  };
  std::sort(missing.begin(), missing.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

void fetch_order::keep_only(const std::vector<playlists::programme::file_ref>& files) {
  std::erase_if(failures_, [&](const auto& entry) {
    return std::none_of(files.begin(), files.end(), [&](const auto& f) { return f.sha256 == entry.first; });
  });
}

int fetch_order::failures_of(const digest& file) const {
  auto found = failures_.find(file);
  return found == failures_.end() ? 0 : found->second;
}

}  // namespace bangtin::player::sync
