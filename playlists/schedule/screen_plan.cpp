// Looks up each campaign's playlist and its media once, and sorts the campaigns by name.
#include "playlists/schedule/screen_plan.hpp"

#include <algorithm>

#include "playlists/schedule/rotation.hpp"

namespace bangtin::playlists::schedule {

namespace {

using media_by_name = std::unordered_map<std::string_view, const programme::media_item*>;

shown_playlist shown(const programme::playlist& l, const media_by_name& media) {
  shown_playlist all{{}, milliseconds::max()};
  all.items.reserve(l.items.size());
  for (const programme::playlist_item& item : l.items) {
    const programme::media_item& m = *media.at(item.media);
    showing s;
    // At least 1 ms, so that a day has a bounded number of slots whatever the programme says.
    s.each = std::max(programme::page_duration(item, m), milliseconds(1));
    s.pages = m.kind == programme::media_kind::pages ? std::max(m.pages, 1) : 0;
    s.total = s.each * std::max(s.pages, 1);
    all.shortest = std::min(all.shortest, s.each);
    all.items.push_back(s);
  }
  return all;
}

}  // namespace

screen_plan::screen_plan(const programme::programme& p, const programme::screen& screen_shown)
    : site(p.timezone), on(&screen_shown) {
  media_by_name media;
  for (const programme::media_item& m : p.media) media.emplace(m.name, &m);
  std::unordered_map<std::string_view, const programme::playlist*> lists;
  for (const programme::playlist& l : p.playlists) lists.emplace(l.name, &l);

  for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
    const programme::campaign& c = p.campaigns[i];
    if (!programme::applies_to(c, screen_shown)) continue;
    auto [list, fresh] = playlists.try_emplace(c.playlist);
    if (fresh) list->second = shown(*lists.at(c.playlist), media);
    if (list->second.items.empty()) continue;
    contender one{&c, run_days(c, site)};
    one.index = static_cast<std::int32_t>(i);
    one.level = static_cast<std::size_t>(c.level);
    one.items = &list->second.items;
    one.shortest = list->second.shortest;
    one.step = start_step(static_cast<std::int64_t>(list->second.items.size()));
    if (c.order == programme::item_order::shuffle) one.seed = shuffle_seed(c.name);
    contenders.push_back(std::move(one));
  }
  std::sort(contenders.begin(), contenders.end(),
            [](const contender& a, const contender& b) { return a.value->name < b.value->name; });

  std::array<std::vector<int>, level_count> shares;
  for (contender& c : contenders) {
    if (c.value->every) {
      c.number = cadences[c.level]++;
    } else {
      c.number = shares[c.level].size();
      shares[c.level].push_back(c.value->share);
    }
  }
  for (const auto& of_level : shares) scales.emplace_back(of_level);
}

}  // namespace bangtin::playlists::schedule
