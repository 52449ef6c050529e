// The programme as staff write it: a TOML file (docs/programme-file.md).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// Where the names of things stand, in the order of the programme's own lists.
struct source_map {
  std::vector<position> screens, playlists, campaigns, tickers;
  std::vector<std::vector<position>> items;  // of each playlist: where each item begins
};

struct parsed_text {
  programme::programme value;           // meaningful only when `problems` is empty
  std::vector<diagnostic> diagnostics;  // in the order of the text; at most `most_problems`
  source_map places;
  std::vector<std::string> assumed;  // media items whose length media_facts::supposed made up, by name
};

// What the reader demands of media items. The text does not say what a file is; whoever knows fills it in
// afterwards.
enum class media_facts {
  from_text,  // nothing will be opened: a video needs a `duration`, a guide `pages = N`; the kind comes from
              // the name's ending (mp4 mov mkv webm avi ts m2ts mpg mpeg gif: video; pdf: guide; srt vtt:
              // subtitles; all else: image)
  assumed,    // the same, but a video without a `duration` is supposed to take 15 s and a guide without
              // `pages` to have 10, so that a file which was written to be applied can be looked at by itself
  later  // the caller probes the files: each media_item has its name and nothing else known but that it is
         // named as subtitles, and `pages = N` is checked and otherwise left to the file
};

constexpr milliseconds assumed_video{15'000};
constexpr int assumed_pages = 10;
constexpr std::size_t max_text = 4 * 1024 * 1024;  // bytes

// Reads the text. Never throws for bad input. Every media path that the text names becomes one media_item, in
// the order of first appearance, the slate first. Bounds: 4 MiB of text, 1,000 screens, 10,000 campaigns,
// 10,000 playlists, 1,000 tickers, 100,000 items, 30 days a duration, 200 pages a guide.
parsed_text parse_text(std::string_view text, media_facts facts);

// The problems as an error for people: "programme.toml:12:7: what (remedy)", one per line, at most ten. Its
// code is the first problem's.
error as_error(const std::vector<diagnostic>& problems, std::string_view file_name);

// The inverse: a TOML file that reads back as the same programme, as far as the text can say it. Media facts
// but names and a guide's pages are left out, as are version and instants:
// parse_text(to_text(p), facts).value == p for every p that came from parse_text(..., facts).
std::string to_text(const programme::programme& p);

}  // namespace bangtin::playlists::text
