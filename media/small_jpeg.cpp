// libjpeg reports failures by leaving through longjmp, so what calls it owns nothing that would need a
// destructor: buffers and the library's own structs belong to the callers.
#include "media/small_jpeg.hpp"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// After <cstdio>, which it needs and does not include.
#include <jpeglib.h>

namespace bangtin::media {

namespace {

constexpr int quality = 75;

struct failures {
  jpeg_error_mgr manager;  // first: the library's pointer to it is one to us
  std::jmp_buf back;
};

[[noreturn]] void give_up(j_common_ptr info) {
  std::longjmp(reinterpret_cast<failures*>(info->err)->back, 1);
}
// A warning means that something is missing and was made up.
void count_warning(j_common_ptr info, int level) {
  if (level < 0) give_up(info);
}
void say_nothing(j_common_ptr) {}

void catch_failures(failures& f) {
  jpeg_std_error(&f.manager);
  f.manager.error_exit = give_up;
  f.manager.emit_message = count_warning;
  f.manager.output_message = say_nothing;
}

struct packed {
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

bool pack(jpeg_compress_struct& info, failures& f, packed& out, const std::uint8_t* pixels, int width,
          int height) {
  if (setjmp(f.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &out.bytes, &out.size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 4;
  info.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(pixels + std::size_t{info.next_scanline} * info.image_width * 4);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

bool read_head(jpeg_decompress_struct& info, failures& f, std::string_view jpeg) {
  if (setjmp(f.back) != 0) return false;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
  if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return false;
  bool fits = info.image_width >= 1 && info.image_height >= 1 && info.image_width <= most_shot_width &&
              info.image_height <= most_shot_height;
  // Progressive pictures may announce any number of passes; ours have one.
  return fits && info.num_components == 3 && info.progressive_mode == FALSE;
}

bool read_rows(jpeg_decompress_struct& info, failures& f, char* rgb) {
  if (setjmp(f.back) != 0) return false;
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    auto row = reinterpret_cast<JSAMPROW>(rgb + std::size_t{info.output_scanline} * info.output_width * 3);
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return true;
}

error no_shot() {
  return {errc::invalid,
          msg("this is not a screenshot: a JPEG picture of at most {} x {} pixels", most_shot_width,
              most_shot_height),
          msg("send the picture as the player makes it")};
}

}  // namespace

result<std::string> to_jpeg(std::span<const std::uint8_t> pixels, int width, int height) {
  bool whole = width > 0 && height > 0 &&
               pixels.size() >= static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4;
  if (!whole) return no_shot();
  failures f{};
  catch_failures(f);
  jpeg_compress_struct info{};
  info.err = &f.manager;
  packed out;
  bool done = pack(info, f, out, pixels.data(), width, height);
  std::string jpeg;
  if (done) jpeg.assign(reinterpret_cast<const char*>(out.bytes), out.size);
  jpeg_destroy_compress(&info);
  std::free(out.bytes);
  if (done) return jpeg;
  return error{errc::io, msg("the screenshot could not be made"), msg("free some memory and try again")};
}

result<shot_picture> read_shot(std::string_view jpeg) {
  if (jpeg.size() > most_shot_bytes || !jpeg.starts_with("\xFF\xD8\xFF")) return no_shot();
  failures f{};
  catch_failures(f);
  jpeg_decompress_struct info{};
  info.err = &f.manager;
  shot_picture p;
  bool whole = read_head(info, f, jpeg);
  if (whole) {
    p.width = static_cast<int>(info.image_width);
    p.height = static_cast<int>(info.image_height);
    p.rgb.resize(static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height) * 3);
    whole = read_rows(info, f, p.rgb.data());
  }
  jpeg_destroy_decompress(&info);
  if (!whole) return no_shot();
  return p;
}

result<std::string> to_png(const shot_picture& p) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(p.width);
  png.height = static_cast<png_uint_32>(p.height);
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, p.rgb.data(), 0, nullptr) == 0) {
    return error{errc::io, msg("cannot make a PNG file: {}", png.message),
                 msg("free some memory and try again")};
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace bangtin::media
