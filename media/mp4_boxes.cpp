// Each box begins with its length and its type. The length has 32 bits, or 64 if the first field is 1; 0
// means "to the end of the file".
#include "media/mp4_boxes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

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

// Types that stand at the outermost level of a film, by the standard and by QuickTime.
bool is_outer_type(std::string_view type) {
  constexpr std::array<std::string_view, 20> types{"ftyp", "styp", "moov", "moof", "mdat", "free", "skip",
                                                   "wide", "uuid", "meta", "meco", "mfra", "sidx", "ssix",
                                                   "prft", "emsg", "pdin", "pnot", "PICT", "udta"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::uint64_t number_in(std::span<const std::byte> at) {
  return number(reinterpret_cast<const unsigned char*>(at.data()), static_cast<int>(at.size()));
}

bool is_box(std::span<const std::byte> at, std::string_view type) {
  return at.size() >= 8 && std::memcmp(at.data() + 4, type.data(), 4) == 0;
}

// The contents of the first box of this type among the boxes in `boxes`; empty when there is none.
std::span<std::byte> find_box(std::span<std::byte> boxes, std::string_view type) {
  while (boxes.size() >= 8) {
    std::uint64_t length = number_in(boxes.first(4));
    if (length < 8 || length > boxes.size()) return {};
    if (is_box(boxes, type)) return boxes.subspan(8, length - 8);
    boxes = boxes.subspan(length);
  }
  return {};
}

}  // namespace

// A movie header (8.2.2): version and flags, two times, the timescale, the length; 64-bit times in version 1.
std::optional<std::chrono::milliseconds> hide_length(std::span<std::byte> moov) {
  if (!is_box(moov, "moov") || number_in(moov.first(4)) != moov.size()) return std::nullopt;
  std::span<std::byte> header = find_box(moov.subspan(8), "mvhd");
  if (header.empty() || !find_box(moov.subspan(8), "mvex").empty()) return std::nullopt;
  std::size_t time = header[0] == std::byte{1} ? 8 : 4;
  std::size_t timescale_at = 4 + 2 * time;
  if (header.size() < timescale_at + 4 + time) return std::nullopt;
  std::uint64_t timescale = number_in(header.subspan(timescale_at, 4));
  std::span<std::byte> length_at = header.subspan(timescale_at + 4, time);
  std::uint64_t length = number_in(length_at);
  constexpr std::uint64_t longest = std::uint64_t{1} << 53;
  if (length == 0 || length > longest || timescale == 0) return std::nullopt;
  std::fill(length_at.begin(), length_at.end(), std::byte{0});
  return std::chrono::milliseconds(length / timescale * 1000 + length % timescale * 1000 / timescale);
}

box_colours colours_of_film(std::span<std::byte> moov) {
  constexpr std::size_t list_head = 8;      // of the sample descriptions
  constexpr std::size_t picture_head = 78;  // of a visual sample entry
  constexpr std::array parents{"mdia", "minf", "stbl", "stsd"};
  if (!is_box(moov, "moov")) return {};
  std::span<std::byte> rest = moov.subspan(8);
  while (rest.size() >= 8) {
    std::uint64_t length = number_in(rest.first(4));
    if (length < 8 || length > rest.size()) return {};
    std::span<std::byte> in = is_box(rest, "trak") ? rest.subspan(8, length - 8) : std::span<std::byte>();
    rest = rest.subspan(length);
    for (const char* parent : parents) in = find_box(in, parent);
    if (in.size() < list_head) continue;
    std::span<std::byte> entry = find_box(in.subspan(list_head), "avc1");
    if (entry.empty()) entry = find_box(in.subspan(list_head), "avc3");
    if (entry.size() < picture_head) continue;
    std::span<std::byte> colr = find_box(entry.subspan(picture_head), "colr");
    bool newer = colr.size() >= 11 && std::memcmp(colr.data(), "nclx", 4) == 0;
    bool older = colr.size() >= 10 && std::memcmp(colr.data(), "nclc", 4) == 0;
    box_colours c;
    if (newer || older) c.matrix = static_cast<unsigned>(number_in(colr.subspan(8, 2)));
    if (newer) c.full_range = (static_cast<unsigned>(colr[10]) & 0x80U) != 0;
    return c;
  }
  return {};
}

box_colours colours_of_file(int fd) {
  constexpr std::uint64_t max_moov = std::uint64_t{64} << 20;
  std::uint64_t at = 0;
  for (int n = 0; n < max_boxes; ++n) {
    std::array<unsigned char, 16> head{};
    if (::pread(fd, head.data(), head.size(), static_cast<off_t>(at)) < 8 || !is_type(head.data() + 4))
      return {};
    std::uint64_t length = number(head.data(), 4);
    bool movie = std::memcmp(head.data() + 4, "moov", 4) == 0;
    if (length == 1) length = number(head.data() + 8, 8);
    if (length < 8 || (movie && length > max_moov) || length > UINT64_MAX / 2 - at) return {};
    if (movie) {
      std::vector<std::byte> moov(length);
      ssize_t got = ::pread(fd, moov.data(), moov.size(), static_cast<off_t>(at));
      return got == static_cast<ssize_t>(length) ? colours_of_film(moov) : box_colours{};
    }
    at += length;
  }
  return {};
}

bool ends_within_box(int fd) {
  struct stat file {};
  if (::fstat(fd, &file) != 0) return false;
  auto end = static_cast<std::uint64_t>(file.st_size);
  std::uint64_t at = 0;
  bool header = false;
  bool samples = false;
  for (int n = 0; n < max_boxes && end - at >= 8; ++n) {
    std::array<unsigned char, 16> head{};
    ssize_t got = ::pread(fd, head.data(), head.size(), static_cast<off_t>(at));
    // Bytes after the last box that are not a box do no harm.
    if (got < 8 || !is_type(head.data() + 4)) return false;
    std::string_view type(reinterpret_cast<const char*>(head.data()) + 4, 4);
    // Nor do letters that only look like one.
    bool beyond_is_missing = !(header && samples) || is_outer_type(type);
    std::uint64_t length = number(head.data(), 4);
    if (length == 0) return false;
    if (length == 1) {
      if (got < 16) return beyond_is_missing;
      length = number(head.data() + 8, 8);
    }
    if (length < 8) return false;
    if (length > end - at) return beyond_is_missing;
    header = header || type == "moov";
    samples = samples || type == "mdat";
    at += length;
  }
  return false;
}

}  // namespace bangtin::media
