// Checks an SVG file by its text alone, before any XML library reads it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media::ingest {

// The local name of the first element after declarations, comments and the document type; empty if there is
// none. Never reads outside of `text`.
std::string_view root_element(std::string_view text);

// The content of a gzip file (svgz), at most `max_bytes` of it.
struct unzipped_text {
  std::string text;
  bool whole = false;  // it ended properly and within the limit
};
unzipped_text unzipped(std::string_view content, std::size_t max_bytes);

// Why this file alone is not enough to show the drawing completely: it declares external entities, or uses
// pictures or parts from other files. Nothing is ever loaded for a drawing, so without this check parts of it
// would be missing. The same for a picture inside the file of a kind that is not drawn.
std::optional<error> outside_reference(std::string_view text);

}  // namespace bangtin::media::ingest
