// Reads and changes boxes of an MP4 or MOV file (ISO/IEC 14496-12, 4.2) without a demuxer.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

namespace bangtin::media {

// Whether the file ends within a box, so that the rest of the box is missing. GStreamer plays such a
// truncated file as if it ended there. False for other kinds of file and for read errors, which the demuxer
// will reject, and for rubbish behind a film whose header and samples are there: no known box begins it.
// Reads 16 bytes for each box and at most a million boxes; leaves the descriptor's position unchanged.
bool ends_within_box(int fd);

// GStreamer 1.22 believes the length in a film's header too much: it stops reading a file of several tracks
// when the time of a sample in its own track reaches that length, although an edit list may begin seconds
// into the track, and it leaves out tracks that are much shorter. So both demuxers are not told this length.
//
// `moov`: a whole movie box. Sets the length in its header to 0, "not known", and returns what it was.
// Nothing, and nothing changed, when it is no such box, when it states no length, or when the film's samples
// are in fragments.
std::optional<std::chrono::milliseconds> hide_length(std::span<std::byte> moov);

// What a `colr` box states (12.1.5): the number of the matrix in ITU-T H.273, and whether the range is full;
// the latter only in its newer form, `nclx`.
struct box_colours {
  std::optional<unsigned> matrix;
  std::optional<bool> full_range;
  bool operator==(const box_colours&) const = default;
};
// The colours of the first H.264 track in a whole movie box; nothing when there are none. (GStreamer 1.22
// loses the range.)
box_colours colours_of_film(std::span<std::byte> moov);
// The same of an open file, whose movie box may be at its end; at most 64 MiB of it are read. Nothing for
// other kinds of file. Leaves the descriptor's position unchanged.
box_colours colours_of_file(int fd);

}  // namespace bangtin::media
