// Carries sound from a decoder process to the stage: stereo samples of 16 bits at 48 kHz in a ring in shared
// memory, with one writer, one reader and no lock. Sample 0 belongs to the first requested frame.
//
// `write` never waits: when the reader is a whole ring behind, the oldest samples are lost and the reader's
// position jumps over them; `room` says whether that would happen. The reader keeps its own position, which
// it tells the writer, and trusts nothing in the memory except sample values, so a hostile writer can make
// noise and do no other harm.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "player/decode/shared_memory.hpp"

namespace bangtin::player::decode {

constexpr std::uint32_t pcm_rate = 48'000;
constexpr std::uint64_t pcm_ring_frames = 65'536;  // a frame is one left and one right sample

struct pcm_frame {
  std::int16_t left = 0;
  std::int16_t right = 0;
  bool operator==(const pcm_frame&) const = default;
};

// How the shared memory begins; the frames follow at `pcm_data_offset`.
struct pcm_ring_header {
  std::atomic<std::uint64_t> written;  // total number of frames written
  std::atomic<std::uint64_t> read;     // and read
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
constexpr std::size_t pcm_data_offset = 4096;
constexpr std::size_t pcm_ring_bytes = pcm_data_offset + pcm_ring_frames * sizeof(pcm_frame);

class pcm_writer {
 public:
  explicit pcm_writer(shared_memory memory) : memory_(std::move(memory)) {}
  void write(std::span<const pcm_frame> frames);
  // How many frames can be written before one is lost that nobody has read.
  std::size_t room() const;

 private:
  shared_memory memory_;
  std::uint64_t written_ = 0;
};

class pcm_reader {
 public:
  explicit pcm_reader(shared_memory memory) : memory_(std::move(memory)) {}
  // Reads at most out.size() frames and returns how many.
  std::size_t read(std::span<pcm_frame> out);
  // The number of the next frame, counted from the first and including lost ones.
  std::uint64_t position() const { return read_; }
  // Skips at most `frames` and returns how many.
  std::size_t skip(std::size_t frames);
  // How many frames can be read now.
  std::size_t available();

 private:
  void advance(std::size_t frames);

  shared_memory memory_;
  std::uint64_t read_ = 0;
};

}  // namespace bangtin::player::decode
