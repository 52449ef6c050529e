// TurboJPEG for JPEG, libpng for PNG. A screenshot from a screen is untrusted, so its header is checked
// before it is decoded.
#include "media/screenshot.hpp"

#include <png.h>
#include <turbojpeg.h>

#include <memory>
#include <optional>

namespace bangtin::media {

namespace {

constexpr int quality = 75;

struct codec_deleter {
  void operator()(void* codec) const { tjDestroy(codec); }
};
using codec = std::unique_ptr<void, codec_deleter>;

struct buffer_deleter {
  void operator()(unsigned char* buffer) const { tjFree(buffer); }
};

// Whether the picture is sequential, as our screenshots are: one scan. A progressive picture may contain
// hundreds, and TurboJPEG does not report that. Walks along the segments (ITU-T T.81, B.1.1.4) to the first
// frame header.
bool is_sequential(std::string_view jpeg) {
  auto byte = [jpeg](std::size_t at) { return static_cast<unsigned char>(jpeg[at]); };
  constexpr unsigned baseline = 0xC0;
  constexpr unsigned extended = 0xC1;
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    unsigned marker = byte(at + 1);
    if (byte(at) != 0xFF) return false;
    if (marker == baseline || marker == extended) return true;
    // Tables, application data, restart interval and comments have a length field; no other marker is allowed
    // here.
    bool segment =
        marker == 0xC4 || marker == 0xDB || marker == 0xDD || marker == 0xFE || (marker & 0xF0) == 0xE0;
    if (!segment) return false;
    at += 2 + (std::size_t{byte(at + 2)} << 8 | byte(at + 3));
  }
  return false;
}

error no_screenshot() {
  return {errc::invalid,
          msg("this is not a screenshot: a JPEG picture of at most {} x {} pixels", max_screenshot_width,
              max_screenshot_height),
          msg("send the picture as the player makes it")};
}

struct limits {
  std::size_t bytes;
  int width, height;
};

// Nothing when it is not a whole picture within the limits.
std::optional<image> decode(std::string_view jpeg, const limits& max) {
  if (jpeg.size() > max.bytes || !jpeg.starts_with("\xFF\xD8\xFF") || !is_sequential(jpeg)) return {};
  codec decompressor(tjInitDecompress());
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  bool whole = decompressor && tjDecompressHeader3(decompressor.get(), bytes, jpeg.size(), &width, &height,
                                                   &subsampling, &colours) == 0;
  bool fits = whole && width >= 1 && height >= 1 && width <= max.width && height <= max.height &&
              (colours == TJCS_YCbCr || colours == TJCS_RGB);
  if (!fits) return {};
  image i(width, height);
  // A warning means that data is missing and the library invented it.
  constexpr int flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(decompressor.get(), bytes, jpeg.size(), i.rgb.data(), width, static_cast<int>(i.stride()),
                    height, TJPF_RGB, flags) != 0) {
    return {};
  }
  return i;
}

}  // namespace

result<std::string> to_jpeg(std::span<const std::uint8_t> pixels, int width, int height) {
  bool whole = width > 0 && height > 0 &&
               pixels.size() >= static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4;
  if (!whole) return no_screenshot();
  codec compressor(tjInitCompress());
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  bool done = compressor && tjCompress2(compressor.get(), pixels.data(), width, 0, height, TJPF_BGRX, &bytes,
                                        &size, TJSAMP_420, quality, TJFLAG_ACCURATEDCT) == 0;
  std::unique_ptr<unsigned char, buffer_deleter> owned(bytes);
  if (done) return std::string(reinterpret_cast<const char*>(bytes), size);
  return error{errc::io, msg("the screenshot could not be made"), msg("free some memory and try again")};
}

result<image> read_screenshot(std::string_view jpeg) {
  std::optional<image> i = decode(jpeg, {max_screenshot_bytes, max_screenshot_width, max_screenshot_height});
  if (!i) return no_screenshot();
  return std::move(*i);
}

result<image> read_sheet(std::string_view jpeg) {
  std::optional<image> i = decode(jpeg, {max_sheet_bytes, max_sheet_side, max_sheet_side});
  if (i) return std::move(*i);
  return error{errc::invalid, msg("the daemon's sheet is no JPEG picture, or too large"),
               msg("check the daemon's disk with \"bangtin media check\"")};
}

result<std::string> to_png(const image& i) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(i.width);
  png.height = static_cast<png_uint_32>(i.height);
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, i.rgb.data(), 0, nullptr) == 0) {
    return error{errc::io, msg("cannot make a PNG file: {}", png.message),
                 msg("free some memory and try again")};
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace bangtin::media
