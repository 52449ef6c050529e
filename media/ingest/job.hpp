// What the worker was asked to do, and the refusals that several kinds of file share.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "media/asset.hpp"

namespace bangtin::media::ingest {

// One file, open for reading at any place, and the one folder that may be written into.
struct job {
  int fd = -1;
  std::int64_t bytes = 0;
  std::filesystem::path output;
  ingest_limits limits;
};

// Stills, drawings and guides are read into memory; a longer one is refused.
constexpr std::int64_t max_still_bytes = 256LL << 20;
constexpr std::int64_t max_drawing_bytes = 32LL << 20;

// The whole file. errc::limit when it is longer than `most_bytes`.
result<std::string> whole_file(const job& j, std::int64_t max_bytes);

error damaged();                         // broken or cut off
error too_large(int width, int height);  // more pixels than allowed

// Each takes the file for what its first bytes say, and makes renditions in the folder where it needs to.
result<ingested> take_video(const job& j);
result<ingested> take_jpeg(const job& j);
result<ingested> take_png(const job& j);
result<ingested> take_svg(const job& j);
result<ingested> take_pdf(const job& j);
result<ingested> take_subtitles(const job& j);

}  // namespace bangtin::media::ingest
