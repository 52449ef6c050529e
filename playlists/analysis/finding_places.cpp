#include "playlists/analysis/finding_places.hpp"

namespace bangtin::playlists::analysis {

namespace {
template <class T, class Numbers>
void number(Numbers& to, const std::vector<T>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) to.emplace(all[i].name, i);
}
}  // namespace

finding_places::finding_places(const programme::programme& p, const text::source_map& text) : text_(text) {
  number(screens_, p.screens);
  number(playlists_, p.playlists);
  number(campaigns_, p.campaigns);
  for (std::size_t l = 0; l < p.playlists.size(); ++l) {
    const auto& items = p.playlists[l].items;
    for (std::size_t n = 0; n < items.size(); ++n) media_.emplace(items[n].media, text.items[l][n]);
  }
}

text::position finding_places::of(const finding& f) const {
  if (f.ticker >= 0) return text_.tickers[static_cast<std::size_t>(f.ticker)];
  if (f.item >= 0) return text_.items[playlists_.at(f.playlist)][static_cast<std::size_t>(f.item)];
  if (!f.campaign.empty()) return text_.campaigns[campaigns_.at(f.campaign)];
  if (!f.screen.empty()) return text_.screens[screens_.at(f.screen)];
  if (!f.playlist.empty()) return text_.playlists[playlists_.at(f.playlist)];
  auto media = media_.find(f.media);
  return media == media_.end() ? text::position{} : media->second;
}

}  // namespace bangtin::playlists::analysis
