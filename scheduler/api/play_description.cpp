#include "scheduler/api/play_description.hpp"

#include <algorithm>

namespace bangtin::scheduler::api {

namespace {

// The entry of the campaign's playlist that shows the media item, or nullptr.
const playlists::programme::playlist_item* entry_of(const playlists::programme::programme& p,
                                                    const playlists::programme::campaign& c,
                                                    const std::string& media) {
  const playlists::programme::playlist* list = p.find_playlist(c.playlist);
  if (list == nullptr) return nullptr;
  auto found =
      std::find_if(list->items.begin(), list->items.end(), [&](const auto& i) { return i.media == media; });
  return found == list->items.end() ? nullptr : &*found;
}

}  // namespace

evidence::play_context describe(const playlists::programme::programme* p, const std::string& screen,
                                const evidence::play_facts& play) {
  evidence::play_context context;
  if (p == nullptr) return context;
  const playlists::programme::screen* on = p->find_screen(screen);
  const playlists::programme::campaign* campaign = p->find_campaign(play.campaign);
  const playlists::programme::media_item* media = p->find_media(play.media);
  const playlists::programme::playlist_item* entry =
      campaign == nullptr ? nullptr : entry_of(*p, *campaign, play.media);
  if (on != nullptr) context.venue = on->venue;
  if (campaign != nullptr) context.task = campaign->task;
  if (media != nullptr) {
    context.title = entry != nullptr && !entry->title.empty() ? entry->title : media->title;
    context.theme = entry != nullptr && !entry->theme.empty() ? entry->theme : media->theme;
  }
  return context;
}

bool shows(const playlists::programme::programme& p, const std::string& screen,
           const evidence::play_facts& play) {
  const playlists::programme::screen* on = p.find_screen(screen);
  const playlists::programme::campaign* campaign = p.find_campaign(play.campaign);
  return on != nullptr && campaign != nullptr && p.find_media(play.media) != nullptr &&
         entry_of(p, *campaign, play.media) != nullptr && playlists::programme::applies_to(*campaign, *on);
}

}  // namespace bangtin::scheduler::api
