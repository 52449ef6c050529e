// Errors over HTTP: RFC 9457 problem documents which carry our messages, so that the reader's program can
// translate.
//   {"type":"about:blank","title":"<reason phrase>","status":404,"detail":"<English>","code":"not_found",
//    "what":{"id":"...","args":[...]},"remedy":{"id":"...","args":[...]}} and whatever a request adds
//    ("expected_seq").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire {

int http_status(errc code);
// The status's standard phrase, e.g. "Not Found"; "Error" for one that we do not use.
std::string_view reason_phrase(int status);

// `more` adds fields of the request's own; one that the document has already is not replaced.
std::string to_problem(const error& e, int status, const json::object& more = {});
// The error in a reply's problem document; a generic one for any other body.
error from_problem(int status, std::string_view body);

// A message inside a JSON document: {"args":[...],"id":"..."}.
json::value to_value(const message& m);
// errc::invalid for anything else, and for an `id` that is more than text with {} or {0} in it: what comes
// from outside must not choose how wide a number is printed.
result<message> message_from_value(const json::value& v);

}  // namespace bangtin::wire
