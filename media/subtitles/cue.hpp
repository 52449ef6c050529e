// Subtitles as values, and their limits.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/message.hpp"
#include "media/subtitles/encoding.hpp"

namespace bangtin::media::subtitles {

using std::chrono::milliseconds;

// One text, shown in [from, to) of its video. Newlines separate its lines. It contains at least one letter,
// no tags and no control characters.
struct cue {
  milliseconds from{};
  milliseconds to{};
  std::string text;
  bool operator==(const cue&) const = default;
};

constexpr std::size_t max_file_bytes = 2 * 1024 * 1024;
constexpr std::size_t max_cues = 20'000;
constexpr std::size_t max_cue_bytes = 1'000;
// Lines that a screen shows at a time; of a cue with more, the last ones are never seen.
constexpr std::size_t max_cue_lines = 4;
// Of more repairs than this only their number is said.
constexpr std::size_t max_told_repairs = 5;

// A cue of more lines than a screen shows.
struct tall_cue {
  int line = 0;  // of its times, in the file
  std::size_t lines = 0;
};

struct track {
  std::vector<cue> cues;  // sorted by their beginnings; those that begin together stay in the file's order
  encoding written_in = encoding::utf8;
  std::vector<message> repairs;  // what was wrong, with its line; sentences for staff
  std::optional<tall_cue> tall;  // the first one, if there is any
  // A player of an older version reads the file itself just the same: UTF-8, SubRip or WebVTT, no repairs.
  bool plain = true;
};

}  // namespace bangtin::media::subtitles
