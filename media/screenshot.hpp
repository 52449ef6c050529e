// Encodes and decodes the pictures that staff look at: screenshots on their way from a screen, and the sheets
// of media items. They are small JPEG pictures, and PNG on request.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "media/image.hpp"

namespace bangtin::media {

// Maximum size of a screenshot; a daemon rejects a larger one.
constexpr int max_screenshot_width = 640;
constexpr int max_screenshot_height = 1280;
constexpr std::size_t max_screenshot_bytes = 512 * 1024;

// `pixels` are B G R X, four bytes each, in lines without padding. errc::invalid when there are fewer than
// width x height of them; errc::io when memory is exhausted.
result<std::string> to_jpeg(std::span<const std::uint8_t> pixels, int width, int height);

// Decodes the whole picture. errc::invalid: it is not a JPEG picture, is incomplete, or exceeds a
// screenshot's maximum size.
result<image> read_screenshot(std::string_view jpeg);

// Maximum size of the sheet of a media item.
constexpr int max_sheet_side = 4096;
constexpr std::size_t max_sheet_bytes = 8 * 1024 * 1024;

// Decodes the whole picture. errc::invalid: it is not a JPEG picture, is incomplete, or exceeds a sheet's
// maximum size.
result<image> read_sheet(std::string_view jpeg);

// Encodes a PNG file. errc::io when memory is exhausted.
result<std::string> to_png(const image& i);

}  // namespace bangtin::media
