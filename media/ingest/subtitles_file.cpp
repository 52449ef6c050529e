// Subtitles are checked and kept unchanged; the player reads them with the same parser.
#include <algorithm>

#include "base/text.hpp"
#include "media/ingest/job.hpp"
#include "media/subtitles.hpp"

namespace bangtin::media::ingest {

result<ingested> take_subtitles(const job& j) {
  if (j.bytes > static_cast<std::int64_t>(max_subtitle_bytes)) {
    return error{errc::limit, msg("the subtitles are longer than {} bytes", max_subtitle_bytes),
                 msg("divide the file, or take out what is no text")};
  }
  auto content = whole_file(j, static_cast<std::int64_t>(max_subtitle_bytes));
  if (!content) return content.error();
  auto read = parse_subtitles(*content);
  if (!read) return read.error();
  for (const subtitle& s : *read) {
    const auto lines = static_cast<std::size_t>(std::count(s.text.begin(), s.text.end(), '\n')) + 1;
    if (lines <= max_subtitle_lines) continue;
    return error{errc::invalid,
                 msg("the subtitle at {} has {} lines, and a screen shows {}", format_duration(s.from), lines,
                     max_subtitle_lines),
                 msg("divide it into several, one after the other")};
  }
  ingested i;
  i.kind = playlists::programme::media_kind::subtitles;
  return i;
}

}  // namespace bangtin::media::ingest
