// The daemon's interface as an OpenAPI 3.1 document, made from the rows of the endpoint table and the schemas
// of wire/admin. A row documents what is its own (endpoint_doc); what every request can meet, the document
// adds: path parameters, who may call, and the statuses with which the session and the authorizer refuse.
// Pure.
#pragma once

#include <span>

#include "base/json.hpp"
#include "scheduler/http/endpoint.hpp"

namespace bangtin::scheduler::http {

json::object openapi_document(std::span<const endpoint> rows);

// Whether operations may have this tag: the document describes each.
bool is_openapi_tag(std::string_view tag);

}  // namespace bangtin::scheduler::http
