// How a rendition should look on a 1920x1080 screen: letterboxed, and decoded by other code than the
// player's.
#pragma once

#include <filesystem>

#include "e2e/site.hpp"

namespace bangtin::e2e {

// A PNG or JPEG. Throws std::runtime_error when it cannot be read.
small_picture still_on_screen(const std::filesystem::path& file);
// Every fifth frame of an MP4 file's first `within`, in order. Throws std::runtime_error when there is none.
std::vector<small_picture> video_on_screen(const std::filesystem::path& file,
                                           std::chrono::milliseconds within);

}  // namespace bangtin::e2e
