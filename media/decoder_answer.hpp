// What bangtin-decode --check (the writer: player/decode/check.cpp) and the daemon (the reader:
// media/decoder_check.cpp) agree on; docs/media.md describes the answer.
#pragma once

#include <cstddef>

namespace bangtin::media {

// Descriptors of the checking process. The second is a file of small_pictures_bytes bytes, into which the
// process writes the small pictures one after another: B G R X, four bytes a pixel, lines without padding.
constexpr int checked_file_fd = 3;
constexpr int small_pictures_fd = 4;

// Of a film there are at most this many small pictures, each fitted into these sides, whichever way it lies;
// of a still there is one, large enough to be read.
constexpr int max_small_pictures = 12;
struct fitting_sides {
  int longer_px;
  int shorter_px;
};
constexpr fitting_sides small_film{480, 270};
constexpr fitting_sides small_still{1600, 900};
constexpr std::size_t small_pictures_bytes = std::size_t{max_small_pictures} * 480 * 270 * 4;
static_assert(small_pictures_bytes >= std::size_t{1600} * 900 * 4);

}  // namespace bangtin::media
