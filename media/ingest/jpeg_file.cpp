// Reads and writes JPEG with libjpeg. It reports errors with longjmp, so every call that may fail is in a
// function without objects to destroy: buffers belong to the callers, and `reader` and `writer` free the
// library's memory.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "media/ingest/job.hpp"
#include "media/ingest/pixels.hpp"

// After <cstdio>, which it needs but does not include, and before jerror.h, which checks its macros.
#include <jpeglib.h>

#include <jerror.h>

namespace bangtin::media::ingest {

namespace {

// A progressive picture may contain any number of scans over the whole picture; real ones have about ten.
constexpr int max_passes = 100;

struct failures {
  jpeg_error_mgr manager;  // first, so that the library's pointer to it is also a pointer to this struct
  std::jmp_buf back;
  bool holes;
};

failures& failures_of(j_common_ptr info) {
  return *reinterpret_cast<failures*>(info->err);
}

[[noreturn]] void give_up(j_common_ptr info) {
  std::longjmp(failures_of(info).back, 1);
}

// The library fills what it cannot read with grey and continues. These warnings mean that it did so; other
// warnings concern stray bytes that are not visible.
void notice(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
      failures_of(info).holes = true;
      break;
    default:
      break;
  }
}

void say_nothing(j_common_ptr) {}

void count_passes(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > max_passes) give_up(info);
}

void catch_failures(failures& f) {
  jpeg_std_error(&f.manager);
  f.manager.error_exit = give_up;
  f.manager.emit_message = notice;
  f.manager.output_message = say_nothing;
  f.holes = false;
}

class reader {
 public:
  explicit reader(std::string_view content) {
    catch_failures(failures_);
    info_.err = &failures_.manager;
    if (setjmp(failures_.back) != 0) return;
    jpeg_create_decompress(&info_);
    watch_.progress_monitor = count_passes;
    info_.progress = &watch_;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(content.data()), content.size());
  }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;
  ~reader() { jpeg_destroy_decompress(&info_); }

  bool read_header() {
    if (setjmp(failures_.back) != 0) return false;
    return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
  }

  // Chooses how to decode and computes the number of pixels.
  bool start(int shrink) {
    if (setjmp(failures_.back) != 0) return false;
    bool inks = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    info_.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    info_.scale_num = 1;
    info_.scale_denom = static_cast<unsigned>(shrink);
    return jpeg_start_decompress(&info_) != FALSE;
  }

  // Reads the next row of pixels, each with out_components values.
  bool read_row(std::uint8_t* row) {
    if (setjmp(failures_.back) != 0) return false;
    return jpeg_read_scanlines(&info_, &row, 1) == 1;
  }

  // Reads to the end. Returns whether the picture was complete.
  bool finish() {
    if (setjmp(failures_.back) != 0) return false;
    return jpeg_finish_decompress(&info_) != FALSE && !failures_.holes;
  }

  const jpeg_decompress_struct& info() const { return info_; }

 private:
  jpeg_decompress_struct info_{};
  jpeg_progress_mgr watch_{};
  failures failures_{};
};

