// Measures stereo sound at 48 kHz by EBU R 128.
#pragma once

#include <ebur128.h>

#include <memory>
#include <span>

#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

// Not thread-safe.
class loudness_meter {
 public:
  loudness_meter();

  // Frames of two floats each.
  void take(std::span<const float> frames);
  // Of all that was taken. Sound that is shorter than a measured block (400 ms) counts as if silence
  // followed.
  loudness so_far();

 private:
  struct destroy {
    void operator()(ebur128_state* s) const { ebur128_destroy(&s); }
  };
  std::unique_ptr<ebur128_state, destroy> state_;
  std::size_t frames_ = 0;
};

}  // namespace bangtin::media::ingest
