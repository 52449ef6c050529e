// What becomes of a picture between the file that came in and the one that is kept: turned upright, scaled
// down, written as PNG or JPEG.
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

// The largest size of the same shape that fits into `longer` x `shorter`, whichever way the picture stands;
// at least 1x1.
size_px fitted(double width, double height, int longer, int shorter);
bool fits(int width, int height, int longer, int shorter);

// The picture as it is to be seen, after EXIF's orientation 1 to 8; any other number leaves it as it is.
image upright(image p, int orientation);
// Scaled down to `to`, every source pixel weighing in.
image scaled(image p, size_px to);

// Writes a PNG, fast rather than small, as `name` into the job's folder.
result<void> write_png(const job& j, const std::string& name, const image& p);
// Writes a JPEG of high quality without colour subsampling.
result<void> write_jpeg(const job& j, const std::string& name, image& p);

}  // namespace bangtin::media::ingest
