// Reads JPEG with libjpeg. It reports errors with longjmp, so every call that may fail is in a function
// without objects to destroy: buffers belong to the callers, and the classes free the library's memory.
#pragma once

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

// After <cstdio>, which it needs but does not include.
#include <jpeglib.h>

namespace bangtin::media::ingest {

// How libjpeg's errors come back; shared by reader and writer. `manager` is first, so that the library's
// pointer to it is also a pointer to this struct.
struct jpeg_failures {
  jpeg_error_mgr manager;
  std::jmp_buf back;
  bool holes;  // parts of the picture were missing or damaged, and grey or something else stands there
  int stray;   // bytes that were skipped since the picture's data began
  int code;    // of the error that ended the last call; 0: none
};
void catch_jpeg_failures(jpeg_failures& f);

class jpeg_reader {
 public:
  // `content` must outlive the reader.
  explicit jpeg_reader(std::string_view content);
  jpeg_reader(const jpeg_reader&) = delete;
  jpeg_reader& operator=(const jpeg_reader&) = delete;
  ~jpeg_reader() { jpeg_destroy_decompress(&info_); }

  bool read_header();
  // Whether read_header() failed because this kind of JPEG (12 bits, lossless) is not one that programs read.
  bool is_exotic() const;
  // Begins to decode into grey, RGB or CMYK, with each side divided by `shrink` (1, 2, 4 or 8).
  bool start(int shrink);
  // Reads the next row of pixels, each with output_components values.
  bool read_row(std::uint8_t* row);
  // Reads to the end. Returns whether the picture was complete.
  bool finish();
  // Whether the library has filled something that it could not read.
  bool has_holes() const { return failures_.holes; }

  const jpeg_decompress_struct& info() const { return info_; }
  // EXIF's orientation, 1 if there is none. After read_header().
  int orientation() const;
  // The ICC profile, which may be stored in many pieces; empty without one or when a piece is missing.
  std::string profile();
  bool has_profile() const;
  // The bytes of the file behind the end of the picture. After finish().
  std::size_t bytes_behind() const { return info_.src->bytes_in_buffer; }

 private:
  jpeg_decompress_struct info_{};
  jpeg_progress_mgr watch_{};
  jpeg_failures failures_{};
};

}  // namespace bangtin::media::ingest
