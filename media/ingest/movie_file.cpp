// The outermost boxes are walked in the file; the movie box is read into memory, within a limit, and its
// sample descriptions are looked through (ISO/IEC 14496-12, 8.5.2).
#include "media/ingest/movie_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr int max_boxes = 100'000;
constexpr std::uint64_t max_header_bytes = 256ULL << 20;
constexpr std::size_t picture_head = 78;  // of a visual sample entry
constexpr std::array locked_entries{"encv"sv, "enca"sv, "enct"sv, "encs"sv, "drmi"sv, "drms"sv, "drmt"sv};

std::uint64_t number(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::byte b : bytes) value = value << 8 | static_cast<std::uint64_t>(b);
  return value;
}

std::string_view type_of(std::span<const std::byte> box) {
  return {reinterpret_cast<const char*>(box.data()) + 4, 4};
}

// Calls seen(type, contents) for each box in `boxes`, until one is malformed.
template <class Seen>
void each_box(std::span<const std::byte> boxes, Seen seen) {
  while (boxes.size() >= 8) {
    std::uint64_t length = number(boxes.first(4));
    if (length < 8 || length > boxes.size()) return;
    seen(type_of(boxes), boxes.subspan(8, length - 8));
    boxes = boxes.subspan(length);
  }
}

// The number that follows version and flags of a Dolby Vision configuration: bits 16 to 22 are the profile.
int dolby_profile(std::span<const std::byte> record) {
  return record.size() < 4 ? 0 : static_cast<int>(number(record.subspan(2, 1)) >> 1);
}

void read_descriptions(std::span<const std::byte> stsd, movie_file& m) {
  constexpr std::size_t list_head = 8;
  if (stsd.size() < list_head) return;
  each_box(stsd.subspan(list_head), [&](std::string_view entry, std::span<const std::byte> content) {
    if (std::find(locked_entries.begin(), locked_entries.end(), entry) != locked_entries.end())
      m.locked = true;
    if (content.size() < picture_head) return;
    each_box(content.subspan(picture_head), [&](std::string_view type, std::span<const std::byte> record) {
      if (type == "sinf") m.locked = true;
      if ((type == "dvcC" || type == "dvvC") && m.dolby_vision == 0) m.dolby_vision = dolby_profile(record);
    });
  });
}

// A transformation matrix without its third column and row: x' = a x + c y, y' = b x + d y.
struct turn_matrix {
  double a = 1, b = 0, c = 0, d = 1;
};

// The matrix follows after `head` bytes of a header, which its version lengthens by `longer` bytes.
std::optional<turn_matrix> matrix_in(std::span<const std::byte> header, std::size_t head,
                                     std::size_t longer) {
  if (header.size() < 4) return {};
  std::size_t at = head + (header[0] == std::byte{1} ? longer : 0);
  if (header.size() < at + 36) return {};
  auto value = [&](std::size_t n) {
    return static_cast<std::int32_t>(number(header.subspan(at + 4 * n, 4))) / 65536.0;
  };
  turn_matrix m{value(0), value(1), value(3), value(4)};
  bool empty = m.a == 0 && m.b == 0 && m.c == 0 && m.d == 0;  // some programs leave it out
  return empty ? turn_matrix{} : m;
}

// Editors scale by the matrix, and round it. The demuxer knows only whole numbers, and takes other ones for
// half a turn. What counts is which way the larger part of each side points; sizes come from the stream.
const char* turn_of(const turn_matrix& t, const turn_matrix& whole) {
  double a = t.a * whole.a + t.b * whole.c;
  double b = t.a * whole.b + t.b * whole.d;
  double c = t.c * whole.a + t.d * whole.c;
  double d = t.c * whole.b + t.d * whole.d;
  bool lies = std::abs(b) > std::abs(a);
  if (!lies && a >= 0) return d >= 0 ? "rotate-0" : "flip-rotate-180";
  if (!lies) return d > 0 ? "flip-rotate-0" : "rotate-180";
  if (b > 0) return c > 0 ? "flip-rotate-270" : "rotate-90";
  return c >= 0 ? "rotate-270" : "flip-rotate-90";
}

