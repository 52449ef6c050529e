// bangtin-decode --check: shows a file to nobody, and says whether a screen could show it. The daemon runs it
// on every rendition before it accepts a file (media/decoder_check.hpp).
#pragma once

#include "player/decode/request.hpp"

namespace bangtin::player::decode {

// Decodes the file at checked_file_fd to its end, as fast as possible, with the pipeline and in the sandbox
// of a screen's decoder. Writes small pictures to small_pictures_fd, and to standard output the progress and
// the answer (docs/media.md). Returns the exit code: 0 when it has answered, 3 when it cannot work.
int run_check(const decode_request& what);

}  // namespace bangtin::player::decode
