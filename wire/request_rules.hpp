// Strict rules for the header of an HTTP request (request line and fields), checked on its raw bytes before
// any parser sees them. Parsers tolerate errors, and what two parsers read differently can be smuggled past
// one of them (RFC 9112, section 11). Pure; any thread may call it.
#pragma once

#include <optional>
#include <string_view>

namespace bangtin::wire {

constexpr std::size_t max_head_bytes = 16 * 1024;

struct header_refusal {
  int status;               // 400, 411, 431 ...
  std::string_view reason;  // English, a literal
};

// Checks a header that ends with the empty line (CRLF CRLF). Empty when it is accepted. Refused are: a
// version other than HTTP/1.1, any Transfer-Encoding, not exactly one Host, more than one Content-Length or
// one that is not a plain number, obs-fold, white space before a colon, bare CR or LF, NUL and other control
// characters, a target that does not begin with "/", a malformed request line, more than 100 fields, more
// than max_head_bytes.
std::optional<header_refusal> check_head(std::string_view head);

}  // namespace bangtin::wire
