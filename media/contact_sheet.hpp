// What the approver sees of an item: a thumbnail, and a sheet of up to 12 pictures. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "media/decoder_check.hpp"

namespace bangtin::media {

constexpr int max_sheet_width = 1600;  // in pixels

struct labelled_picture {
  small_picture picture;
  std::string label;  // digits and ':', drawn below the picture; may be empty
};

// "1:05" for a moment of a film.
std::string time_label(std::chrono::milliseconds at);

// The picture, scaled down by averaging until it fits into these sides, whichever way it lies; never
// enlarged.
small_picture scaled_to_fit(const small_picture& p, int longer_px, int shorter_px);

// A JPEG picture of at most 480 x 270 pixels (270 x 480): the first one that is not as plain as the black or
// white pictures with which many films begin. `pictures` is not empty. Errors are those of to_jpeg.
result<std::string> thumbnail_of(const std::vector<labelled_picture>& pictures);

// The thumbnail (a JPEG picture) in a size for lists: at most 240 x 135 pixels (135 x 240). errc::invalid
// when it is no such picture.
result<std::string> small_thumbnail(std::string_view thumbnail);

// A JPEG picture with all pictures (1 to 12) in a grid. A single picture keeps its size.
result<std::string> sheet_of(const std::vector<labelled_picture>& pictures);

}  // namespace bangtin::media
