// Cursor movements are relative, so the frame may stand anywhere, and a line that scrolls up takes it along.
#include "admin-cli/views/live_frame.hpp"

#include <algorithm>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::string_view plain = "\033[0m";
constexpr std::string_view clear_right = "\033[K";
constexpr std::string_view clear_below = "\033[J";

// The length of the escape code at the beginning of the text, from ESC to its final letter; 0: there is none.
std::size_t code_length(std::string_view text) {
  if (!text.starts_with("\033[")) return 0;
  std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end == std::string_view::npos ? text.size() : end + 1;
}

std::string cut(std::string_view line, std::size_t max_columns) {
  std::string shown;
  std::string_view visible;  // what has been taken, without codes
  std::string taken;
  bool coloured = false;
  while (!line.empty()) {
    std::size_t length = code_length(line);
    if (length > 0) {
      coloured = line.substr(0, length) != plain;
      shown += line.substr(0, length);
    } else {
      length = std::max<std::size_t>(1, decode_utf8(line).length);
      std::string longer = taken + std::string(line.substr(0, length));
      if (columns(longer) > max_columns) break;
      taken = std::move(longer);
      shown += line.substr(0, length);
    }
    line.remove_prefix(length);
  }
  if (coloured) shown += plain;
  return shown;
}

}  // namespace

std::vector<std::string> frame_lines(std::string_view text, std::size_t columns, std::size_t rows) {
  std::vector<std::string> lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  const std::size_t room = std::max<std::size_t>(rows, 2) - 1;
  if (lines.size() > room) {
    const std::size_t missing = lines.size() - room + 1;
    lines.resize(room);
    lines.back() = tr("… {} more lines; a taller window shows them", missing);
  }
  for (std::string& line : lines) line = cut(line, columns);
  return lines;
}

std::string redraw(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  std::string out;
  std::size_t at = before.size();  // the line on which the cursor is
  auto go_to = [&](std::size_t line) {
    if (line < at) out += "\033[" + std::to_string(at - line) + "A";
    if (line > at) out += "\033[" + std::to_string(line - at) + "B";
    at = line;
  };
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (i < before.size() && now[i] == before[i]) continue;
    go_to(i);
    out += now[i];
    out += clear_right;
    out += "\r\n";
    at = i + 1;
  }
  if (now.size() < before.size()) {
    go_to(now.size());
    out += clear_below;
  } else {
    go_to(now.size());
  }
  return out;
}

}  // namespace bangtin::admin_cli::views
