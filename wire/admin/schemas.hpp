// The JSON schemas of everything that the daemon's HTTP interface sends and takes as JSON, for its OpenAPI
// document: the values of this folder, the messages of screens (wire/messages.hpp, wire/notice.hpp), and the
// problem document (wire/problem.hpp). Pure.
#pragma once

#include "base/json.hpp"

namespace bangtin::wire::admin {

// By name, for "components/schemas"; the schemas refer to one another as "#/components/schemas/NAME".
const json::object& component_schemas();

}  // namespace bangtin::wire::admin
