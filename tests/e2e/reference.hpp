// What a rendition looks like, decoded by other code than the player's, letterboxed onto a 1920x1080 screen.
#pragma once

#include <filesystem>

#include "e2e/site.hpp"

namespace bangtin::e2e {

// A PNG or JPEG. Throws std::runtime_error when it cannot be read.
small_picture still_on_screen(const std::filesystem::path& file);
// The frames of an MP4 within its first `within`, in order, every fifth.
std::vector<small_picture> video_on_screen(const std::filesystem::path& file,
                                           std::chrono::milliseconds within);

}  // namespace bangtin::e2e
