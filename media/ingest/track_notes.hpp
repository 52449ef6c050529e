// What passes on a track of a film while it is read, noted in its surveyed_track. On the reading thread.
#pragma once

#include <gst/gst.h>

#include <string>

#include "media/ingest/surveyed_track.hpp"

namespace bangtin::media::ingest {

// `title` becomes the file's title when the event tells it and it is still empty.
void note_event(surveyed_track& t, GstEvent* event, std::string& title);
// Its bytes, and the frame that it is, if an edit list leaves it.
void note_frame(surveyed_track& t, GstBuffer* frame);

}  // namespace bangtin::media::ingest
