// Pages and packets that carry a signature are looked for near the end of the file. The others are walked
// from the beginning; only their headers are read.
#include "media/ingest/film_end.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <string_view>

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr std::int64_t tail_bytes = 256 << 10;  // more than the longest page or packet has
constexpr std::int64_t buffered_bytes = 64 << 10;

class film_bytes {
 public:
  film_bytes(int fd, std::int64_t bytes) : fd_(fd), bytes_(bytes) {}
  std::int64_t size() const { return bytes_; }

  // Up to `length` bytes, fewer at the end; valid until the next call.
  std::string_view at(std::int64_t from, std::int64_t length) {
    std::int64_t have = first_ + static_cast<std::int64_t>(buffer_.size());
    if (from < first_ || std::min(from + length, bytes_) > have) fill(from, std::max(length, buffered_bytes));
    auto skipped = static_cast<std::size_t>(from - first_);
    return std::string_view(buffer_).substr(std::min(skipped, buffer_.size()),
                                            static_cast<std::size_t>(length));
  }
  // 0 for bytes behind the end.
  std::uint64_t big_endian(std::int64_t from, int count) {
    std::string_view b = at(from, count);
    std::uint64_t value = 0;
    for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
      value = value << 8 | (n < b.size() ? static_cast<unsigned char>(b[n]) : 0U);
    }
    return value;
  }
  std::uint64_t little_endian(std::int64_t from, int count) {
    std::uint64_t value = 0;
    for (int n = count; n-- > 0;) value = value << 8 | big_endian(from + n, 1);
    return value;
  }
  bool has(std::int64_t from, std::string_view text) {
    return at(from, static_cast<std::int64_t>(text.size())) == text;
  }

 private:
  void fill(std::int64_t from, std::int64_t length) {
    first_ = from;
    buffer_.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(bytes_ - from, 0, length)));
    ssize_t got = ::pread(fd_, buffer_.data(), buffer_.size(), static_cast<off_t>(from));
    buffer_.resize(static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  }

  int fd_;
  std::int64_t bytes_;
  std::int64_t first_ = 0;
  std::string buffer_;
};

// Pages (RFC 3533, 6) state the lengths of their parts.
bool ends_within_page(film_bytes& f) {
  constexpr std::size_t head = 27;
  std::string tail(f.at(std::max<std::int64_t>(0, f.size() - tail_bytes), tail_bytes));
  std::string_view rest = tail;
  for (std::size_t page = rest.find("OggS"sv); page != rest.npos; page = rest.find("OggS"sv)) {
    rest.remove_prefix(page);
    if (rest.size() < head) return true;
    std::size_t parts = static_cast<unsigned char>(rest[head - 1]);
    if (rest.size() < head + parts) return true;
    std::size_t length = head + parts;
    for (char part : rest.substr(head, parts)) length += static_cast<unsigned char>(part);
    if (length > rest.size()) return true;
    rest.remove_prefix(length);
  }
  return !rest.empty() && rest.size() < 4 && "OggS"sv.starts_with(rest);
}

// The length of what begins with a start code of the system layer (ISO/IEC 13818-1, 2.5.3): nothing for other
// bytes. More than the rest where the rest is too short to tell.
std::optional<std::size_t> system_piece(std::string_view rest) {
  constexpr std::size_t unknown = 1 << 20;
  if (!rest.starts_with("\0\0\1"sv)) return {};
  if (rest.size() == 3) return unknown;
  auto byte = [&](std::size_t n) -> unsigned { return static_cast<unsigned char>(rest[n]); };
  if (byte(3) == 0xB9) return 4;
  if (byte(3) < 0xB9) return {};
  if (byte(3) > 0xBA) return rest.size() < 6 ? unknown : 6 + (byte(4) << 8 | byte(5));
  if (rest.size() < 5) return unknown;
  if ((byte(4) & 0xF0U) == 0x20) return 12;  // MPEG-1
  return rest.size() < 14 ? unknown : 14 + (byte(13) & 7U);
}

bool ends_within_packet(film_bytes& f) {
  std::string tail(f.at(std::max<std::int64_t>(0, f.size() - tail_bytes), tail_bytes));
  std::size_t first = tail.find("\0\0\1\xba"sv);
  if (first == tail.npos) return false;
  std::string_view rest = std::string_view(tail).substr(first);
  // What lies between packets, or behind the last one, is skipped.
  while (!rest.empty()) {
    auto length = system_piece(rest);
    if (length && *length > rest.size()) return true;
    rest.remove_prefix(length.value_or(1));
  }
  return false;
}

// The last sync byte that follows four others at the distance of packets.
bool ends_within_transport_packet(film_bytes& f) {
  constexpr std::size_t packet = 188;
  constexpr std::size_t before = 4;
  std::string tail(f.at(std::max<std::int64_t>(0, f.size() - 4096), 4096));
  for (std::size_t spacing : {188, 192, 204}) {
    for (std::size_t back = 1; back <= spacing && back + before * spacing <= tail.size(); ++back) {
      std::size_t last = tail.size() - back;
      bool all = true;
      for (std::size_t n = 0; all && n <= before; ++n) all = tail[last - n * spacing] == 'G';
      if (all) return back < packet;
    }
  }
  return false;
}

struct ebml_number {
  std::uint64_t value = 0;
  int length = 0;  // 0: no number begins here
  bool unknown = false;
};

