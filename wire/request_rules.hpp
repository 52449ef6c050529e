// What a request's head must be, checked on its raw bytes before any parser sees them: parsers forgive, and
// what two parsers understand differently can be smuggled past one of them (RFC 9112, section 11).
#pragma once

#include <optional>
#include <string_view>

namespace bangtin::wire {

constexpr std::size_t max_head_bytes = 16 * 1024;

struct header_refusal {
  int status;               // 400, 411, 431 ...
  std::string_view reason;  // English, a literal
};

// `head` ends with the empty line (CRLF CRLF). Refused: a version other than HTTP/1.1, any Transfer-Encoding,
// not exactly one Host, more than one Content-Length or one that is no plain number, obs-fold, white space
// before a colon, bare CR or LF, NUL and other control characters, a target that does not begin with "/", a
// malformed request line, over 100 fields.
std::optional<header_refusal> check_head(std::string_view head);

}  // namespace bangtin::wire
