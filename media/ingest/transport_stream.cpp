#include "media/ingest/transport_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "media/ingest/frame_numbers.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;

constexpr std::byte sync{0x47};
constexpr std::size_t pids = 8192;
constexpr std::size_t max_beginning = 16;
constexpr std::size_t max_unaligned = 4 << 20;
// The counter of a track's packets has four bits: fewer packets than that cannot be lost unnoticed.
constexpr std::int64_t counted_packets = 16;
// A recording begins anywhere, often with an interrupted packet; the first key picture mends that.
constexpr std::int64_t ragged_ticks = 90'000;
// A time stamp that differs by more than this from the one before belongs to a new clock.
constexpr std::int64_t max_step_ticks = 10 * 90'000;

// The time stamp in the header of a PES packet (2.4.3.6), in ticks of 90 kHz.
std::optional<std::int64_t> time_in(std::span<const std::byte> pes) {
  if (pes.size() < 14 || (byte_at(pes, 7) & 0x80U) == 0) return std::nullopt;
  std::uint64_t time = byte_at(pes, 9) >> 1U & 7U;
  time = time << 15U | bits_at(pes, 10) >> 1U;
  time = time << 15U | bits_at(pes, 12) >> 1U;
  return static_cast<std::int64_t>(time);
}

// From one time stamp of 33 bits to another.
std::int64_t step(std::int64_t from, std::int64_t to) {
  constexpr std::int64_t all = std::int64_t{1} << 33;
  std::int64_t apart = (to - from) & (all - 1);
  return apart >= all / 2 ? apart - all : apart;
}

// What follows the header of a PES packet.
std::span<const std::byte> data_of(std::span<const std::byte> pes) {
  std::size_t head = 9 + (pes.size() < 9 ? 0U : byte_at(pes, 8));
  return pes.subspan(std::min(head, pes.size()));
}

// Whether the data begins with the header of a sequence of pictures, as a key picture does: MPEG-2, H.264 or
// H.265. Not every recorder marks such packets.
bool begins_sequence(std::span<const std::byte> pes) {
  constexpr std::size_t looked_at = 80;
  for (std::size_t at = 9 + byte_at(pes, 8); at + 3 < std::min(looked_at, pes.size()); ++at) {
    unsigned code = byte_at(pes, at + 3);
    bool header =
        code == 0xB3 || code == 0x27 || code == 0x47 || code == 0x67 || code == 0x40 || code == 0x42;
    if (header && bits_at(pes, at) == 0 && byte_at(pes, at + 2) == 1) return true;
  }
  return false;
}

}  // namespace

struct transport_reader::track_state {
  int counter = -1;
  bool skipped = false;  // so many bytes of the file that the counter may have gone round
  std::array<std::byte, packet_bytes> before{};
  std::int64_t packets = 0;
  std::string beginning;
  std::optional<std::int64_t> time;
  std::int64_t elapsed = 0;
  bool key_seen = false;
  frame_numbers numbers;
  std::optional<std::int64_t> lost;        // in ticks
  std::optional<std::int64_t> unnumbered;  // the same, by the numbers of pictures

  // What the counter says of the packet.
  enum class order { next, repeated, gap };
  order follow(std::span<const std::byte, packet_bytes> p);
  void begin(std::span<const std::byte> pes);
  void take(std::span<const std::byte, packet_bytes> p, std::span<const std::byte> payload, bool numbered);
  std::optional<std::int64_t> first_loss() const;
};

auto transport_reader::track_state::follow(std::span<const std::byte, packet_bytes> p) -> order {
  int counts = static_cast<int>(byte_at(p, 3) & 15U);
  int last = std::exchange(counter, counts);
  bool went_round = std::exchange(skipped, false);
  bool has_field = (byte_at(p, 3) & 0x20U) != 0 && byte_at(p, 4) > 0;
  bool announced = has_field && (byte_at(p, 5) & 0x80U) != 0;
  if (last < 0 || announced) return order::next;
  if (went_round) return order::gap;
  if (counts == ((last + 1) & 15)) return order::next;
  if (counts == last && std::equal(p.begin() + 12, p.end(), before.begin() + 12)) return order::repeated;
  return order::gap;
}

void transport_reader::track_state::begin(std::span<const std::byte> pes) {
  auto at = time_in(pes);
  if (!at) return;
  std::int64_t apart = time ? step(*time, *at) : 0;
  if (std::abs(apart) < max_step_ticks) elapsed += apart;
  time = at;
}

void transport_reader::track_state::take(std::span<const std::byte, packet_bytes> p,
                                         std::span<const std::byte> payload, bool numbered) {
  bool starts = (byte_at(p, 1) & 0x40U) != 0;
  bool marked = (byte_at(p, 3) & 0x20U) != 0 && byte_at(p, 4) > 0 && (byte_at(p, 5) & 0x40U) != 0;
  bool key = starts && (marked || begins_sequence(payload));
  order found = follow(p);
  if (found == order::repeated) return;
  std::copy(p.begin(), p.end(), before.begin());
  // Where recordings were joined, the next one begins with a key picture.
  if (found == order::gap && !key && !lost) lost = elapsed;
  // As many packets as the counter counts may be missing.
  if (numbered && starts && numbers.skips(data_of(payload), key) && !unnumbered) unnumbered = elapsed;
  ++packets;
  if (starts) begin(payload);
  if (key && !std::exchange(key_seen, true) && lost && *lost < ragged_ticks) lost.reset();
  if (!starts || !beginning.empty()) return;
  auto data = data_of(payload);
  beginning.assign(reinterpret_cast<const char*>(data.data()), std::min(max_beginning, data.size()));
}

