#include "admin-cli/commands/draft_file.hpp"

#include <map>

#include "admin-cli/commands/media_choice.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::media_item;
using playlists::programme::programme;

// Names that must change, with the new ones.
using new_names = std::map<std::string, std::string, std::less<>>;

void rename(std::string& name, const new_names& names) {
  if (auto found = names.find(name); found != names.end()) name = found->second;
}

void rename_media(programme& p, const new_names& names) {
  if (names.empty()) return;
  rename(p.slate, names);
  for (auto& s : p.screens) rename(s.logo, names);
  for (auto& l : p.playlists) {
    for (auto& i : l.items) rename(i.media, names), rename(i.subtitles, names);
  }
  for (media_item& m : p.media) rename(m.name, names);
}

bool is_loaded(const std::vector<wire::admin::media_item>& loaded, const std::string& id) {
  for (const wire::admin::media_item& m : loaded) {
    if (m.id == id) return true;
  }
  return false;
}

}  // namespace

draft_file to_file(programme draft, const std::vector<wire::admin::media_item>& loaded) {
  draft_file file;
  new_names names;
  for (const media_item& m : draft.media) {
    result<wire::admin::media_item> found = choose_media(loaded, m.name, written::in_a_programme);
    if (found && found->id == m.id) continue;
    if (is_loaded(loaded, m.id)) {
      names.emplace(m.name, m.id);
      file.notes.push_back(msg("{} is written by its ID, {}: its name alone does not say which item it is",
                               printable(m.name), m.id));
    } else {
      file.notes.push_back(
          msg("{} is no longer loaded: \"bangtin apply\" needs its file beside the programme file",
              printable(m.name)));
    }
  }
  rename_media(draft, names);
  std::erase_if(draft.playlists, [&](const playlists::programme::playlist& l) {
    if (!l.items.empty()) return false;
    file.notes.push_back(msg("the playlist \"{}\" has no items and is left out", printable(l.name)));
    return true;
  });
  file.text = playlists::text::to_text(draft);
  return file;
}

}  // namespace bangtin::admin_cli::commands
