#include "playlists/programme/programme.hpp"

#include <algorithm>

namespace bangtin::playlists::programme {

namespace {
template <class T>
const T* find(const std::vector<T>& all, std::string_view name) {
  auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}
}  // namespace

const media_item* programme::find_media(std::string_view name) const {
  return find(media, name);
}
const screen* programme::find_screen(std::string_view name) const {
  return find(screens, name);
}
const playlist* programme::find_playlist(std::string_view name) const {
  return find(playlists, name);
}
const campaign* programme::find_campaign(std::string_view name) const {
  return find(campaigns, name);
}

milliseconds page_duration(const playlist_item& entry, const media_item& media) {
  if (entry.duration) return *entry.duration;
  return media.kind == media_kind::video ? media.duration : default_image_duration;
}

milliseconds total_duration(const playlist_item& entry, const media_item& media) {
  milliseconds one = page_duration(entry, media);
  return media.kind == media_kind::pages ? one * media.pages : one;
}

qr_place qr_of(const playlist_item& entry, const campaign& c) {
  return entry.qr.value_or(c.qr.value_or(qr_place::beside));
}

bool shows_logo(const playlist_item& entry, const campaign& c) {
  return entry.logo.value_or(c.logo.value_or(true));
}

bool applies_to(const std::vector<std::string>& screens, const screen& s) {
  auto names = [&](const std::string& reference) {
    if (reference == "all" || reference == s.name) return true;
    if (!reference.starts_with('@')) return false;
    std::string_view group = std::string_view(reference).substr(1);
    return std::find(s.groups.begin(), s.groups.end(), group) != s.groups.end();
  };
  return std::any_of(screens.begin(), screens.end(), names);
}

bool applies_to(const campaign& c, const screen& s) {
  return applies_to(c.screens, s);
}

}  // namespace bangtin::playlists::programme
