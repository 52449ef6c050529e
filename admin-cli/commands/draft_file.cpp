#include "admin-cli/commands/draft_file.hpp"

#include <algorithm>

#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::media_item;
using playlists::programme::programme;

bool is_loaded(const std::vector<wire::admin::media_item>& loaded, const std::string& id) {
  for (const wire::admin::media_item& m : loaded) {
    if (m.id == id) return true;
  }
  return false;
}

// The items of which "bangtin apply" would write something else into the draft by now.
std::vector<std::string> outdated_items(const programme& draft,
                                        const std::vector<wire::admin::media_item>& loaded) {
  programme now = draft;
  refresh_media(now, loaded);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < draft.media.size(); ++i) {
    if (now.media[i] != draft.media[i]) names.push_back(draft.media[i].name);
  }
  for (std::size_t l = 0; l < draft.playlists.size(); ++l) {
    const std::vector<playlists::programme::playlist_item>& items = draft.playlists[l].items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool is_new = std::find(names.begin(), names.end(), items[i].media) == names.end();
      if (is_new && now.playlists[l].items[i] != items[i]) names.push_back(items[i].media);
    }
  }
  return names;
}

}  // namespace

draft_file to_file(programme draft, const std::vector<wire::admin::media_item>& loaded) {
  draft_file file;
  std::vector<std::string> by_id;
  for (const media_item& m : draft.media) {
    if (!is_loaded(loaded, m.id)) {
      file.notes.push_back(
          msg("{} is no longer loaded: \"bangtin apply\" needs its file beside the programme file",
              printable(m.name)));
      continue;
    }
    result<wire::admin::media_item> found = choose_media(loaded, m.name, written::in_a_programme);
    if (!found || found->id != m.id) by_id.push_back(m.name);
  }
  std::erase_if(draft.playlists, [&](const playlists::programme::playlist& l) {
    if (!l.items.empty()) return false;
    file.notes.push_back(msg("the playlist \"{}\" has no items and is left out", printable(l.name)));
    return true;
  });
  if (const std::vector<std::string> old = outdated_items(draft, loaded); !old.empty()) {
    file.notes.push_back(
        msg("what is written about {} has changed since; \"bangtin apply\" takes it as it is now",
            listed_names(old)));
  }
  file.text = playlists::text::to_text(draft, by_id);
  return file;
}

}  // namespace bangtin::admin_cli::commands
