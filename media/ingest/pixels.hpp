// The steps from a decoded picture to the stored rendition: turn it upright, write it as PNG
// or JPEG.
#pragma once

#include <string>

#include "base/error.hpp"
#include "media/image.hpp"

namespace bangtin::media::ingest {

struct job;

struct size_px {
  int width = 0;
  int height = 0;
  bool operator==(const size_px&) const = default;
};

// The largest size of the same shape that fits into `longer` x `shorter`, in portrait or landscape; at least
// 1x1.
size_px fitted(double width, double height, int longer, int shorter);
bool fits(int width, int height, int longer, int shorter);

// Turns the picture upright by EXIF's orientation 1 to 8; any other number leaves it unchanged.
image upright(image p, int orientation);

// Whether all of it is white, the ground on which documents are drawn.
bool is_blank(const image& p);

// Writes a PNG as `name` into the job's folder, optimized for speed rather than size.
result<void> write_png(const job& j, const std::string& name, const image& p);
// Writes a high-quality JPEG without chroma subsampling.
result<void> write_jpeg(const job& j, const std::string& name, image& p);

}  // namespace bangtin::media::ingest
