// Long lists in JSON, entry by entry: the tree of ten thousand entries takes several times the memory of its
// text, and longer to free than to read.
#pragma once

#include <functional>
#include <string_view>

#include "base/json.hpp"

namespace bangtin {

// Parses a document that is a list, and hands over each entry when it is complete. The first error of `entry`
// ends it and is returned. Otherwise fails as parse_json does, and with errc::invalid for a document that is
// not a list; entries before the mistake were handed over.
result<void> parse_json_list(std::string_view text, const std::function<result<void>(json::value&&)>& entry,
                             const json_limits& limits = {});

// Appends the canonical text of a value to `out`. Throws as canonical() does.
void append_canonical(std::string& out, const json::value& v);

}  // namespace bangtin
