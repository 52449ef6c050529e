#include "wire/request_rules.hpp"

#include <algorithm>

#include "base/text.hpp"

// Reads the head once, line by line, forgiving nothing: a line ends with CRLF, a field is a token, a colon
// and a value. Whatever has two readings is refused, whichever of them would have been harmless.

namespace bangtin::wire {

namespace {

constexpr std::size_t max_fields = 100;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// Takes the line at the front, without its CRLF.
std::string_view take_line(std::string_view& rest) {
  std::size_t end = rest.find("\r\n");
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

std::optional<header_refusal> check_request_line(std::string_view line) {
  std::size_t first = line.find(' ');
  std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos || line.find(' ', second + 1) != std::string_view::npos) {
    return header_refusal{400, "the request line is not a method, a target and a version"};
  }
  std::string_view target = line.substr(first + 1, second - first - 1);
  if (!is_token(line.substr(0, first))) return header_refusal{400, "the request's method is malformed"};
  bool visible =
      std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
  if (target.empty() || target.front() != '/' || !visible) {
    return header_refusal{400, "the request's target is not a path"};
  }
  if (line.substr(second + 1) != "HTTP/1.1") return header_refusal{400, "the version is not HTTP/1.1"};
  return std::nullopt;
}

// A name or address with an optional port. Refuses characters with which a proxy could read two hosts or a
// path.
bool is_host(std::string_view value) {
  return !value.empty() && value.size() <= 255 && std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~:[]%").find(c) != std::string_view::npos;
  });
}

bool is_length(std::string_view value) {
  return !value.empty() && value.size() <= 18 &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct seen_fields {
  std::size_t all = 0;
  int hosts = 0;
  int lengths = 0;
};

std::optional<header_refusal> check_field(std::string_view line, seen_fields& seen) {
  if (++seen.all > max_fields) return header_refusal{431, "the request has more than 100 header fields"};
  if (line.front() == ' ' || line.front() == '\t') {
    return header_refusal{400, "a header field is folded over two lines"};
  }
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return header_refusal{400, "a header field's name is malformed"};
  }
  const std::string name = lower_case(line.substr(0, colon));
  std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "transfer-encoding") {
    return header_refusal{411, "Transfer-Encoding is not accepted; send Content-Length"};
  }
  if (name == "host") {
    if (++seen.hosts > 1) return header_refusal{400, "the request has more than one Host"};
    if (!is_host(value)) return header_refusal{400, "the request's Host is malformed"};
  }
  if (name == "content-length") {
    if (++seen.lengths > 1) return header_refusal{400, "the request has more than one Content-Length"};
    if (!is_length(value)) return header_refusal{400, "Content-Length is not a plain number"};
  }
  return std::nullopt;
}

// Whether there is a control character that is neither a tab nor part of a CRLF: a bare CR or LF, a NUL, ...
bool has_stray_control(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(head[i]);
    if (c == '\r' && i + 1 < head.size() && head[i + 1] == '\n') {
      ++i;
    } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<header_refusal> check_head(std::string_view head) {
  if (head.size() > max_head_bytes) return header_refusal{431, "the request's head is longer than 16 KiB"};
  if (!head.ends_with("\r\n\r\n")) return header_refusal{400, "the request's head is not whole"};
  if (has_stray_control(head)) return header_refusal{400, "the request's head has a stray control character"};
  std::string_view rest = head;
  if (std::optional<header_refusal> bad = check_request_line(take_line(rest))) return bad;
  seen_fields seen;
  for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
    if (std::optional<header_refusal> bad = check_field(line, seen)) return bad;
  }
  if (!rest.empty()) return header_refusal{400, "something follows the request's head"};
  if (seen.hosts == 0) return header_refusal{400, "the request has no Host"};
  return std::nullopt;
}

}  // namespace bangtin::wire
