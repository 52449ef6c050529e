// Reads and writes the programme in the form that staff write: a TOML file (docs/programme-file.md). Pure and
// thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The places of names, in the order of the programme's own lists.
struct source_map {
  std::vector<position> screens, playlists, campaigns, tickers;
  std::vector<position> media;               // where each media item is named first
  std::vector<std::vector<position>> items;  // for each playlist: where each item begins
};

struct parsed_text {
  programme::programme value;           // meaningful only if `diagnostics` is empty
  std::vector<diagnostic> diagnostics;  // in the order of the text; at most `max_problems`
  source_map places;
  std::vector<std::string> assumed;  // names of the media items whose length media_facts::assumed filled in
};

// What the reader requires of media items. The text does not say what a file contains; a caller that knows it
// fills it in afterwards.
enum class media_facts {
  from_text,  // no file will be opened: a video needs a `duration`, a guide `pages = N`; the name's ending
              // determines the kind (mp4 mov mkv webm avi ts m2ts mts mpg mpeg vob m4v 3gp wmv asf flv ogv
              // gif: video; pdf: guide; srt vtt ass ssa: subtitles; all else: image)
  assumed,    // the same, but a video without a `duration` gets 15 s and a guide without `pages` gets 10, so
              // that a file can be checked without its media
  later  // the caller probes the files: each media_item has only its name, whether that names subtitles, and
         // the id that [[loaded]] gives it;
         // `pages = N` is checked but otherwise left to the file
};

constexpr milliseconds assumed_video{15'000};
constexpr int assumed_pages = 10;
constexpr std::size_t max_text = 4 * 1024 * 1024;  // bytes

// Parses the text. Never throws for bad input. Every media path in the text becomes one media_item, in the
// order of first appearance, the slate first. Limits: 4 MiB of text, 1,000 screens, 10,000 campaigns, 10,000
// playlists, 1,000 tickers, 100,000 items, 30 days per duration, 200 pages per guide.
parsed_text parse_text(std::string_view text, media_facts facts);

// The problems as an error for people: "programme.toml:12:7: what (remedy)", one per line, at most ten. Its
// code is that of the first problem.
error as_error(const std::vector<diagnostic>& problems, std::string_view file_name);

// The inverse: a TOML file that reads back as the same programme, as far as the text can express it. It
// leaves out version, instants, and media facts other than names and a guide's pages: parse_text(to_text(p),
// facts).value == p for every p that came from parse_text(..., facts). For each name in `loaded` that the
// programme has, the text also says which loaded item it is ([[loaded]]): media_facts::later reads that back
// as the item's id.
std::string to_text(const programme::programme& p, const std::vector<std::string>& loaded = {});

}  // namespace bangtin::playlists::text
