// Subtitles as staff make them, SubRip (.srt) or WebVTT (.vtt), read into plain texts with their times. Pure:
// the ingest worker asks whether a file will do, the player what to show. Both from the same bytes.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::media {

using std::chrono::milliseconds;

// One text on the screen in [from, to) of its video. Lines are separated by newlines; there are no tags in
// it, at least one letter, and no control characters.
struct subtitle {
  milliseconds from{};
  milliseconds to{};
  std::string text;
  bool operator==(const subtitle&) const = default;
};

constexpr std::size_t max_subtitle_bytes = 2 * 1024 * 1024;
constexpr std::size_t max_subtitles = 20'000;
constexpr std::size_t max_subtitle_text = 1'000;  // bytes of one

// Whether the text begins like WebVTT, or like SubRip: a time line within the first lines. UTF-8 with or
// without its byte order mark; the times alone say which, never the name.
bool looks_like_subtitles(std::string_view text);

// All subtitles of the file, by their beginnings; those that begin together in the file's order. Taken as it
// comes: line ends of any system, counters that are missing or wrong, points for commas, hours left out,
// positions and styles (left out). Tags are taken out, and a subtitle with nothing else is left out.
// errc::invalid with the number of the line for what cannot be read, for a subtitle that ends before it
// begins, for a file without any, and for what is not UTF-8, with what to do; errc::limit beyond the bounds
// above.
result<std::vector<subtitle>> parse_subtitles(std::string_view text);

}  // namespace bangtin::media
