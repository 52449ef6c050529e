// AAC in the form of broadcasts, LATM within LOAS (ISO/IEC 14496-3, 1.7): the description of the sound comes
// again and again, and the frames between refer to it.
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <optional>
#include <span>

namespace bangtin::media::ingest {

// GStreamer 1.22's aacparse forgets the first description that it finds, and drops the frames up to the next
// one, often half a second. Call it before the parser gets data: the first frame with a description is given
// to it twice, and comes out once. Does nothing for other forms of AAC.
void keep_first_latm(GstElement* parser);

struct latm_frame {
  std::size_t at = 0;
  std::size_t bytes = 0;
  bool operator==(const latm_frame&) const = default;
};
// The first frame in `data` that describes the sound and is whole; nothing if there is none. Pure.
std::optional<latm_frame> described_frame(std::span<const std::byte> data);

}  // namespace bangtin::media::ingest
