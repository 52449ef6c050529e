// What a drawing (SVG) has that librsvg leaves out without a word. A scan of its text, not an XML parser.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::media::ingest {

struct svg_features {
  // Why the drawing would lack something that people should see: text in a web page within it
  // (<foreignObject>), along a path, or flowing in a frame (old Inkscape); or films.
  std::optional<error> lost;
  // What is drawn, but not as its makers see it: movement, scripts, mesh colours, styles from elsewhere.
  std::vector<message> warnings;
  // The lists of fonts of its texts, as written: "Myriad Pro, sans-serif".
  std::vector<std::string> fonts;
};
// `text`: UTF-8. What a <switch> offers with another choice is not lost.
svg_features features_of(std::string_view text);

// The first font of each list, where it is not in `installed` (in small letters) and no font with the same
// widths stands in for it; each name once. "sans-serif" and its like are always there.
std::vector<std::string> missing_fonts(const std::vector<std::string>& lists,
                                       const std::vector<std::string>& installed);

}  // namespace bangtin::media::ingest
