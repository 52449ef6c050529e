// Which of several names a person means. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// The one of `names` that is called so: equal in Unicode form C, else equal but for letter case if only one
// fits. errc::not_found says `what_is_missing`. Its remedy names the nearest one (nearest_of); where none is
// near it is `list_command`, for example msg("see \"bangtin playlist list\"").
result<std::string> choose_name(const std::string& typed, const std::vector<std::string>& names,
                                const message& what_is_missing, const message& list_command);

// The place among `names` of the one that `typed` most likely means: letter case and Vietnamese diacritics
// count nothing, the "@" of a group may be missing, few other letters may differ, and it may be the beginning
// of a name.
std::optional<std::size_t> nearest_of(std::string_view typed, const std::vector<std::string>& names);

}  // namespace bangtin::admin_cli::commands
