// Subtitles are checked and kept unchanged; the player reads them with the same parser.
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
  ingested i;
  i.kind = playlists::programme::media_kind::subtitles;
  return i;
}

}  // namespace bangtin::media::ingest
