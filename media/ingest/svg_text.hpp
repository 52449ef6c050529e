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

// Why this file alone is not enough to show the drawing completely: it declares external entities, or uses
// pictures or parts from other files. Nothing is ever loaded for a drawing, so without this check parts of it
// would be missing.
std::optional<error> outside_reference(std::string_view text);

}  // namespace bangtin::media::ingest
