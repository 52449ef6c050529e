// Two counters that only grow; the position in the ring is the counter modulo the ring's size. The writer
// keeps its counter privately and only publishes it.
#include "player/decode/pcm_ring.hpp"

#include <algorithm>
#include <cstring>

namespace bangtin::player::decode {

namespace {

// A counter beyond this is not from our writer; the limit keeps all arithmetic on positions from overflowing.
constexpr std::uint64_t max_written = std::uint64_t{1} << 48;

pcm_ring_header& header_of(const shared_memory& memory) {
  return *reinterpret_cast<pcm_ring_header*>(memory.bytes().data());
}

std::byte* data_of(const shared_memory& memory) {
  return memory.bytes().data() + pcm_data_offset;
}

// Calls copy(offset into the ring in frames, offset into the caller's span, count) for each of up to two
// pieces.
template <class Copy>
void in_pieces(std::uint64_t position, std::size_t count, Copy copy) {
  std::size_t start = static_cast<std::size_t>(position % pcm_ring_frames);
  std::size_t first = std::min<std::size_t>(count, pcm_ring_frames - start);
  if (first > 0) copy(start, std::size_t{0}, first);
  if (first < count) copy(std::size_t{0}, first, count - first);
}

}  // namespace

void pcm_writer::write(std::span<const pcm_frame> frames) {
  while (!frames.empty()) {
    std::size_t count = std::min<std::size_t>(frames.size(), pcm_ring_frames / 4);
    in_pieces(written_, count, [&](std::size_t at, std::size_t from, std::size_t n) {
      std::memcpy(data_of(memory_) + at * sizeof(pcm_frame), frames.data() + from, n * sizeof(pcm_frame));
    });
    written_ += count;
    header_of(memory_).written.store(written_, std::memory_order_release);
    frames = frames.subspan(count);
  }
}

std::size_t pcm_writer::room() const {
  std::uint64_t read = header_of(memory_).read.load(std::memory_order_acquire);
  std::uint64_t unread = written_ - std::min(read, written_);
  return pcm_ring_frames - std::min(unread, pcm_ring_frames);
}

void pcm_reader::advance(std::size_t frames) {
  read_ += frames;
  header_of(memory_).read.store(read_, std::memory_order_release);
}

std::size_t pcm_reader::available() {
  // A hostile counter that runs backwards looks like one that ran very far forwards: both cause a jump.
  std::uint64_t written = header_of(memory_).written.load(std::memory_order_acquire);
  if (written > max_written) return 0;
  if (written - read_ > pcm_ring_frames) read_ = written - std::min(written, pcm_ring_frames);
  return written - read_;
}

std::size_t pcm_reader::read(std::span<pcm_frame> out) {
  std::size_t count = std::min<std::size_t>(out.size(), available());
  in_pieces(read_, count, [&](std::size_t at, std::size_t to, std::size_t n) {
    std::memcpy(out.data() + to, data_of(memory_) + at * sizeof(pcm_frame), n * sizeof(pcm_frame));
  });
  advance(count);
  return count;
}

std::size_t pcm_reader::skip(std::size_t frames) {
  std::size_t count = std::min<std::size_t>(frames, available());
  advance(count);
  return count;
}

}  // namespace bangtin::player::decode