std::optional<std::int64_t> transport_reader::track_state::first_loss() const {
  if (!unnumbered || !numbers.are_meaningful()) return lost;
  return lost ? std::min(*lost, *unnumbered) : unnumbered;
}

transport_reader::transport_reader() : states_(pids) {
  sections_[0];
}

transport_reader::~transport_reader() = default;

auto transport_reader::state(unsigned pid) -> track_state& {
  auto& s = states_[pid];
  if (!s) s = std::make_unique<track_state>();
  return *s;
}

// Takes the spacing that fits five packets; true if there are bytes of a whole packet left.
bool transport_reader::find_layout() {
  constexpr std::size_t wanted = 5;
  for (std::size_t first = 0; first + wanted * 204 <= waiting_.size(); ++first) {
    for (std::size_t spacing : {188, 192, 204}) {
      std::size_t n = 0;
      while (n < wanted && waiting_[first + n * spacing] == sync) ++n;
      if (n < wanted) continue;
      spacing_ = spacing;
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first));
      return true;
    }
  }
  // The demuxer will refuse a file without packets.
  if (waiting_.size() > max_unaligned) waiting_.clear();
  return false;
}

void transport_reader::take(std::span<const std::byte> bytes) {
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  if (spacing_ == 0 && !find_layout()) return;
  std::size_t at = 0;
  // Behind a packet the next one must begin, so that random bytes are not taken for one.
  while (at + spacing_ + 1 <= waiting_.size()) {
    if (waiting_[at] != sync || waiting_[at + spacing_] != sync) {
      // The last packet before a damaged place counts only if it follows another one.
      bool after_packet = skipped_ == 0 && waiting_[at] == sync;
      if (!after_packet) {
        ++skipped_;
        ++at;
        continue;
      }
    }
    if (skipped_ >= counted_packets * static_cast<std::int64_t>(packet_bytes)) {
      for (auto& s : states_) {
        if (s) s->skipped = true;
      }
    }
    skipped_ = 0;
    packet(std::span<const std::byte, packet_bytes>(waiting_.data() + at, packet_bytes));
    at += spacing_;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
}

void transport_reader::packet(std::span<const std::byte, packet_bytes> p) {
  constexpr unsigned stuffing = 0x1FFF;
  unsigned pid = bits_at(p, 1) & 0x1FFFU;
  bool damaged = (byte_at(p, 1) & 0x80U) != 0;
  auto payload = payload_of(p);
  if (damaged || pid == stuffing || payload.empty()) return;
  bool starts = (byte_at(p, 1) & 0x40U) != 0;
  if (sections_.contains(pid)) return section(pid, starts, payload);
  constexpr int h264 = 0x1B;
  auto type = types_.find(pid);
  state(pid).take(p, payload, type != types_.end() && type->second == h264);
}

void transport_reader::section(unsigned pid, bool starts, std::span<const std::byte> payload) {
  std::vector<std::byte>& s = sections_[pid];
  if (starts) {
    std::size_t first = 1 + byte_at(payload, 0);
    if (first >= payload.size()) return;
    s.clear();
    payload = payload.subspan(first);
  } else if (s.empty()) {
    return;
  }
  s.insert(s.end(), payload.begin(), payload.end());
  if (s.size() < 3) return;
  std::size_t length = 3 + (bits_at(s, 1) & 0xFFFU);
  if (s.size() < length) return;
  std::vector<std::byte> whole(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(length));
  s.clear();
  if (crc32_mpeg(whole) != 0) return;
  if (pid == 0) return map_of_programmes(whole);
  for (const map_entry& e : entries_of(whole)) types_[e.pid] = e.type;
}

// Table 2-30: pairs of a programme's number and its map's PID.
void transport_reader::map_of_programmes(std::span<const std::byte> section) {
  constexpr std::size_t head = 8;
  constexpr std::size_t tail = 4;
  for (std::size_t at = head; at + 4 + tail <= section.size(); at += 4) {
    if (bits_at(section, at) != 0) sections_[bits_at(section, at + 2) & 0x1FFFU];
  }
}

std::vector<transport_track> transport_reader::tracks() const {
  std::vector<transport_track> found;
  for (const auto& [pid, type] : types_) {
    transport_track t;
    t.pid = pid;
    t.type = type;
    if (const auto& s = states_[pid]) {
      t.packets = s->packets;
      t.beginning = s->beginning;
      if (auto lost = s->first_loss()) t.lost = milliseconds(*lost / 90);
    }
    found.push_back(std::move(t));
  }
  return found;
}

std::vector<transport_track> read_transport_stream(int fd, std::int64_t limit) {
  transport_reader r;
  std::vector<std::byte> piece(1 << 20);
  for (std::int64_t at = 0; at < limit;) {
    ssize_t n = ::pread(fd, piece.data(), piece.size(), static_cast<off_t>(at));
    if (n <= 0) break;
    r.take(std::span(piece).first(static_cast<std::size_t>(n)));
    at += n;
  }
  return r.tracks();
}

}  // namespace bangtin::media::ingest
