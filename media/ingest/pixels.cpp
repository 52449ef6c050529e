#include "media/ingest/pixels.hpp"

#include <fcntl.h>
#include <png.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "media/ingest/job.hpp"
#include "media/new_file.hpp"

namespace bangtin::media::ingest {

size_px fitted(double width, double height, int longer, int shorter) {
  double max_width = width >= height ? longer : shorter;
  double max_height = width >= height ? shorter : longer;
  double factor = std::min(max_width / width, max_height / height);
  auto side = [factor](double length, double most) {
    return static_cast<int>(std::clamp(std::round(length * factor), 1.0, most));
  };
  return {side(width, max_width), side(height, max_height)};
}

bool fits(int width, int height, int longer, int shorter) {
  return std::max(width, height) <= longer && std::min(width, height) <= shorter;
}

image upright(image p, int orientation) {
  if (orientation < 2 || orientation > 8) return p;
  bool swapped = orientation >= 5;
  image out(swapped ? p.height : p.width, swapped ? p.width : p.height);
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < out.width; ++x, to += 3) {
      // The position at which this pixel is stored: EXIF 2.32, 4.6.4, table of orientations.
      int sx = swapped ? y : x;
      int sy = swapped ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = p.width - 1 - sx;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        sy = p.height - 1 - sy;
      std::memcpy(to, p.row(sy) + static_cast<std::ptrdiff_t>(sx) * 3, 3);
    }
  }
  return out;
}

bool is_blank(const image& p) {
  return std::all_of(p.rgb.begin(), p.rgb.end(), [](std::uint8_t v) { return v == 255; });
}

result<void> write_png(const job& j, const std::string& name, const image& p) {
  auto path = j.output / name;
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return write_failure(msg("write {}", name), errno);
  std::FILE* file = ::fdopen(fd, "wb");
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(p.width);
  png.height = static_cast<png_uint_32>(p.height);
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  errno = 0;
  bool written = png_image_write_to_stdio(&png, file, 0, p.rgb.data(), 0, nullptr) != 0;
  bool closed = std::fclose(file) == 0;
  if (!written || !closed) return write_failure(msg("write {}", name), errno != 0 ? errno : EIO);
  return {};
}

}  // namespace bangtin::media::ingest
