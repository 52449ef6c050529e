// What the shell offers while a person types a command: `bangtin __complete -- WORD...`, where the last word
// is the one that is being typed, and may be empty (admin-cli/completion/bangtin.bash calls it).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::admin_cli::app {

constexpr std::string_view completion_word = "__complete";

// What names may stand where the last word is.
enum class name_kind {
  none,
  file,
  screen,
  published_screen,  // where a command speaks about what screens show
  screens,           // screens, groups with "@", and "all"
  groups,
  playlist,
  items,    // of one playlist
  numbers,  // of the items of one playlist
  campaign,
  ticker,
  media,
  playable,  // what a playlist shows
  subtitles,
  picture,           // what may be a logo
  picture_or_video,  // what may be the slate or an emergency notice
  removed_media,
  removed_playlist,
  removed_campaign,
  removed_ticker,
  removed_screen,
  theme,
  task,
  job,
  version,  // published ones that `revert` can go back to
  change,   // of the draft, as "draft history" numbers them
  notice    // emergency notices that are on
};

struct completion {
  std::vector<std::string> words;  // that begin with what is typed: commands, options, choices
  name_kind names = name_kind::none;
  std::string of;      // the playlist, where the names are those of its items
  std::string typed;   // the part of the last word that names are compared with
  std::string before;  // what stands before it in the word: "a,b," of a list, "--screen="
};

// Looks at the command table alone. Pure.
completion complete(const std::vector<std::string>& words);

// The names of a kind, asked of the daemon; empty when it does not answer.
using name_source = std::function<std::vector<std::string>(name_kind, const std::string& of)>;

// One candidate a line, whole words as they replace the last one; ":files" alone asks the shell for file
// names. A name begins as typed, letter case aside. Names with control characters are left out.
std::string completion_text(const completion& at, const name_source& names);

}  // namespace bangtin::admin_cli::app
