// TIFF of scanners and designers with libtiff: the first page. Its RGBA interface reads every kind but CMYK,
// whose inks are read as they are, because they mean something only together with their profile.
#include <fcntl.h>
#include <tiffio.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "media/ingest/cut_off.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/still.hpp"

namespace bangtin::media::ingest {

namespace {

using tiff = std::unique_ptr<TIFF, void (*)(TIFF*)>;

constexpr tmsize_t max_single_allocation = tmsize_t{1} << 30;

int say_nothing(TIFF*, void*, const char*, const char*, va_list) {
  return 1;
}

result<tiff> open(const job& j) {
  // libtiff closes the descriptor that it gets, so give it a copy.
  int own = ::fcntl(j.fd, F_DUPFD_CLOEXEC, 10);
  if (own < 0) return system_error(msg("read the file"), errno);
  std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                       TIFFOpenOptionsFree);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), max_single_allocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), say_nothing, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), say_nothing, nullptr);
  tiff file(TIFFFdOpenExt(own, "picture", "rm", options.get()), TIFFClose);  // m: no memory mapping
  if (file) return file;
  auto content = whole_file(j, max_image_bytes);
  return content ? unreadable_picture(*content) : damaged();
}

// Whether a strip or a tile of the page lies behind the end of the file.
bool lacks_samples(TIFF* t, std::int64_t bytes) {
  std::uint32_t count = TIFFIsTiled(t) != 0 ? TIFFNumberOfTiles(t) : TIFFNumberOfStrips(t);
  for (std::uint32_t n = 0; n < count; ++n) {
    std::uint64_t end = TIFFGetStrileOffset(t, n) + TIFFGetStrileByteCount(t, n);
    if (end > static_cast<std::uint64_t>(bytes)) return true;
  }
  return false;
}

struct tiff_header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t block_height = 0;  // of a strip or a tile
  std::uint16_t bits = 1;
  std::uint16_t samples = 1;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t planes = PLANARCONFIG_CONTIG;
  std::uint16_t number = SAMPLEFORMAT_UINT;
  std::uint16_t orientation = 1;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t inks = INKSET_CMYK;
};

tiff_header header_of(TIFF* t) {
  tiff_header h;
  TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &h.width);
  TIFFGetField(t, TIFFTAG_IMAGELENGTH, &h.height);
  TIFFGetFieldDefaulted(t, TIFFTAG_BITSPERSAMPLE, &h.bits);
  TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLESPERPIXEL, &h.samples);
  TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &h.photometric);
  TIFFGetFieldDefaulted(t, TIFFTAG_PLANARCONFIG, &h.planes);
  TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLEFORMAT, &h.number);
  TIFFGetFieldDefaulted(t, TIFFTAG_ORIENTATION, &h.orientation);
  TIFFGetField(t, TIFFTAG_COMPRESSION, &h.compression);
  TIFFGetFieldDefaulted(t, TIFFTAG_INKSET, &h.inks);
  if (TIFFIsTiled(t) != 0) {
    TIFFGetField(t, TIFFTAG_TILELENGTH, &h.block_height);
  } else {
    TIFFGetFieldDefaulted(t, TIFFTAG_ROWSPERSTRIP, &h.block_height);
  }
  h.block_height = std::clamp<std::uint32_t>(h.block_height, 1, std::max<std::uint32_t>(1, h.height));
  return h;
}

std::string_view profile_of(TIFF* t) {
  std::uint32_t length = 0;
  void* bytes = nullptr;
  if (TIFFGetField(t, TIFFTAG_ICCPROFILE, &length, &bytes) == 0) return {};
  return {static_cast<const char*>(bytes), length};
}

colour_converter colours_of(TIFF* t, const pixel_form& f, std::vector<message>& warnings) {
  auto profile = profile_of(t);
  if (profile.empty()) return colour_converter::by_custom(f);
  auto by_profile = colour_converter::by_profile(f, profile);
  if (!by_profile) warnings.push_back(broken_profile());
  return by_profile ? std::move(*by_profile) : colour_converter(f);
}

bool is_inks(const tiff_header& h) {
  return h.photometric == PHOTOMETRIC_SEPARATED && h.inks == INKSET_CMYK && h.samples >= 4 &&
         (h.bits == 8 || h.bits == 16);
}

// One tile or strip of one plane at the row `y`, decoded into `rows`, each as wide as the picture.
bool read_block(TIFF* t, const tiff_header& h, std::uint32_t y, std::uint16_t plane,
                std::vector<std::uint8_t>& rows) {
  std::size_t pixel = h.planes == PLANARCONFIG_CONTIG ? std::size_t{h.samples} * h.bits / 8 : h.bits / 8U;
  rows.assign(pixel * h.width * h.block_height, 0);
  if (TIFFIsTiled(t) == 0) {
    std::uint32_t strip = TIFFComputeStrip(t, y, plane);
    return TIFFReadEncodedStrip(t, strip, rows.data(), static_cast<tmsize_t>(rows.size())) > 0;
  }
  std::uint32_t tile_width = 0;
  TIFFGetField(t, TIFFTAG_TILEWIDTH, &tile_width);
  std::vector<std::uint8_t> tile(static_cast<std::size_t>(TIFFTileSize(t)));
  if (tile_width == 0 || tile.size() < pixel * tile_width * h.block_height) return false;
  for (std::uint32_t x = 0; x < h.width; x += tile_width) {
    if (TIFFReadTile(t, tile.data(), x, y, 0, plane) < 0) return false;
    std::size_t part = pixel * std::min(tile_width, h.width - x);
    for (std::uint32_t row = 0; row < h.block_height; ++row)
      std::memcpy(rows.data() + pixel * (std::size_t{h.width} * row + x),
                  tile.data() + pixel * tile_width * row, part);
  }
  return true;
}

