// A programme with what the comparison of two programmes looks up again and again. Internal to
// first_change.hpp.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

// The programme must outlive this object, unchanged, and be free of bad references.
struct compared_programme {
  explicit compared_programme(const programme::programme& programme_of);

  // What people see or hear of the file, as a text that is equal for equal files only: a file that got
  // another name is the same. Empty where there is no such media item.
  const std::string& file_of(const std::string& media) const;
  const programme::media_item* find_media(const std::string& name) const;
  const programme::campaign* find_campaign(const std::string& name) const;
  const programme::playlist& list_of(const programme::campaign& c) const { return *playlists.at(c.playlist); }
  // Of a slot that is not the slate's.
  const programme::campaign& campaign_of(const schedule::slot& s) const {
    return p.campaigns[static_cast<std::size_t>(s.campaign)];
  }
  const programme::playlist_item& item_of(const schedule::slot& s) const {
    return list_of(campaign_of(s)).items[static_cast<std::size_t>(s.item)];
  }

  const programme::programme& p;
  schedule::calendar site;
  std::unordered_map<std::string_view, const programme::media_item*> media;
  std::unordered_map<std::string_view, std::string> files;
  std::unordered_map<std::string_view, const programme::playlist*> playlists;
  std::unordered_map<std::string_view, const programme::campaign*> campaigns;
};

}  // namespace bangtin::playlists::analysis
