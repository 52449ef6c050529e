#include "media/ingest/container_file.hpp"

#include <bit>
#include <string>

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

std::uint64_t byte_at(std::string_view head, std::size_t at) {
  return at < head.size() ? static_cast<unsigned char>(head[at]) : 0;
}

std::uint64_t little_at(std::string_view head, std::size_t at) {
  return byte_at(head, at) | byte_at(head, at + 1) << 8 | byte_at(head, at + 2) << 16 |
         byte_at(head, at + 3) << 24;
}

// The first piece of the file (RIFF) and its main header, which counts the frames. A recorder that crashed
// leaves a length of 0.
container_file read_avi(std::string_view head, std::int64_t bytes) {
  container_file c;
  auto length = static_cast<std::int64_t>(little_at(head, 4));
  c.states_size = length > 0;
  c.cut = length > 0 && length + 8 > bytes + 1;
  if (head.size() < 56 || head.substr(24, 4) != "avih"sv) return c;
  std::uint64_t frame_us = little_at(head, 32);
  std::uint64_t frames = little_at(head, 48);
  if (frame_us > 0 && frames > 0) {
    c.stated = std::chrono::milliseconds(static_cast<std::int64_t>(frame_us * frames / 1000));
  }
  return c;
}

// A number of EBML (RFC 8794, 4): the leading zeros of its first byte tell its length. Nothing at its end, or
// for the value that means "not known".
std::optional<std::uint64_t> ebml_number(std::string_view head, std::size_t& at) {
  if (at >= head.size()) return std::nullopt;
  auto first = static_cast<std::uint8_t>(head[at]);
  int more = std::countl_zero(first);
  if (more > 7 || at + static_cast<std::size_t>(more) >= head.size()) return std::nullopt;
  std::uint64_t value = first & (0x7FU >> more);
  for (int n = 0; n < more; ++n) value = value << 8 | byte_at(head, ++at);
  ++at;
  std::uint64_t unknown = (std::uint64_t{1} << (7 * (more + 1))) - 1;
  return value == unknown ? std::nullopt : std::optional(value);
}

container_file read_matroska(std::string_view head, std::int64_t bytes) {
  constexpr std::size_t id_length = 4;
  container_file c;
  std::size_t at = id_length;
  auto header = ebml_number(head, at);
  if (!header || *header > head.size()) return c;
  at += *header;
  if (at + id_length > head.size() || head.substr(at, id_length) != "\x18\x53\x80\x67"sv) return c;
  at += id_length;
  auto segment = ebml_number(head, at);
  if (!segment || *segment > static_cast<std::uint64_t>(INT64_MAX / 2)) return c;
  c.states_size = true;
  c.cut = static_cast<std::int64_t>(at + *segment) > bytes;
  return c;
}

// Broadcasts for subscribers: two bits of each packet's header say with which key it is scrambled.
bool is_scrambled_transport(std::string_view head) {
  for (std::size_t packet : {188, 192, 204}) {
    for (std::size_t first = 0; first < packet && first + 4 * packet < head.size(); ++first) {
      std::size_t packets = 0;
      std::size_t scrambled = 0;
      for (std::size_t at = first; at + 4 <= head.size() && head[at] == 'G'; at += packet) {
        ++packets;
        if ((byte_at(head, at + 3) & 0x80) != 0) ++scrambled;
      }
      if (packets >= 5) return scrambled * 2 > packets;
    }
  }
  return false;
}

// DVDs: two bits in the header of each packet of the picture.
bool is_scrambled_disc(std::string_view head) {
  constexpr std::string_view picture = "\0\0\1\xe0"sv;
  std::size_t packets = 0;
  std::size_t scrambled = 0;
  for (std::size_t at = head.find(picture); at < head.size(); at = head.find(picture, at + 4)) {
    std::uint64_t flags = byte_at(head, at + 6);
    if ((flags & 0xC0) != 0x80) continue;
    ++packets;
    if ((flags & 0x30) != 0) ++scrambled;
  }
  return packets > 0 && scrambled * 2 > packets;
}

// Windows Media with rights management has an object for it in its header.
bool is_locked_asf(std::string_view head) {
  constexpr std::string_view encryption =
      "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e"sv;
  constexpr std::string_view extended = "\x14\xe6\x8a\x29\x22\x26\x17\x4c\xb9\x35\xda\xe0\x7e\xe9\x28\x9c"sv;
  return head.find(encryption) != head.npos || head.find(extended) != head.npos;
}

}  // namespace

container_file read_container(std::string_view head, std::int64_t bytes, container box) {
  container_file c;
  switch (box) {
    case container::avi:
      return read_avi(head, bytes);
    case container::matroska:
      return read_matroska(head, bytes);
    case container::mpeg_ts:
      c.locked = is_scrambled_transport(head);
      return c;
    case container::mpeg_ps:
      c.locked = is_scrambled_disc(head);
      return c;
    case container::asf:
      c.locked = is_locked_asf(head);
      return c;
    case container::mp4:
    case container::flv:
    case container::ogg:
    case container::gif:
      break;
  }
  return c;
}

}  // namespace bangtin::media::ingest