// CMYK, and other channels behind it, which are left out. Returns whether all of it could be read.
// `y`: of the first row that could not.
bool add_inks(TIFF* t, const tiff_header& h, still& s, std::uint32_t& y) {
  bool together = h.planes == PLANARCONFIG_CONTIG;
  std::size_t sample = h.bits / 8U;
  std::size_t pixel = together ? sample * h.samples : sample;
  std::vector<std::vector<std::uint8_t>> planes(together ? 1 : 4);
  std::vector<std::uint8_t> row(std::size_t{h.width} * 4 * sample);
  for (y = 0; y < h.height; y += h.block_height) {
    for (std::size_t p = 0; p < planes.size(); ++p) {
      if (!read_block(t, h, y, static_cast<std::uint16_t>(p), planes[p])) return false;
    }
    for (std::uint32_t r = 0; r < std::min(h.block_height, h.height - y); ++r) {
      for (std::size_t x = 0; x < h.width; ++x) {
        for (std::size_t c = 0; c < 4; ++c) {
          const std::uint8_t* from = planes[together ? 0 : c].data() + pixel * (std::size_t{h.width} * r + x);
          std::memcpy(row.data() + (x * 4 + c) * sample, from + (together ? c * sample : 0), sample);
        }
      }
      s.add_row(row.data());
    }
  }
  return true;
}

void divide_by_alpha(std::uint8_t* rgba, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i, rgba += 4) {
    for (int c = 0; c < 3 && rgba[3] != 0 && rgba[3] != 255; ++c)
      rgba[c] = static_cast<std::uint8_t>(std::min(255, (rgba[c] * 255 + rgba[3] / 2) / rgba[3]));
  }
}

bool is_grey(const tiff_header& h) {
  return h.photometric == PHOTOMETRIC_MINISBLACK || h.photometric == PHOTOMETRIC_MINISWHITE;
}

// RGBA to grey and alpha, in place.
void keep_grey(std::uint8_t* rgba, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i) {
    rgba[2 * i] = rgba[4 * i];
    rgba[2 * i + 1] = rgba[4 * i + 3];
  }
}

// Everything else as RGBA, a strip or a row of tiles at a time; grey as grey and alpha.
bool add_rgba(TIFF* t, const tiff_header& h, still& s, std::uint32_t& y) {
  TIFFRGBAImage image;
  char why[1024];
  if (TIFFRGBAImageBegin(&image, t, 1, why) == 0) return false;
  std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> end(&image, TIFFRGBAImageEnd);
  // Rows as they are stored: the first of them first.
  image.req_orientation = image.orientation;
  std::vector<std::uint32_t> pixels(std::size_t{h.width} * h.block_height);
  for (y = 0; y < h.height; y += h.block_height) {
    std::uint32_t rows = std::min(h.block_height, h.height - y);
    image.row_offset = static_cast<int>(y);
    image.col_offset = 0;
    if (TIFFRGBAImageGet(&image, pixels.data(), h.width, rows) == 0) return false;
    for (std::uint32_t r = 0; r < rows; ++r) {
      auto* row = reinterpret_cast<std::uint8_t*>(pixels.data() + std::size_t{h.width} * r);
      divide_by_alpha(row, h.width);
      if (is_grey(h)) keep_grey(row, h.width);
      s.add_row(row);
    }
  }
  return true;
}

// libtiff converts these itself.
bool is_lab(const tiff_header& h) {
  return h.photometric == PHOTOMETRIC_CIELAB || h.photometric == PHOTOMETRIC_ICCLAB;
}

// Thumbnails and masks are not pages.
int pages_of(TIFF* t) {
  constexpr int enough = 1000;
  int pages = 0;
  do {
    std::uint32_t kind = 0;
    TIFFGetFieldDefaulted(t, TIFFTAG_SUBFILETYPE, &kind);
    if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) ++pages;
  } while (pages < enough && TIFFReadDirectory(t) != 0);
  return pages;
}

bool is_readable(TIFF* t, const tiff_header& h) {
  char why[1024];
  bool whole_numbers = h.number == SAMPLEFORMAT_UINT || h.number == SAMPLEFORMAT_VOID;
  return whole_numbers && TIFFIsCODECConfigured(h.compression) != 0 &&
         (is_inks(h) || TIFFRGBAImageOK(t, why) != 0);
}

}  // namespace

result<ingested> take_tiff(const job& j) {
  auto file = open(j);
  if (!file) return file.error();
  TIFF* t = file->get();
  tiff_header h = header_of(t);
  if (auto allowed = allow_size(j, h.width, h.height); !allowed) return allowed.error();
  if (!is_readable(t, h)) return exotic("TIFF");

  pixel_form form;
  form.model = is_inks(h) ? colour_model::cmyk : is_grey(h) ? colour_model::grey : colour_model::rgb;
  form.bits = is_inks(h) ? h.bits : 8;
  form.alpha = !is_inks(h);
  std::vector<message> warnings;
  still s({static_cast<int>(h.width), static_cast<int>(h.height)}, h.orientation, form,
          is_lab(h) ? colour_converter(form) : colours_of(t, form, warnings));
  std::uint32_t rows = 0;
  if (!(is_inks(h) ? add_inks(t, h, s, rows) : add_rgba(t, h, s, rows)))
    return lacks_samples(t, j.bytes) ? cut_off_picture(static_cast<double>(rows) / h.height) : damaged();
  if (int pages = pages_of(t); pages > 1) warnings.push_back(first_picture_only(pages));
  auto as = h.compression == COMPRESSION_JPEG || is_inks(h) ? rendition_kind::jpeg : rendition_kind::png;
  return store_still(j, s.take(), as, std::move(warnings));
}

}  // namespace bangtin::media::ingest
