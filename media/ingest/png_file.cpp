// Reads and writes PNG with libpng's simplified interface, which never jumps out of our functions. The header
// is parsed first, so that a picture of a gigapixel is rejected before any memory is allocated for it.
#include <png.h>

#include <cstring>

#include "media/ingest/job.hpp"
#include "media/ingest/pixels.hpp"

namespace bangtin::media::ingest {

namespace {

struct png_header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int depth = 0;
  int colours = 0;  // PNG 1.2, 11.2.2: 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGBA
  int interlaced = 0;
};

std::uint32_t number(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

// Parses the header chunk, which must be the first one.
result<png_header> header_of(const std::string& content) {
  if (content.size() < 33 || content.compare(12, 4, "IHDR") != 0) return damaged();
  const auto* at = reinterpret_cast<const unsigned char*>(content.data()) + 16;
  png_header h{number(at), number(at + 4), at[8], at[9], at[12]};
  if (h.width == 0 || h.height == 0 || h.width > 0x7fffffff || h.height > 0x7fffffff) return damaged();
  return h;
}

// Blends RGBA pixels onto white and packs them as RGB. Returns whether every pixel was opaque.
bool lay_over_white(std::vector<std::uint8_t>& pixels) {
  bool opaque = true;
  std::uint8_t* to = pixels.data();
  for (std::size_t i = 0; i + 3 < pixels.size(); i += 4, to += 3) {
    unsigned alpha = pixels[i + 3];
    opaque = opaque && alpha == 255;
    for (std::size_t c = 0; c < 3; ++c) {
      to[c] = static_cast<std::uint8_t>((pixels[i + c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  pixels.resize(pixels.size() / 4 * 3);
  return opaque;
}

}  // namespace

result<ingested> take_png(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  auto h = header_of(*content);
  if (!h) return h.error();
  if (std::int64_t{h->width} * h->height > j.limits.pixels || h->width > 100'000 || h->height > 100'000) {
    return too_large(static_cast<int>(h->width), static_cast<int>(h->height));
  }

  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, content->data(), content->size()) == 0) return damaged();
  if (png.width != h->width || png.height != h->height) {
    png_image_free(&png);
    return damaged();
  }
  bool plain = h->depth == 8 && (h->colours == 0 || h->colours == 2 || h->colours == 6) && h->interlaced == 0;
  bool transparent = h->colours != 6 && (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;  // a tRNS chunk
  png.format = PNG_FORMAT_RGBA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  image p;
  p.width = static_cast<int>(h->width);
  p.height = static_cast<int>(h->height);
  p.rgb.resize(std::size_t{4} * h->width * h->height);  // with alpha until lay_over_white()
  // Warnings concern invisible details; missing data is an error.
  if (png_image_finish_read(&png, nullptr, p.rgb.data(), 0, nullptr) == 0) return damaged();
  bool opaque = lay_over_white(p.rgb);

  ingested i;
  i.width = p.width;
  i.height = p.height;
  if (plain && opaque && !transparent && fits(p.width, p.height, 3840, 2160)) return i;
  if (!fits(p.width, p.height, 3840, 2160)) {
    size_px to = fitted(p.width, p.height, 3840, 2160);
    p = scaled(std::move(p), to);
  }
  if (auto written = write_png(j, "picture.png", p); !written) return written.error();
  i.width = p.width;
  i.height = p.height;
  i.made = {"picture.png"};
  return i;
}

}  // namespace bangtin::media::ingest
