// A JPEG file is a chain of segments that state their length, so a marker within a segment (the thumbnail in
// EXIF data has some) is not taken for one of the picture. Only the data of a scan has no length: it ends at
// the first marker.
#include "player/decode/file_type.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "media/mp4_boxes.hpp"

namespace bangtin::player::decode {

namespace {

using namespace std::string_view_literals;

// As media/ingest/sniff.cpp: what the desk takes for a film, the screen does.
constexpr std::array first_boxes{"ftyp"sv, "moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv, "pnot"sv};

// Reads a file byte by byte, from its beginning.
class byte_reader {
 public:
  explicit byte_reader(int fd) : fd_(fd), piece_(std::size_t{1} << 16) {}

  // Nothing at the end of the file.
  std::optional<std::uint8_t> next() {
    if (at_ == filled_ && !fill()) return std::nullopt;
    return piece_[at_++];
  }
  void skip(std::size_t bytes) {
    std::size_t here = std::min(bytes, filled_ - at_);
    at_ += here;
    from_ += static_cast<off_t>(bytes - here);
  }
  // Of the next byte.
  off_t position() const { return from_ - static_cast<off_t>(filled_ - at_); }

 private:
  bool fill() {
    ssize_t n = ::pread(fd_, piece_.data(), piece_.size(), from_);
    at_ = 0;
    filled_ = n > 0 ? static_cast<std::size_t>(n) : 0;
    from_ += static_cast<off_t>(filled_);
    return n > 0;
  }

  int fd_;
  std::vector<std::uint8_t> piece_;
  off_t from_ = 0;  // where the next piece begins
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
};

struct jpeg_outline {
  bool whole = false;
  std::optional<off_t> odd_sampling;
};

constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;

bool has_no_segment(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= start_of_image);
}

bool is_frame_header(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The code of the next marker, after the rest of a scan or stray bytes; nothing at the end of the file.
// `in_scan`: passes over zero bytes that are stuffed behind 0xFF, and over restart markers.
std::optional<std::uint8_t> next_marker(byte_reader& file, bool in_scan) {
  for (bool after_ff = false;;) {
    auto byte = file.next();
    if (!byte) return std::nullopt;
    bool is_marker = after_ff && *byte != 0xFF && *byte != 0;
    if (is_marker && !(in_scan && *byte >= 0xD0 && *byte <= 0xD7)) return byte;
    after_ff = *byte == 0xFF;
  }
}

// Reads precision, height, width, the number of components, and of the first one its number and sampling.
void read_frame_header(byte_reader& file, std::size_t bytes, jpeg_outline& o) {
  constexpr std::size_t components_at = 5;
  constexpr std::size_t sampling_at = 7;
  std::size_t done = 0;
  std::uint8_t components = 0;
  for (; done < std::min(bytes, sampling_at + 1); ++done) {
    off_t here = file.position();
    auto byte = file.next();
    if (!byte) return;
    if (done == components_at) components = *byte;
    if (done == sampling_at && components == 1 && *byte != 0x11) o.odd_sampling = here;
  }
  file.skip(bytes - done);
}

jpeg_outline outline_of_jpeg(int fd) {
  byte_reader file(fd);
  jpeg_outline o;
  bool in_scan = false;
  while (auto marker = next_marker(file, in_scan)) {
    if (*marker == end_of_image) {
      o.whole = true;
      return o;
    }
    if (has_no_segment(*marker)) continue;
    auto high = file.next();
    auto low = file.next();
    if (!high || !low) return o;
    std::size_t bytes = std::size_t{*high} << 8 | *low;
    bytes -= std::min<std::size_t>(bytes, 2);
    in_scan = *marker == start_of_scan;
    if (is_frame_header(*marker)) {
      read_frame_header(file, bytes, o);
    } else {
      file.skip(bytes);
    }
  }
  return o;
}

}  // namespace

std::optional<file_type> type_of_file(int fd) {
  std::array<char, 12> start{};
  if (::pread(fd, start.data(), start.size(), 0) != static_cast<ssize_t>(start.size())) return std::nullopt;
  std::string_view text(start.data(), start.size());
  if (text.starts_with("\xFF\xD8\xFF")) return file_type::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1A\n")) return file_type::png;
  bool box = std::find(first_boxes.begin(), first_boxes.end(), text.substr(4, 4)) != first_boxes.end();
  if (box) return file_type::mp4;
  return std::nullopt;
}

bool too_large(int fd, file_type type, std::uint32_t max_side) {
  // The first chunk holds width and height, most significant byte first.
  std::array<std::uint8_t, 24> start{};
  if (type != file_type::png || ::pread(fd, start.data(), start.size(), 0) != 24) return false;
  auto number = [&](std::size_t i) {
    return std::uint32_t{start[i]} << 24 | std::uint32_t{start[i + 1]} << 16 |
           std::uint32_t{start[i + 2]} << 8 | start[i + 3];
  };
  return number(16) > max_side || number(20) > max_side;
}

bool cut_off(int fd, file_type type) {
  if (type == file_type::mp4) return media::ends_within_box(fd);
  return type == file_type::jpeg && !outline_of_jpeg(fd).whole;
}

std::optional<off_t> odd_sampling(int fd, file_type type) {
  return type == file_type::jpeg ? outline_of_jpeg(fd).odd_sampling : std::nullopt;
}

}  // namespace bangtin::player::decode
