// Clips whose every frame carries its number, so that a film of the screen tells which frame was on when.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "e2e/site.hpp"

namespace bangtin::bench {

// What stands in a frame: the clip's letter as 0..7, and the frame's number 0..1023.
struct frame_mark {
  int clip = 0;
  int number = 0;
  bool operator==(const frame_mark&) const = default;
};

// Makes an H.264 file (High profile with B-frames where x264 is installed, a key frame a second, about 5
// Mbit/s at 1080p) of a photograph that moves, `seconds` long, with 30 frames a second. Throws
// std::runtime_error.
void make_clip(const std::filesystem::path& file, int clip, int width, int height, int seconds);

// The mark on a screen which the clip fills; nothing while there is none, or half of one.
std::optional<frame_mark> mark_on(const e2e::virtual_screen& screen);

}  // namespace bangtin::bench
