#include "evidence/note_text.hpp"

#include <algorithm>

#include "base/text.hpp"

// Each function accepts exactly one spelling of a value, and refuses all others instead of correcting them.

namespace bangtin::evidence {

std::optional<std::vector<std::string_view>> note_values(std::string_view text, std::string_view kind,
                                                         std::size_t count) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    if (end == std::string_view::npos || lines.size() > count) return std::nullopt;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (lines.size() != count + 1 || lines.front() != kind) return std::nullopt;
  lines.erase(lines.begin());
  return lines;
}

error not_a_note(std::string_view kind) {
  return {errc::invalid, msg("this is not a note of the kind \"{}\"", kind),
          msg("check that the text is whole and unchanged")};
}

std::optional<std::int64_t> plain_integer(std::string_view text, std::int64_t most) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return parse_integer(text, 0, most);
}

bool is_lower_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_log_name(std::string_view text) {
  return is_lower_hex(text, 32);
}

bool is_one_line(std::string_view text, std::size_t max_bytes) {
  return !text.empty() && text.size() <= max_bytes && is_clean_utf8(text) &&
         text.find_first_of("\n\t") == std::string_view::npos;
}

}  // namespace bangtin::evidence
