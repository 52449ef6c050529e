#include "playlists/programme/screen_files.hpp"

#include <set>

namespace bangtin::playlists::programme {

std::vector<file_ref> files_for(const programme& p, std::string_view screen_name) {
  std::vector<file_ref> files;
  std::set<digest> seen;
  auto add = [&](const media_item* m) {
    if (m == nullptr) return;
    for (const file_ref& f : m->files) {
      if (seen.insert(f.sha256).second) files.push_back(f);
    }
  };
  add(p.find_media(p.slate));
  const screen* on = p.find_screen(screen_name);
  if (on == nullptr) return files;
  if (!on->logo.empty()) add(p.find_media(on->logo));
  for (const campaign& c : p.campaigns) {
    const playlist* list = applies_to(c, *on) ? p.find_playlist(c.playlist) : nullptr;
    if (list == nullptr) continue;
    for (const playlist_item& item : list->items) {
      add(p.find_media(item.media));
      if (!item.subtitles.empty()) add(p.find_media(item.subtitles));
    }
  }
  return files;
}

}  // namespace bangtin::playlists::programme