// EXIF's orientation from the tags of its first directory; 1 if it is absent or invalid.
int orientation_in(std::string_view exif) {
  if (!exif.starts_with(std::string_view("Exif\0\0", 6))) return 1;
  std::string_view tiff = exif.substr(6);
  bool little = tiff.starts_with("II");
  auto number = [&](std::size_t at, std::size_t bytes) -> std::uint32_t {
    if (at > tiff.size() || bytes > tiff.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      value = value << 8 | static_cast<unsigned char>(tiff[little ? at + bytes - 1 - i : at + i]);
    }
    return value;
  };
  if (number(2, 2) != 42) return 1;
  std::size_t directory = number(4, 4);
  for (std::uint32_t i = 0; i < number(directory, 2); ++i) {
    std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (number(entry, 2) == 0x0112) {
      std::uint32_t value = number(entry + 8, 2);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
  }
  return 1;
}

int orientation_of(const jpeg_decompress_struct& info) {
  for (jpeg_saved_marker_ptr m = info.marker_list; m != nullptr; m = m->next) {
    std::string_view data(reinterpret_cast<const char*>(m->data), m->data_length);
    if (int o = orientation_in(data); o != 1) return o;
  }
  return 1;
}

// The formats that every decoder shows identically: grey, or YCbCr with the colours at full or half size.
bool is_plain(const jpeg_decompress_struct& info) {
  if (info.data_precision != 8 || info.arith_code != FALSE) return false;
  if (info.jpeg_color_space == JCS_GRAYSCALE) return true;
  if (info.jpeg_color_space != JCS_YCbCr || info.num_components != 3) return false;
  const jpeg_component_info* c = info.comp_info;
  bool brightness = (c[0].h_samp_factor == 1 && c[0].v_samp_factor == 1) ||
                    (c[0].h_samp_factor == 2 && c[0].v_samp_factor <= 2);
  return brightness && c[1].h_samp_factor == 1 && c[1].v_samp_factor == 1 && c[2].h_samp_factor == 1 &&
         c[2].v_samp_factor == 1;
}

// Converts CMYK to RGB. Adobe's programs store inverted values, other programs store the amount of ink.
void lights_from_inks(const std::uint8_t* inks, std::uint8_t* rgb, std::size_t count, bool inverted) {
  for (std::size_t i = 0; i < count; ++i, inks += 4, rgb += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      int colour = inverted ? inks[c] : 255 - inks[c];
      int black = inverted ? inks[3] : 255 - inks[3];
      rgb[c] = static_cast<std::uint8_t>((colour * black + 127) / 255);
    }
  }
}

// Decodes the whole picture, with each side divided by `shrink`.
result<image> decode(reader& r, int shrink) {
  if (!r.start(shrink)) return damaged();
  const auto& info = r.info();
  image p(static_cast<int>(info.output_width), static_cast<int>(info.output_height));
  bool inks = info.out_color_space == JCS_CMYK;
  std::vector<std::uint8_t> row(inks ? std::size_t{4} * info.output_width : 0);
  for (int y = 0; y < p.height; ++y) {
    if (!r.read_row(inks ? row.data() : p.row(y))) return damaged();
    if (inks) lights_from_inks(row.data(), p.row(y), info.output_width, info.saw_Adobe_marker != FALSE);
  }
  if (!r.finish()) return damaged();
  return p;
}

bool compress(jpeg_compress_struct& info, failures& f, std::FILE* file, image& p) {
  if (setjmp(f.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_stdio_dest(&info, file);
  info.image_width = static_cast<JDIMENSION>(p.width);
  info.image_height = static_cast<JDIMENSION>(p.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 92, TRUE);
  info.comp_info[0].h_samp_factor = 1;
  info.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = p.row(static_cast<int>(info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

result<void> write_jpeg(const job& j, const std::string& name, image& p) {
  int fd = ::open((j.output / name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return system_error(msg("write {}", name), errno);
  std::FILE* file = ::fdopen(fd, "wb");
  jpeg_compress_struct info{};
  failures f{};
  catch_failures(f);
  info.err = &f.manager;
  errno = 0;
  bool written = compress(info, f, file, p);
  jpeg_destroy_compress(&info);
  bool closed = std::fclose(file) == 0;
  if (!written || !closed) return system_error(msg("write {}", name), errno != 0 ? errno : EIO);
  return {};
}

result<ingested> take_jpeg(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  reader r(*content);
  if (!r.read_header()) return damaged();
  int width = static_cast<int>(r.info().image_width);
  int height = static_cast<int>(r.info().image_height);
  if (std::int64_t{width} * height > j.limits.pixels) return too_large(width, height);

  int orientation = orientation_of(r.info());
  bool kept = is_plain(r.info()) && orientation == 1 && fits(width, height, 3840, 2160);
  size_px to = fits(width, height, 3840, 2160) ? size_px{width, height} : fitted(width, height, 3840, 2160);
  // Halving in the decoder costs almost nothing; the rest is scaled in high quality.
  int shrink = 1;
  while (shrink < 8 && width / (shrink * 2) >= to.width && height / (shrink * 2) >= to.height) shrink *= 2;
  auto p = decode(r, shrink);
  if (!p) return p.error();

  ingested i;
  i.width = width;
  i.height = height;
  if (kept) return i;
  image made = upright(scaled(std::move(*p), to), orientation);
  if (auto written = write_jpeg(j, "picture.jpg", made); !written) return written.error();
  i.width = made.width;
  i.height = made.height;
  i.made = {"picture.jpg"};
  return i;
}

}  // namespace bangtin::media::ingest
