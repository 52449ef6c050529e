// Pictures that tests make with ImageMagick and read back with gdk-pixbuf.
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "media/worker.hpp"

namespace bangtin::media::testing {

using colour = std::array<int, 3>;

inline std::string quoted(const std::filesystem::path& p) {
  return "'" + p.string() + "'";
}

// Runs a command of the shell; its output is of no interest.
inline bool run(const std::string& command) {
  return std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()) == 0;
}

// Squares of 32 pixels beside each other, as PPM.
inline std::string squares(const std::vector<colour>& colours) {
  constexpr int side = 32;
  std::string ppm = "P6 " + std::to_string(side * colours.size()) + " " + std::to_string(side) + " 255\n";
  for (int y = 0; y < side; ++y) {
    for (const colour& c : colours) {
      for (int x = 0; x < side; ++x) {
        for (int v : c) ppm += static_cast<char>(v);
      }
    }
  }
  return ppm;
}

inline std::string big_endian(std::uint32_t v) {
  return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8),
          static_cast<char>(v)};
}

inline std::string png_chunk(const std::string& name, const std::string& data) {
  std::string both = name + data;
  auto sum = crc32(0, reinterpret_cast<const Bytef*>(both.data()), static_cast<uInt>(both.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + both +
         big_endian(static_cast<std::uint32_t>(sum));
}

// As zlib packs it.
inline std::string packed(const std::string& text) {
  std::string out(compressBound(text.size()), '\0');
  uLongf length = out.size();
  compress2(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(text.data()),
            text.size(), Z_BEST_SPEED);
  return out.substr(0, length);
}

// A PNG of grey, written without a library: `row` gives the bytes of each row.
template <class Row>
std::string grey_png(std::uint32_t width, std::uint32_t height, int bits, Row row) {
  std::string pixels;
  for (std::uint32_t y = 0; y < height; ++y) pixels += '\0' + row(y);
  return "\x89PNG\r\n\x1a\n" +
         png_chunk("IHDR",
                   big_endian(width) + big_endian(height) + static_cast<char>(bits) + std::string(4, '\0')) +
         png_chunk("IDAT", packed(pixels)) + png_chunk("IEND", "");
}

// Puts a segment behind the first marker of a JPEG.
inline std::string with_segment(const std::string& jpeg, char marker, const std::string& data) {
  std::size_t length = data.size() + 2;
  return jpeg.substr(0, 2) + "\xff" + marker + static_cast<char>(length >> 8) + static_cast<char>(length) +
         data + jpeg.substr(2);
}

inline std::string with_exif_jpeg(const std::string& jpeg, const std::string& exif) {
  return with_segment(jpeg, '\xe1', std::string("Exif\0\0", 6) + exif);
}

// Wraps a simple WebP file into an extended one.
inline std::string with_exif_webp(const std::string& webp, int width, int height, const std::string& exif) {
  auto little = [](std::size_t v, int bytes) {
    std::string text;
    for (; bytes > 0; --bytes, v >>= 8) text += static_cast<char>(v);
    return text;
  };
  std::string inner = "WEBPVP8X" + little(10, 4) + little(8, 4) +
                      little(static_cast<std::size_t>(width - 1), 3) +
                      little(static_cast<std::size_t>(height - 1), 3) + webp.substr(12) + "EXIF" +
                      little(exif.size(), 4) + exif + (exif.size() % 2 == 1 ? std::string(1, '\0') : "");
  return "RIFF" + little(inner.size(), 4) + inner;
}

class picture_file {
 public:
  explicit picture_file(const std::filesystem::path& file)
      : pixels_(gdk_pixbuf_new_from_file(file.c_str(), nullptr), g_object_unref) {}

  explicit operator bool() const { return pixels_ != nullptr; }
  int width() const { return gdk_pixbuf_get_width(pixels_.get()); }
  int height() const { return gdk_pixbuf_get_height(pixels_.get()); }
  bool has_alpha() const { return gdk_pixbuf_get_has_alpha(pixels_.get()) != FALSE; }
  bool has_orientation() const {
    const char* text = gdk_pixbuf_get_option(pixels_.get(), "orientation");
    return text != nullptr && std::string(text) != "1";
  }
  colour at(int x, int y) const {
    const guchar* p = gdk_pixbuf_read_pixels(pixels_.get()) + y * gdk_pixbuf_get_rowstride(pixels_.get()) +
                      x * gdk_pixbuf_get_n_channels(pixels_.get());
    return {p[0], p[1], p[2]};
  }
  // The middle of the nth of `squares`, whatever the picture's size now.
  colour square(std::size_t n, std::size_t count) const {
    return at(static_cast<int>((2 * n + 1) * static_cast<std::size_t>(width()) / (2 * count)), height() / 2);
  }

 private:
  std::unique_ptr<GdkPixbuf, void (*)(void*)> pixels_;
};

// The largest difference of the three.
inline int difference(const colour& a, const colour& b) {
  int most = 0;
  for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(a[c] - b[c]));
  return most;
}

inline std::string text_of(const colour& c) {
  return std::to_string(c[0]) + "," + std::to_string(c[1]) + "," + std::to_string(c[2]);
}

inline std::string text_of(const std::vector<message>& warnings) {
  std::string text;
  for (const message& w : warnings) text += describe(error{errc::invalid, w, {}}) + "\n";
  return text;
}

}  // namespace bangtin::media::testing