// The header of a track (8.3.2) and of the movie (8.2.2), whose matrix holds for all tracks.
void read_turns(std::span<const std::byte> boxes, movie_file& m) {
  turn_matrix whole;
  each_box(boxes, [&](std::string_view type, std::span<const std::byte> content) {
    if (type == "mvhd") whole = matrix_in(content, 36, 12).value_or(whole);
  });
  each_box(boxes, [&](std::string_view type, std::span<const std::byte> content) {
    if (type != "trak") return;
    each_box(content, [&](std::string_view inner, std::span<const std::byte> header) {
      if (inner != "tkhd") return;
      auto turn = matrix_in(header, 40, 12);
      if (!turn) return;
      std::size_t number_at = header[0] == std::byte{1} ? 20 : 12;
      auto track = static_cast<unsigned>(number(header.subspan(number_at, 4)));
      m.turns.push_back({track, turn_of(*turn, whole)});
    });
  });
}

void read_boxes(std::span<const std::byte> boxes, int depth, movie_file& m) {
  constexpr int deepest = 4;  // moov, trak, mdia, minf, stbl
  each_box(boxes, [&](std::string_view type, std::span<const std::byte> content) {
    if (type == "mvex") m.fragmented = true;
    if (type == "rmra") m.points_elsewhere = true;
    if (type == "stsd") read_descriptions(content, m);
    bool parent = type == "trak" || type == "mdia" || type == "minf" || type == "stbl";
    if (parent && depth < deepest) read_boxes(content, depth + 1, m);
  });
}

bool read_all(int fd, std::span<std::byte> into, std::uint64_t at) {
  while (!into.empty()) {
    ssize_t n = ::pread(fd, into.data(), into.size(), static_cast<off_t>(at));
    if (n <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return true;
}

struct place {
  std::uint64_t at = 0;
  std::uint64_t length = 0;
};

// The movie box that lies there.
void read_header(int fd, place there, movie_file& m) {
  m.has_header = true;
  m.header_bytes = static_cast<std::int64_t>(there.length);
  if (there.length > max_header_bytes) return;
  std::vector<std::byte> moov(there.length);
  if (!read_all(fd, moov, there.at)) return;
  movie_file inside = read_movie_box(moov);
  m.locked = inside.locked;
  m.points_elsewhere = inside.points_elsewhere;
  m.fragmented = inside.fragmented;
  m.dolby_vision = inside.dolby_vision;
  m.turns = std::move(inside.turns);
}

}  // namespace

movie_file read_movie_box(std::span<const std::byte> moov) {
  movie_file m;
  if (moov.size() < 8 || type_of(moov) != "moov") return m;
  read_boxes(moov.subspan(8), 0, m);
  read_turns(moov.subspan(8), m);
  return m;
}

movie_file read_movie_file(int fd) {
  movie_file m;
  struct stat file {};
  if (::fstat(fd, &file) != 0) return m;
  m.cut = ends_within_box(fd);
  auto end = static_cast<std::uint64_t>(file.st_size);
  std::uint64_t at = 0;
  bool samples = false;
  bool typed = false;
  for (int n = 0; n < max_boxes && end - at >= 8; ++n) {
    std::array<std::byte, 16> head{};
    std::size_t known = std::min<std::uint64_t>(head.size(), end - at);
    if (!read_all(fd, std::span(head).first(known), at)) break;
    std::uint64_t length = number(std::span(head).first(4));
    if (length == 1) length = number(std::span(head).subspan(8, 8));
    std::string_view type = type_of(head);
    if (length == 0) {
      length = end - at;
      m.open = type == "mdat";
    }
    if (n == 0) typed = type == "ftyp";
    if (type == "mdat") samples = true;
    if (length < 8 || length > end - at) break;
    if (type == "moov" && !m.has_header) {
      m.header_in_front = typed && !samples;
      read_header(fd, {at, length}, m);
    }
    at += length;
  }
  return m;
}

}  // namespace bangtin::media::ingest
