// A picture in memory: rows of 8-bit red, green, blue from the top, nothing between them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bangtin::media::ingest {

struct job;

struct picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  std::uint8_t* row(int y) {
    return rgb.data() + static_cast<std::size_t>(y) * 3 * static_cast<std::size_t>(width);
  }
};

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
picture upright(picture p, int orientation);
// Scaled down to `to`, every source pixel weighing in.
picture scaled(picture p, size_px to);

// Writes a PNG, fast rather than small, as `name` into the job's folder.
result<void> write_png(const job& j, const std::string& name, const picture& p);
// Writes a JPEG of high quality without colour subsampling.
result<void> write_jpeg(const job& j, const std::string& name, picture& p);

}  // namespace bangtin::media::ingest
