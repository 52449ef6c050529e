// Errors over HTTP: RFC 9457 problem documents which carry our messages, so that the reader's program can
// translate.
//   {"type":"about:blank","title":"<reason phrase>","status":404,"detail":"<English>","code":"not_found",
//    "what":{"id":"...","args":[...]},"remedy":{"id":"...","args":[...]}} and whatever a request adds
//    ("expected_seq").
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire {

int http_status(errc code);
std::string to_problem(const error& e, int status, const json::object& more = {});
// The error in a reply's problem document; a generic one for any other body.
error from_problem(int status, std::string_view body);

}  // namespace bangtin::wire