// RFC 8794, 4: the leading zeros of the first byte tell the length; all ones mean "not known". Identifiers
// (5) keep the bit that marks their length.
ebml_number read_ebml(film_bytes& f, std::int64_t from, bool identifier) {
  auto first = static_cast<std::uint8_t>(f.big_endian(from, 1));
  ebml_number n;
  n.length = std::countl_zero(first) + 1;
  if (n.length > 8) return {};
  std::uint64_t bits = f.big_endian(from, n.length);
  std::uint64_t mask = (std::uint64_t{1} << (7 * n.length)) - 1;
  n.value = identifier ? bits : bits & mask;
  n.unknown = (bits & mask) == mask;
  return n;
}

// Elements of Matroska (RFC 9559, 5.1) that may stand here in a file without lengths.
constexpr std::uint64_t segment = 0x18538067;
constexpr std::uint64_t cluster = 0x1F43B675;
constexpr std::array<std::uint64_t, 18> elements{0x1A45DFA3,
                                                 segment,
                                                 cluster,
                                                 0x114D9B74,
                                                 0x1549A966,
                                                 0x1654AE6B,
                                                 0x1C53BB6B,
                                                 0x1941A469,
                                                 0x1043A770,
                                                 0x1254C367,
                                                 0xE7 /*Timestamp*/,
                                                 0xA3 /*SimpleBlock*/,
                                                 0xA0 /*BlockGroup*/,
                                                 0xA7,
                                                 0xAB,
                                                 0x5854,
                                                 0xEC,
                                                 0xBF};

bool ends_within_element(film_bytes& f) {
  if (!f.has(0, "\x1a\x45\xdf\xa3"sv)) return false;
  for (std::int64_t at = 0; at < f.size();) {
    ebml_number id = read_ebml(f, at, true);
    if (id.length == 0 || id.length > 4) return false;
    if (at + id.length >= f.size()) return true;
    if (std::find(elements.begin(), elements.end(), id.value) == elements.end()) return false;
    at += id.length;
    ebml_number size = read_ebml(f, at, false);
    if (size.length == 0) return false;
    at += size.length;
    if (at > f.size()) return true;
    if (size.unknown && (id.value == segment || id.value == cluster)) continue;
    // The container's own length has been looked at (container_file.hpp).
    if (size.unknown || id.value == segment) return false;
    if (size.value > static_cast<std::uint64_t>(f.size() - at)) return true;
    at += static_cast<std::int64_t>(size.value);
  }
  return false;
}

// Tags of sound, picture and data, each behind the length of the one before.
bool ends_within_tag(film_bytes& f) {
  constexpr std::int64_t length_before = 4;
  constexpr std::int64_t head = 11;
  if (!f.has(0, "FLV"sv)) return false;
  auto at = static_cast<std::int64_t>(f.big_endian(5, 4));
  while (at + length_before < f.size()) {
    std::uint64_t kind = f.big_endian(at + length_before, 1) & 0x1FU;
    if (kind != 8 && kind != 9 && kind != 18) return false;
    if (at + length_before + head > f.size()) return true;
    at += length_before + head + static_cast<std::int64_t>(f.big_endian(at + length_before + 1, 3));
  }
  return at > f.size() || (at < f.size() && at + length_before > f.size());
}

// A large AVI file has several pieces, one behind the other.
bool ends_within_riff(film_bytes& f) {
  std::int64_t at = 0;
  while (at + 8 <= f.size() && f.has(at, "RIFF"sv)) {
    auto length = static_cast<std::int64_t>(f.little_endian(at + 4, 4));
    if (length == 0) return false;  // the recorder did not come to its end
    at += 8 + length;
    // Not every writer pads the last one.
    if (at > f.size() + 1) return true;
    at += length & 1;
  }
  return false;
}

// The data object follows the header, and states its length (ASF 5.1): nothing for broadcasts, whose packets
// have one length.
bool ends_within_data(film_bytes& f) {
  constexpr std::int64_t data_head = 50;
  auto data = static_cast<std::int64_t>(f.little_endian(16, 8) & 0x7FFF'FFFFU);
  if (!f.has(data, "\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"sv)) return false;
  std::uint64_t length = f.little_endian(data + 16, 8);
  if (length > static_cast<std::uint64_t>(data_head))
    return length > static_cast<std::uint64_t>(f.size() - data);
  std::string head(f.at(0, data));
  std::size_t properties = head.find("\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65"sv);
  if (properties == head.npos) return false;
  auto packet = static_cast<std::int64_t>(f.little_endian(static_cast<std::int64_t>(properties) + 92, 4));
  return packet > 0 && (f.size() - data - data_head) % packet != 0;
}

}  // namespace

bool ends_within_piece(int fd, std::int64_t bytes, container box) {
  film_bytes f(fd, bytes);
  switch (box) {
    case container::ogg:
      return ends_within_page(f);
    case container::mpeg_ps:
      return ends_within_packet(f);
    case container::mpeg_ts:
      return ends_within_transport_packet(f);
    case container::matroska:
      return ends_within_element(f);
    case container::flv:
      return ends_within_tag(f);
    case container::avi:
      return ends_within_riff(f);
    case container::asf:
      return ends_within_data(f);
    case container::mp4:
    case container::gif:
      break;
  }
  return false;
}

}  // namespace bangtin::media::ingest
