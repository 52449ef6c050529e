// Checks the top-level boxes of an MP4 or MOV file (ISO/IEC 14496-12, 4.2) without a demuxer.
#pragma once

namespace bangtin::media {

// Whether the file ends within a box, so that the rest of the box is missing. GStreamer plays such a
// truncated file as if it ended there. False for other kinds of file and for read errors, which the demuxer
// will reject. Reads 16 bytes for each box and at most a million boxes; leaves the descriptor's position
// unchanged.
bool ends_within_box(int fd);

}  // namespace bangtin::media
