// The picture on a virtual screen, which Xvfb keeps in a file (-fbdir): reading it costs the drawing programs
// nothing. The object owns the file's mapping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace bangtin::fakes {

class frame_buffer {
 public:
  // Maps the file Xvfb_screen0 of a running server, with 32 bits per pixel. Throws std::runtime_error.
  explicit frame_buffer(const std::filesystem::path& file);
  ~frame_buffer();
  frame_buffer(const frame_buffer&) = delete;
  frame_buffer& operator=(const frame_buffer&) = delete;

  int width() const { return width_; }
  int height() const { return height_; }
  // The pixels of a line, four bytes each: blue, green, red, unused. They change while the server draws.
  const std::uint8_t* line(int y) const { return pixels_ + static_cast<std::size_t>(y) * line_bytes_; }
  const std::uint8_t* at(int x, int y) const { return line(y) + static_cast<std::ptrdiff_t>(x) * 4; }

 private:
  const std::uint8_t* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  const std::uint8_t* pixels_ = nullptr;
  std::size_t line_bytes_ = 0;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace bangtin::fakes
