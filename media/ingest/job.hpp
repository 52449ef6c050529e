// The worker's task, and the errors that several kinds of file share.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "media/asset.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

// One file, open for random-access reading, and the one folder in which files may be created.
struct job {
  int fd = -1;
  std::int64_t bytes = 0;
  std::filesystem::path output;
  ingest_limits limits;
};

// Decimal megabytes for sentences. A size is rounded up and a limit down, so that the two never look equal.
constexpr std::int64_t size_mb(std::int64_t bytes) {
  return (bytes + 999'999) / 1'000'000;
}
constexpr std::int64_t limit_mb(std::uint64_t bytes) {
  return static_cast<std::int64_t>(bytes / 1'000'000);
}

// Limits of files that are read into memory: JPEG, PNG and PDF, and SVG.
constexpr std::int64_t max_image_bytes = 256LL << 20;
constexpr std::int64_t max_svg_bytes = 32LL << 20;

// Tells the caller how much of the work is done, 0 to 1, as a line before the answer (docs/media.md). Cheap
// enough to be called for each frame. Any thread, one at a time.
void report_progress(double done);

// Reads the whole file. errc::limit when it is longer than `max_bytes`.
result<std::string> whole_file(const job& j, std::int64_t max_bytes);

// Writes a rendition that exists already as bytes.
result<void> write_bytes(const job& j, const std::string& name, std::string_view bytes);

error damaged();                        // broken or truncated
error exotic(std::string_view format);  // whole, but of a kind that the format's library does not read
// More pixels than allowed.
error too_large(int width, int height, std::int64_t max_pixels, std::int64_t max_side);

// Each function reads the file as the kind that its first bytes indicate, and creates renditions in the
// folder if needed.
result<ingested> take_video(const job& j, container box);
result<ingested> take_jpeg(const job& j);
result<ingested> take_png(const job& j);
result<ingested> take_webp(const job& j);
result<ingested> take_heif(const job& j);  // HEIC and AVIF
result<ingested> take_tiff(const job& j);
result<ingested> take_gif(const job& j);  // with one picture; others are films
result<ingested> take_svg(const job& j);
result<ingested> take_pdf(const job& j);
result<ingested> take_subtitles(const job& j);

}  // namespace bangtin::media::ingest
