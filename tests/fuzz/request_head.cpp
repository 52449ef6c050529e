// What is accepted is read once more by a reader that knows no tolerance, so that what two parsers could read
// differently is found.
#include <algorithm>
#include <cctype>

#include "fuzz/entries.hpp"
#include "wire/request_rules.hpp"

namespace bangtin::fuzz {

namespace {

std::string lower(std::string_view text) {
  std::string s(text);
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return std::tolower(c); });
  return s;
}

void request_line(std::string_view line) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  promise(first != std::string_view::npos && first > 0 && last > first + 1, "a request line has three words");
  promise(line.substr(last + 1) == "HTTP/1.1", "it is HTTP/1.1");
  promise(line[first + 1] == '/', "the target begins with a slash");
  promise(line.substr(first + 1, last - first - 1).find(' ') == std::string_view::npos, "and has no space");
}

}  // namespace

void request_head(std::string_view bytes) {
  const std::optional<wire::header_refusal> refusal = wire::check_head(bytes);
  if (refusal) {
    promise(refusal->status >= 400 && refusal->status < 600 && !refusal->reason.empty(),
            "a refusal has a status and a reason");
    return;
  }
  promise(bytes.size() <= wire::max_head_bytes && bytes.ends_with("\r\n\r\n"), "it ends, and in time");
  promise(std::none_of(
              bytes.begin(), bytes.end(),
              [](char c) { return (c >= 0 && c < 32 && c != '\r' && c != '\n' && c != '\t') || c == 127; }),
          "there are no control characters");
  std::size_t hosts = 0, lengths = 0, lines = 0;
  for (std::string_view rest = bytes; !rest.empty(); ++lines) {
    const std::size_t end = rest.find("\r\n");
    promise(end != std::string_view::npos, "every line ends with CRLF");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    promise(line.find_first_of("\r\n") == std::string_view::npos, "no CR and no LF stands alone");
    if (lines == 0) {
      request_line(line);
      continue;
    }
    if (line.empty()) {
      promise(rest.empty(), "the empty line is the last one");
      break;
    }
    const std::string name = lower(line.substr(0, line.find(':')));
    promise(!name.empty() && name.size() < line.size(), "a field has a name");
    promise(name.find_first_of(" \t") == std::string::npos, "with no white space in it");
    promise(name != "transfer-encoding", "nothing is sent in pieces");
    if (name == "host") ++hosts;
    if (name == "content-length") ++lengths;
  }
  promise(hosts == 1 && lengths <= 1, "there are one Host and at most one length");
}

}  // namespace bangtin::fuzz
