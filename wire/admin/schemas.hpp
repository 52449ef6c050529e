// The JSON schemas of everything that the daemon's HTTP interface sends and accepts as JSON, for its OpenAPI
// document: the values of this folder, the messages of screens (wire/messages.hpp, wire/notice.hpp), and the
// problem document (wire/problem.hpp). Pure; any thread may call it.
#pragma once

#include "base/json.hpp"

namespace bangtin::wire::admin {

// The schemas by name, for "components/schemas". They refer to one another as "#/components/schemas/NAME".
// The reference is valid for the life of the program.
const json::object& component_schemas();

}  // namespace bangtin::wire::admin
