// The outermost boxes of an MP4 or MOV file (ISO/IEC 14496-12, 4.2).
#pragma once

#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

// Whether the file ends inside of a box: the rest of it is missing. GStreamer plays such a file to where it
// was cut as if that were its end.
bool ends_too_early(const job& j);

}  // namespace bangtin::media::ingest
