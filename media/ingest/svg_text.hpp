// What can be told of an SVG file by its text alone, before any XML library sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media::ingest {

// The name, without its prefix, of the first element after declarations, comments and the document type;
// empty when there is none. Never looks outside of `text`.
std::string_view root_element(std::string_view text);

// Why the drawing cannot be shown whole from this file alone: it declares external entities, or draws
// pictures or parts which are in other files. Nothing is ever loaded for a drawing, so without this check it
// would be shown with holes.
std::optional<error> outside_reference(std::string_view text);

}  // namespace bangtin::media::ingest
