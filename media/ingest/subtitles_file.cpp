// Subtitles that an older player reads just the same are kept; others are written again as plain WebVTT.
#include "media/ingest/job.hpp"
#include "media/new_file.hpp"
#include "media/subtitles/subtitles.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr const char* rendition = "subtitles.vtt";

error too_many_lines(const subtitles::tall_cue& tall) {
  return {errc::invalid,
          msg("line {}: the subtitle has {} lines, and a screen shows {}", tall.line, tall.lines,
              subtitles::max_cue_lines),
          msg("divide it into several, one after the other")};
}

}  // namespace

result<ingested> take_subtitles(const job& j) {
  if (j.bytes > static_cast<std::int64_t>(subtitles::max_file_bytes)) {
    return error{
        errc::limit,
        msg("the file has more than {} MB, which no subtitles need", limit_mb(subtitles::max_file_bytes)),
        msg("divide the file, or take out what is no text")};
  }
  auto content = whole_file(j, static_cast<std::int64_t>(subtitles::max_file_bytes));
  if (!content) return content.error();
  auto read = subtitles::read_subtitles(*content);
  if (!read) return read.error();
  if (read->tall) return too_many_lines(*read->tall);
  ingested i;
  i.kind = playlists::programme::media_kind::subtitles;
  i.warnings = read->repairs;
  if (!read->plain) {
    if (auto written = write_new_file(j.output / rendition, subtitles::to_webvtt(read->cues), 0600); !written)
      return written.error();
    i.made = {rendition};
  }
  return i;
}

}  // namespace bangtin::media::ingest
