// The times of a film's frames, as the desk (which plans an item's length) and the screen (which shows it)
// both count them. Pure.
#pragma once

#include <chrono>

namespace bangtin::media {

using std::chrono::nanoseconds;

// Tracks that begin later than this all begin at another origin; see item_origin().
constexpr nanoseconds late_start = std::chrono::seconds(1);

// Where an item begins on its file's timeline, when `first` is the time of the earliest sample of all its
// tracks. That is 0, so that a track that begins later than another keeps its distance; but a file that was
// cut out of a stream keeps the stream's times, and nobody wants to wait for their beginning.
constexpr nanoseconds item_origin(nanoseconds first) {
  return first < late_start ? nanoseconds(0) : first;
}

// By how much a track's frames are later than its length says, when `first` is the time of its first sample
// and `shift` the distance from the track's time to the file's. A file without edit list (shift 0) counts its
// length from 0, although with B-frames its first frame is due some frames later, and its last frames as
// well.
constexpr nanoseconds frame_delay(nanoseconds shift, nanoseconds first) {
  return shift == nanoseconds(0) && first < late_start ? first : nanoseconds(0);
}

}  // namespace bangtin::media
