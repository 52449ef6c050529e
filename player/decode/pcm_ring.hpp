// Sound from a decoder process to the stage: stereo samples of 16 bits at 48 kHz in a ring of shared memory,
// one writer, one reader, no lock. Sample 0 belongs to the first frame wanted.
//
// The writer never waits: when the reader has fallen a whole ring behind (no device takes the sound), the
// oldest samples are lost and the reader's position jumps over them. The reader keeps its own position and
// believes nothing but sample values: a hostile writer can make noise, and nothing else.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "player/decode/shared_memory.hpp"

namespace bangtin::player::decode {

constexpr std::uint32_t pcm_rate = 48'000;
constexpr std::uint64_t pcm_ring_frames = 65'536;  // a frame is one sample left, one right

struct pcm_frame {
  std::int16_t left = 0;
  std::int16_t right = 0;
  bool operator==(const pcm_frame&) const = default;
};

// How the shared memory begins; the frames follow at `pcm_data_offset`.
struct pcm_ring_header {
  std::atomic<std::uint64_t> written;  // frames, ever
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
constexpr std::size_t pcm_data_offset = 4096;
constexpr std::size_t pcm_ring_bytes = pcm_data_offset + pcm_ring_frames * sizeof(pcm_frame);

class pcm_writer {
 public:
  explicit pcm_writer(shared_memory memory) : memory_(std::move(memory)) {}
  void write(std::span<const pcm_frame> frames);

 private:
  shared_memory memory_;
  std::uint64_t written_ = 0;
};

class pcm_reader {
 public:
  explicit pcm_reader(shared_memory memory) : memory_(std::move(memory)) {}
  // Takes out at most out.size() frames and returns how many.
  std::size_t read(std::span<pcm_frame> out);
  // The number of the frame that comes next: since the first, counting those lost.
  std::uint64_t position() const { return read_; }
  // Passes over at most `frames` and returns how many.
  std::size_t skip(std::size_t frames);

 private:
  std::uint64_t available();

  shared_memory memory_;
  std::uint64_t read_ = 0;
};

}  // namespace bangtin::player::decode
