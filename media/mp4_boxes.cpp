// Each box begins with its length and its type. The length has 32 bits, or 64 if the first field is 1; 0
// means "to the end of the file".
#include "media/mp4_boxes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace bangtin::media {

namespace {

// Fragments are boxes too, a few per second. A video with more boxes than this cannot be played by a screen.
constexpr int max_boxes = 1'000'000;

std::uint64_t number(const unsigned char* at, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | at[i];
  return value;
}

bool is_type(const unsigned char* at) {
  return std::all_of(at, at + 4, [](unsigned char c) { return (c >= ' ' && c < 0x7f) || c == 0xa9; });
}

}  // namespace

bool ends_within_box(int fd) {
  struct stat file {};
  if (::fstat(fd, &file) != 0) return false;
  auto end = static_cast<std::uint64_t>(file.st_size);
  std::uint64_t at = 0;
  for (int n = 0; n < max_boxes && end - at >= 8; ++n) {
    std::array<unsigned char, 16> head{};
    ssize_t got = ::pread(fd, head.data(), head.size(), static_cast<off_t>(at));
    // Bytes after the last box that are not a box do no harm.
    if (got < 8 || !is_type(head.data() + 4)) return false;
    std::uint64_t length = number(head.data(), 4);
    if (length == 0) return false;
    if (length == 1) {
      if (got < 16) return true;
      length = number(head.data() + 8, 8);
    }
    if (length < 8) return false;
    if (length > end - at) return true;
    at += length;
  }
  return false;
}

}  // namespace bangtin::media
