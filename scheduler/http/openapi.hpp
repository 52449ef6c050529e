// The daemon's interface as an OpenAPI 3.1 document, made from the rows of the endpoint table and the schemas
// of wire/admin. A row documents only what is special about it (endpoint_doc). The document adds what all
// endpoints have: path parameters, who may call, and the statuses with which session and authorizer refuse.
// Pure; any thread may call these functions.
#pragma once

#include <span>

#include "base/json.hpp"
#include "scheduler/http/endpoint.hpp"

namespace bangtin::scheduler::http {

json::object openapi_document(std::span<const endpoint> rows);

// Whether the document describes this tag; operations may have only such tags.
bool is_openapi_tag(std::string_view tag);

}  // namespace bangtin::scheduler::http
