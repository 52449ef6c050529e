// The numbers that H.264 gives to its pictures (ITU-T H.264, 7.4.3): where a picture is missing that others
// refer to, a number is missing. Pure; reads hostile bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "media/h264_sequence.hpp"

namespace bangtin::media::ingest {

class frame_numbers {
 public:
  // The beginning of the next coded picture, in the form of a byte stream; `restarts`: a decoder can begin
  // with it. True: a picture is missing before it.
  bool skips(std::span<const std::byte> picture, bool restarts);
  // Whether nearly all pictures followed the one before. Otherwise the numbers mean nothing: some recorders
  // put several pictures into a packet.
  bool are_meaningful() const { return skipped_ * 10 <= seen_; }

 private:
  bool take_slice(std::span<const std::byte> unit, bool restarts);

  std::optional<h264_sequence> sequence_;
  std::optional<unsigned> before_;  // of the last picture that others may refer to
  int seen_ = 0;
  int skipped_ = 0;
};

}  // namespace bangtin::media::ingest
