// Finds the loaded item that a person means by a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// The item with this ID (also its SHA-256, or at least 6 of its first digits), or with this file name; a
// folder before the name, and a letter's case, are forgiven where exactly one item fits. Names compare in
// form C. errc::conflict when several items fit, with their IDs; errc::not_found with the nearest name. Pure.
result<const wire::admin::media_item*> find_loaded(const std::vector<wire::admin::media_item>& all,
                                                   std::string_view name);

// What a name that fits none of `known` most likely means: the same name with another ending, in other
// letters, without diacritics, or with a few other letters. Empty: nothing is near. Pure.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace bangtin::admin_cli::commands
