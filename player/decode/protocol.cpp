// One packet layout serves every message; each kind says which fields it uses. The limits are defined here,
// beside the reader, and nowhere else.
#include "player/decode/protocol.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/text.hpp"

namespace bangtin::player::decode {

namespace {

constexpr std::uint32_t kind_format = 1;
constexpr std::uint32_t kind_frame = 2;
constexpr std::uint32_t kind_end = 3;
constexpr std::uint32_t kind_error = 4;
constexpr std::uint32_t kind_release = 5;

// No file that a screen shows is longer than this.
constexpr microseconds longest = std::chrono::hours(24);

// Decoders ask for much less: lines rounded up to 64 or 128 bytes, and heights to 32 lines plus a few.
constexpr std::uint32_t max_padding_bytes = 256;
constexpr std::uint32_t max_padding_lines = 64;

static_assert(std::is_trivially_copyable_v<packet>);

constexpr std::uint32_t round_up(std::uint32_t value, std::uint32_t step) {
  return (value + step - 1) / step * step;
}

template <std::size_t N>
void put_text(std::array<char, N>& field, std::string_view text) {
  std::copy_n(text.data(), std::min(text.size(), N - 1), field.data());
}

template <std::size_t N>
std::string take_text(const std::array<char, N>& field) {
  return printable(std::string_view(field.data(), ::strnlen(field.data(), N)));
}

bool is_word(std::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

bool within_day(std::int64_t time) {
  return time >= 0 && time <= longest.count();
}

std::optional<packet> packet_from(std::span<const std::byte> bytes) {
  packet p;
  if (bytes.size() != sizeof p) return std::nullopt;
  std::memcpy(&p, bytes.data(), sizeof p);
  return p;
}

std::optional<reply> parse_format(const packet& p, const frame_room& room) {
  const auto& n = p.numbers;
  bool known = (n[0] == 1 || n[0] == 2) && n[3] >= 1 && n[3] <= 3 && (n[4] & 0xff) >= 1 &&
               (n[4] & 0xff) <= 2 && (n[4] & ~0x1ffU) == 0;
  if (!known || !within_day(p.times[0])) return std::nullopt;
  reply_format r;
  r.format = {static_cast<pixel_layout>(n[0]), n[1], n[2], static_cast<colour_matrix>(n[3]),
              static_cast<colour_range>(n[4] & 0xff)};
  r.duration = microseconds(p.times[0]);
  r.sound = (n[4] & 0x100) != 0;
  r.padding = {n[5], n[6]};
  if (!lay_out(r.format, r.padding, room)) return std::nullopt;
  return r;
}

}  // namespace

frame_padding little_padding(const picture_format& format) {
  if (format.layout == pixel_layout::bgrx) return {round_up(format.width * 4, 64), format.height};
  return {round_up(format.width, 128), format.height};
}

std::optional<frame_layout> lay_out(const picture_format& format, const frame_padding& padding,
                                    const frame_room& room) {
  bool small = format.width > 0 && format.height > 0 && format.width <= room.max_side &&
               format.height <= room.max_side;
  if (!small) return std::nullopt;
  bool planar = format.layout == pixel_layout::i420;
  std::uint32_t line_bytes = planar ? format.width : format.width * 4;
  auto within = [](std::uint32_t value, std::uint32_t least, std::uint32_t more) {
    return value >= least && value - least <= more;
  };
  bool fits = within(padding.stride_bytes, line_bytes, max_padding_bytes) &&
              within(padding.lines, format.height, max_padding_lines);
  bool halves = padding.stride_bytes % 2 == 0 && (padding.lines % 2 == 0 || padding.lines == format.height);
  if (!fits || (planar && !halves)) return std::nullopt;
  frame_layout all;
  auto add = [&all](std::uint32_t stride, std::uint32_t padded_lines, std::uint32_t line,
                    std::uint32_t lines) {
    all.planes[all.plane_count++] = {all.bytes, stride, line, lines};
    all.bytes += std::size_t{stride} * padded_lines;
  };
  add(padding.stride_bytes, padding.lines, line_bytes, format.height);
  for (int chroma = 0; planar && chroma < 2; ++chroma) {
    add(padding.stride_bytes / 2, (padding.lines + 1) / 2, (format.width + 1) / 2, (format.height + 1) / 2);
  }
  if (all.bytes > room.slot_bytes) return std::nullopt;
  return all;
}

packet pack(const reply& r) {
  packet p;
  if (const auto* f = std::get_if<reply_format>(&r)) {
    p.kind = kind_format;
    p.numbers = {static_cast<std::uint32_t>(f->format.layout),
                 f->format.width,
                 f->format.height,
                 static_cast<std::uint32_t>(f->format.matrix),
                 static_cast<std::uint32_t>(f->format.range) | (f->sound ? 0x100U : 0U),
                 f->padding.stride_bytes,
                 f->padding.lines};
    p.times[0] = f->duration.count();
  } else if (const auto* frame = std::get_if<reply_frame>(&r)) {
    p.kind = kind_frame;
    p.numbers[0] = frame->slot;
    p.times = {frame->pts.count(), frame->duration.count()};
  } else if (const auto* e = std::get_if<reply_error>(&r)) {
    p.kind = kind_error;
    put_text(p.word, e->word);
    put_text(p.text, e->text);
  } else {
    p.kind = kind_end;
  }
  return p;
}

packet pack(const request_release& r) {
  packet p;
  p.kind = kind_release;
  p.numbers[0] = r.slot;
  p.numbers[1] = r.at_stage;
  return p;
}

std::optional<reply> parse_reply(std::span<const std::byte> bytes, const frame_room& room) {
  std::optional<packet> p = packet_from(bytes);
  if (!p) return std::nullopt;
  switch (p->kind) {
    case kind_format:
      return parse_format(*p, room);
    case kind_frame:
      if (p->numbers[0] >= room.slots || !within_day(p->times[0]) || !within_day(p->times[1]))
        return std::nullopt;
      return reply_frame{p->numbers[0], microseconds(p->times[0]), microseconds(p->times[1])};
    case kind_end:
      return reply_end{};
    case kind_error: {
      reply_error e{take_text(p->word), take_text(p->text)};
      if (!is_word(e.word)) return std::nullopt;
      return e;
    }
    default:
      return std::nullopt;
  }
}

std::optional<request_release> parse_release(std::span<const std::byte> bytes, const frame_room& room) {
  std::optional<packet> p = packet_from(bytes);
  if (!p || p->kind != kind_release || p->numbers[0] >= room.slots) return std::nullopt;
  if (p->numbers[1] < 1 || p->numbers[1] > room.at_stage) return std::nullopt;
  return request_release{p->numbers[0], p->numbers[1]};
}

}  // namespace bangtin::player::decode
