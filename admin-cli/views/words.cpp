#include "admin-cli/views/words.hpp"

#include "base/language.hpp"

namespace bangtin::admin_cli::views {

std::string level_word(playlists::programme::level l) {
  switch (l) {
    case playlists::programme::level::takeover:
      return tr("takeover");
    case playlists::programme::level::normal:
      return tr("normal");
    case playlists::programme::level::filler:
      return tr("filler");
  }
  return {};
}

std::string shown_word(const std::string& now_playing) {
  if (now_playing == "slate") return tr("slate");
  if (now_playing == "closed") return tr("closed");
  if (now_playing == "notice") return tr("notice");
  if (now_playing == "pairing") return tr("pairing");
  return now_playing;
}

std::string clock_word(const std::string& clock) {
  if (clock == "synced") return tr("synced");
  if (clock == "estimated") return tr("estimated");
  if (clock == "unsynced") return tr("unsynced");
  return clock;
}

}  // namespace bangtin::admin_cli::views
