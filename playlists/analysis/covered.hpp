// How much of a picture lies under what the programme puts over it: a code in its corner, a ticker that is
// "over". player/overlay/layout.hpp places them; these are the same sizes for the usual shapes of screens,
// 16:9 and 9:16, whichever suits the picture. A logo covers less than a twentieth on both. Pure.
#pragma once

#include <cstddef>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::analysis {

// More of a picture than this is worth a warning.
constexpr int max_covered_permille = 50;

// In thousandths of the shown picture, rounded down. A picture of unknown size fills a 16:9 screen.
int covered_by_code(const programme::media_item& picture, programme::picture_fit fit, std::size_t link_bytes,
                    bool has_call, bool has_host);
int covered_by_ticker(const programme::media_item& picture, programme::picture_fit fit);

}  // namespace bangtin::playlists::analysis
