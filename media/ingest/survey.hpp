// Reads a film to its end without decoding it. Headers may be wrong, and truncated files keep theirs, so only
// what was read counts.
#pragma once

#include "base/error.hpp"
#include "media/ingest/film.hpp"
#include "media/ingest/video_rules.hpp"

namespace bangtin::media::ingest {

struct job;

// What was read before damage is in the facts, too; a film without its header has none but that. Reports the
// progress. Call start_gstreamer() first. errc::internal if an element of GStreamer is missing, errc::io when
// the file cannot be read.
result<video_facts> read_film(const job& j, container box);

}  // namespace bangtin::media::ingest
