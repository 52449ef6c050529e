#include "admin-cli/views/layout.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

// The longest beginning of the text that takes at most `width` columns. Marks that belong to its last
// character are in it.
std::string_view beginning_of(std::string_view text, std::size_t width) {
  std::size_t used = 0, bytes = 0;
  while (bytes < text.size()) {
    const std::size_t length = std::max<std::size_t>(decode_utf8(text.substr(bytes)).length, 1);
    const std::size_t wide = columns(text.substr(bytes, length));
    if (used + wide > width) break;
    used += wide;
    bytes += length;
  }
  return text.substr(0, bytes);
}

// What of `rest` goes on a line of `room` columns; at least one character.
std::string_view line_of(std::string_view rest, std::size_t room) {
  std::string_view part = beginning_of(rest, room);
  if (part.size() == rest.size()) return part;
  if (part.empty()) return rest.substr(0, std::max<std::size_t>(decode_utf8(rest).length, 1));
  if (rest[part.size()] == ' ') return part;
  const std::size_t space = part.rfind(' ');
  const std::size_t first_word = part.find_first_not_of(' ');
  return space != std::string_view::npos && space > first_word ? part.substr(0, space) : part;
}

std::size_t sum_of(const std::vector<std::size_t>& widths, const std::vector<bool>& shown, std::size_t gap) {
  std::size_t sum = 0, count = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!shown[i]) continue;
    sum += widths[i];
    ++count;
  }
  return sum + (count > 1 ? (count - 1) * gap : 0);
}

// The column to drop; 0: none is left that may go.
std::size_t least_important(const std::vector<column_need>& needs, const std::vector<bool>& shown) {
  std::size_t found = 0;
  for (std::size_t i = 1; i < needs.size(); ++i) {
    if (shown[i] && (found == 0 || needs[i].rank <= needs[found].rank)) found = i;
  }
  return found;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::string_view kept = beginning_of(text, width > 0 ? width - 1 : 0);
  while (kept.ends_with(' ')) kept.remove_suffix(1);
  return std::string(kept) + "…";
}

std::size_t hang_of(std::string_view line) {
  constexpr std::string_view marks = "!-+~*?";
  std::size_t at = std::min(line.find_first_not_of(' '), line.size());
  const bool marked =
      at + 1 < line.size() && marks.find(line[at]) != std::string_view::npos && line[at + 1] == ' ';
  return at + (marked ? 2 : 0);
}

std::vector<std::string> wrapped(std::string_view line, std::size_t width, std::size_t hang) {
  if (width == 0 || columns(line) <= width) return {std::string(line)};
  hang = std::min(hang, width / 2);
  std::vector<std::string> lines;
  while (!line.empty()) {
    const std::size_t indent = lines.empty() ? 0 : hang;
    std::string_view part = line_of(line, width - indent);
    line.remove_prefix(part.size());
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    lines.push_back(std::string(indent, ' ') + std::string(part));
  }
  return lines;
}

std::vector<std::optional<std::size_t>> fit_columns(std::vector<column_need> needs, std::size_t width,
                                                    std::size_t gap) {
  std::vector<bool> shown(needs.size(), true);
  std::vector<std::size_t> mins, widths;
  for (column_need& n : needs) {
    n.min = std::min(n.min, n.natural);
    mins.push_back(n.min);
    widths.push_back(n.natural);
  }
  for (std::size_t i = 1; i < needs.size() && sum_of(widths, shown, gap) > width; ++i) {
    if (needs[i].rank == importance::empty) shown[i] = false;
  }
  while (sum_of(mins, shown, gap) > width) {
    const std::size_t dropped = least_important(needs, shown);
    if (dropped == 0) break;
    shown[dropped] = false;
  }
  while (sum_of(widths, shown, gap) > width) {
    std::size_t widest = needs.size();
    for (std::size_t i = 0; i < needs.size(); ++i) {
      if (!shown[i] || widths[i] <= mins[i]) continue;
      if (widest == needs.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == needs.size()) {  // only the first column is left, and too wide
      widths.front() = width;
      break;
    }
    --widths[widest];
  }
  std::vector<std::optional<std::size_t>> fit;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    fit.push_back(shown[i] ? std::optional(widths[i]) : std::nullopt);
  }
  return fit;
}

}  // namespace bangtin::admin_cli::views
