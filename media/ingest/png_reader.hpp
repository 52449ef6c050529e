// Reads the pixels of a PNG with libpng. It reports errors with longjmp, so every call that may fail is in a
// function without objects to destroy.
#pragma once

#include <png.h>

#include <cstdint>
#include <string_view>

#include "media/ingest/colours.hpp"

namespace bangtin::media::ingest {

class png_reader {
 public:
  // `content` must outlive the reader.
  explicit png_reader(std::string_view content);
  png_reader(const png_reader&) = delete;
  png_reader& operator=(const png_reader&) = delete;
  ~png_reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  // Reads everything before the pixels.
  bool start();
  // Palettes come as RGB, 1 to 4 bits as 8, a transparent colour as alpha.
  pixel_form form() const;
  int width() const { return static_cast<int>(png_get_image_width(png_, info_)); }
  int height() const { return static_cast<int>(png_get_image_height(png_, info_)); }
  // The next row from the top; for pictures that are not interlaced.
  bool read_row(std::uint8_t* row);
  // All rows at once, for those that are.
  bool read_rows(std::uint8_t** rows);
  // Whether the file is whole up to its end.
  bool finish();

 private:
  static void read_bytes(png_structp png, png_bytep to, png_size_t count);

  std::string_view rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace bangtin::media::ingest
