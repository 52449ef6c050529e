// Clips whose every frame carries its number, so that a film of the screen tells which frame was on when.
#pragma once

#include <cstdint>
#include <filesystem>

#include "support/film.hpp"

namespace bangtin::bench {

// What stands in a frame: the clip's letter as item 0..7, and the frame 0..1023.
using frame_mark = fakes::picture_number;

// Makes an H.264 file (High profile with B-frames where x264 is installed, a key frame a second, about 5
// Mbit/s at 1080p) of a photograph that moves, `seconds` long, with 30 frames a second. Throws
// std::runtime_error.
void make_clip(const std::filesystem::path& file, int clip, int width, int height, int seconds);

// The mark on a screen which the clip fills, for a film; "unreadable" while there is none, or half of one.
fakes::sight read_mark(const fakes::frame_buffer& screen);

}  // namespace bangtin::bench
