// Checks what commands print with --json against docs/cli-schema.json, the promise to programs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace bangtin::admin_cli::commands {

// "$defs" of the schema.
const json::object& answer_schemas();

// The definition for a call: "media-list" for {"media", "list", "--json"}, "bangtin" for a call without a
// command; empty for words that are no call.
std::string schema_name(const std::vector<std::string>& words);

// The first violation in what the call printed with --json; empty if there is none, and for calls without
// --json.
std::string answer_violation(const std::vector<std::string>& words, int code, const std::string& out);

}  // namespace bangtin::admin_cli::commands
