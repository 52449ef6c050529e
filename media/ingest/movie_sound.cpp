// A description of sound (QuickTime File Format, "Sound Sample Description"): length, type, 8 bytes, version,
// and then the fields of that version. Its boxes follow, and `wave` among them holds the byte order (`enda`).
#include "media/ingest/movie_sound.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace bangtin::media::ingest {

namespace {

using bytes = std::span<std::byte>;

std::uint64_t number(bytes at, std::size_t from, std::size_t length) {
  std::uint64_t value = 0;
  for (std::byte b : at.subspan(from, length)) value = value << 8 | static_cast<std::uint64_t>(b);
  return value;
}

void put(bytes at, std::size_t from, std::size_t length, std::uint64_t value) {
  for (std::size_t i = length; i-- > 0; value >>= 8) at[from + i] = static_cast<std::byte>(value);
}

std::string_view type_of(bytes box) {
  return {reinterpret_cast<const char*>(box.data()) + 4, 4};
}

// The next box, which is removed from `boxes`; empty when none is whole.
bytes take_box(bytes& boxes) {
  if (boxes.size() < 8) return {};
  std::uint64_t length = number(boxes, 0, 4);
  if (length < 8 || length > boxes.size()) return {};
  bytes box = boxes.first(length);
  boxes = boxes.subspan(length);
  return box;
}

// The content of the first box of this type, without its first `head` bytes.
bytes inside(bytes boxes, std::string_view type, std::size_t head = 0) {
  for (bytes box = take_box(boxes); !box.empty(); box = take_box(boxes)) {
    if (type_of(box) == type && box.size() >= 8 + head) return box.subspan(8 + head);
  }
  return {};
}

constexpr std::size_t first_length = 36;   // of a description of version 0, its length and type included
constexpr std::size_t second_length = 52;  // of version 1
constexpr std::size_t third_length = 72;   // of version 2

bool is_little_endian(bytes description) {
  bytes order = inside(inside(description.subspan(second_length), "wave"), "enda");
  return order.size() >= 2 && number(order, 0, 2) == 1;
}

// The sound has the byte order that its `enda` states.
std::optional<pcm_track> with_order(bytes description) {
  constexpr std::array<std::array<std::string_view, 2>, 4> formats{
      {{"in24", "S24"}, {"in32", "S32"}, {"fl32", "F32"}, {"fl64", "F64"}}};
  for (const auto& [type, name] : formats) {
    if (type_of(description) != type) continue;
    return pcm_track{0, std::string(name) + (is_little_endian(description) ? "LE" : "BE"), 0};
  }
  return {};
}

// The flags of version 2.
constexpr std::uint64_t is_float = 1, is_big_endian = 2, is_signed = 4, is_aligned_high = 16;

std::string format_of(std::uint64_t flags, std::uint64_t bits, std::uint64_t bytes_each) {
  std::string end = bytes_each == 1 ? "" : (flags & is_big_endian) != 0 ? "BE" : "LE";
  if ((flags & is_float) != 0) {
    bool known = bits == 8 * bytes_each && (bits == 32 || bits == 64);
    return known ? "F" + std::to_string(bits) + end : "";
  }
  std::string sign = (flags & is_signed) != 0 ? "S" : "U";
  if (bits == 24 && bytes_each == 4 && (flags & is_aligned_high) == 0) return sign + "24_32" + end;
  if (bits > 8 * bytes_each || bytes_each > 4) return "";
  return sign + std::to_string(8 * bytes_each) + end;
}

// Replaces a description of version 2 by one of version 0 and an empty box.
std::optional<pcm_track> without_second_version(bytes d) {
  constexpr int min_rate = 1'000, max_rate = 768'000, max_channels = 64;
  constexpr std::array<std::string_view, 9> stand_ins{"", "raw ", "sowt", "in24", "in32", "", "", "", "fl64"};
  if (d.size() < third_length) return {};
  auto rate = std::bit_cast<double>(number(d, 40, 8));
  std::uint64_t channels = number(d, 48, 4);
  std::uint64_t packet = number(d, 64, 4);
  if (!(rate >= min_rate && rate <= max_rate) || channels < 1 || channels > max_channels) return {};
  if (packet % channels != 0 || packet / channels >= stand_ins.size() || number(d, 68, 4) != 1) return {};
  std::uint64_t bytes_each = packet / channels;
  std::string_view type = stand_ins[bytes_each];
  std::string format = format_of(number(d, 60, 4), number(d, 56, 4), bytes_each);
  if (type.empty() || format.empty()) return {};
  constexpr int max_stated_rate = 65'535;
  auto whole_rate = static_cast<int>(rate + 0.5);
  std::memcpy(d.data() + 4, type.data(), type.size());
  std::fill(d.begin() + 16, d.begin() + third_length, std::byte{0});
  put(d, 24, 2, channels);
  put(d, 26, 2, 8 * bytes_each);
  put(d, 32, 4, static_cast<std::uint64_t>(std::min(whole_rate, max_stated_rate)) << 16);
  put(d, first_length, 4, third_length - first_length);
  std::memcpy(d.data() + first_length + 4, "free", 4);
  return pcm_track{0, std::move(format), whole_rate};
}

std::optional<pcm_track> mend(bytes description) {
  if (description.size() < first_length) return {};
  switch (number(description, 16, 2)) {
    case 1:
      return description.size() >= second_length ? with_order(description) : std::nullopt;
    case 2:
      return type_of(description) == "lpcm" ? without_second_version(description) : std::nullopt;
    default:
      return {};
  }
}

// The number of the track in its header, whose times have 64 bits in version 1.
std::optional<unsigned> track_number(bytes track) {
  bytes header = inside(track, "tkhd");
  if (header.empty()) return {};
  std::size_t at = header[0] == std::byte{1} ? 20 : 12;
  if (header.size() < at + 4) return {};
  return static_cast<unsigned>(number(header, at, 4));
}

}  // namespace

std::vector<pcm_track> mend_pcm(std::span<std::byte> moov) {
  constexpr std::size_t list_head = 8;
  bytes outer = moov;
  bytes movie = take_box(outer);
  if (movie.empty() || type_of(movie) != "moov") return {};
  std::vector<pcm_track> found;
  bytes rest = movie.subspan(8);
  for (bytes box = take_box(rest); !box.empty(); box = take_box(rest)) {
    if (type_of(box) != "trak") continue;
    bytes track = box.subspan(8);
    auto id = track_number(track);
    bytes list = inside(inside(inside(inside(track, "mdia"), "minf"), "stbl"), "stsd", list_head);
    bytes description = take_box(list);
    // Several descriptions would need one answer each.
    if (!id || description.empty() || !list.empty()) continue;
    if (auto t = mend(description)) {
      t->track = *id;
      found.push_back(std::move(*t));
    }
  }
  return found;
}

}  // namespace bangtin::media::ingest
