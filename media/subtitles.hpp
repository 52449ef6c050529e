// Parses subtitles, SubRip (.srt) or WebVTT (.vtt), into plain texts with their times. Pure. The ingest
// worker uses it to check a file, the player to find what to show; both read the same bytes.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::media {

using std::chrono::milliseconds;

// One text, shown in [from, to) of its video. Newlines separate its lines. It contains at least one letter,
// no tags and no control characters.
struct subtitle {
  milliseconds from{};
  milliseconds to{};
  std::string text;
  bool operator==(const subtitle&) const = default;
};

constexpr std::size_t max_subtitle_bytes = 2 * 1024 * 1024;
constexpr std::size_t max_subtitles = 20'000;
constexpr std::size_t max_subtitle_text = 1'000;  // bytes of one
// Lines that a screen shows at a time; of a subtitle with more, the last ones are never seen.
constexpr std::size_t max_subtitle_lines = 4;

// Whether the text begins like WebVTT or like SubRip: a line with times within the first lines. UTF-8 with or
// without its byte order mark. Only the content decides, never the file's name.
bool looks_like_subtitles(std::string_view text);

// All subtitles of the file, sorted by their beginnings; those that begin together stay in the file's order.
// Accepts line ends of any system, missing or wrong counters, points instead of commas, and times without
// hours. Ignores positions and styles, removes tags, and omits a subtitle without text. errc::invalid, with
// the line number and a remedy, for text that it cannot parse, for a subtitle that ends before it begins, for
// a file without subtitles, and for anything but UTF-8; errc::limit beyond the limits above.
result<std::vector<subtitle>> parse_subtitles(std::string_view text);

}  // namespace bangtin::media
