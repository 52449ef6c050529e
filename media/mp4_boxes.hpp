// The outermost boxes of an MP4 or MOV file (ISO/IEC 14496-12, 4.2), read without a demuxer.
#pragma once

namespace bangtin::media {

// Whether the file ends inside of a box: the rest of it is missing. GStreamer plays such a file to where it
// was cut as if that were its end. False for what is no such file, and where it cannot be read: that is for
// the demuxer to refuse. Reads 16 bytes for each box, at most a million boxes; leaves the descriptor's
// position as it is.
bool ends_within_box(int fd);

}  // namespace bangtin::media
