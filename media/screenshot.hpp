// Screenshots on their way from a screen to the staff: small JPEG pictures, and PNG for those who want that.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "media/image.hpp"

namespace bangtin::media {

// What a screenshot may be at most; a daemon takes no other.
constexpr int max_screenshot_width = 640;
constexpr int max_screenshot_height = 1280;
constexpr std::size_t max_screenshot_bytes = 512 * 1024;

// Pixels are B G R X, four bytes each, lines without gaps. errc::invalid when there are fewer than
// width x height of them; errc::io when there is no memory.
result<std::string> to_jpeg(std::span<const std::uint8_t> pixels, int width, int height);

// Reads it whole. errc::invalid: it is no JPEG picture, not a whole one, or larger than a screenshot may be.
result<image> read_screenshot(std::string_view jpeg);

// The bytes of a PNG file. errc::io when there is no memory.
result<std::string> to_png(const image& i);

}  // namespace bangtin::media
