// Errors over HTTP: RFC 9457 problem documents that carry our messages untranslated, so that the reading
// program can translate them. Pure; any thread may call these functions.
//   {"type":"about:blank","title":"<reason phrase>","status":404,"detail":"<English>","code":"not_found",
//    "what":{"id":"...","args":[...]},"remedy":{"id":"...","args":[...]}} and the fields that a request adds
//    ("expected_seq").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire {

// The HTTP status that belongs to an error code.
int http_status(errc code);
// The standard phrase of a status, e.g. "Not Found"; "Error" for a status that we do not use.
std::string_view reason_phrase(int status);

// Writes the problem document. `more` adds fields that belong to the request; it does not replace fields that
// the document has already.
std::string to_problem(const error& e, int status, const json::object& more = {});
// Reads the error from a reply's problem document. Any other body gives a generic error for the status.
error from_problem(int status, std::string_view body);

}  // namespace bangtin::wire
