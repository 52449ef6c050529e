// What a decoder process finds out about its file before GStreamer reads it. Every function reads by position
// and leaves the descriptor's own position unchanged.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace bangtin::player::decode {

// The type of a file, judged by its first bytes; nothing when it is none of these. `mp4` is also MOV, in
// which other boxes than `ftyp` may come first.
enum class file_type { mp4, jpeg, png };
std::optional<file_type> type_of_file(int fd);

// Whether this is a PNG file whose header states a side longer than `max_side`. (The PNG decoder allocates
// memory before it reports the size; the decoders of the other types report it first, and the pipeline checks
// it then.)
bool too_large(int fd, file_type type, std::uint32_t max_side);

// Whether the file ends too early: an MP4 file within one of its boxes, a JPEG file within its (first)
// picture. (Their decoders show what there is.) What follows the end of a JPEG picture is not looked at:
// phones put a film behind it.
bool cut_off(int fd, file_type type);

// Where a JPEG picture of one component states a sampling other than 1x1, which has no meaning there (ITU-T
// T.81, A.2.2), and which GStreamer's decoder refuses. The byte there should be 0x11.
std::optional<off_t> odd_sampling(int fd, file_type type);

}  // namespace bangtin::player::decode
