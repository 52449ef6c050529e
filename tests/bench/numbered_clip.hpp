// Clips whose every frame carries its number, so that a film of the screen shows which frame was visible
// when.
#pragma once

#include <cstdint>
#include <filesystem>

#include "support/film.hpp"

namespace bangtin::bench {

// The content of a mark: the clip's number as item 0..7, and the frame 0..1023.
using frame_mark = fakes::picture_number;

// Makes an H.264 file of a moving photograph, `seconds` long, with 30 frames a second (High profile with
// B-frames where x264 is installed, a key frame a second, about 5 Mbit/s at 1080p). Throws
// std::runtime_error.
void make_clip(const std::filesystem::path& file, int clip, int width, int height, int seconds);

// Reads the mark on a screen that the clip fills, for a film; "unreadable" while there is none, or only half
// of one.
fakes::sight read_mark(const fakes::frame_buffer& screen);

}  // namespace bangtin::bench
