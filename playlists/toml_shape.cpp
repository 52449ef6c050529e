#include "playlists/toml_shape.hpp"

namespace bangtin::playlists {

namespace {

constexpr int most_dots_in_a_name = 32;
constexpr int most_dots = 10'000;
constexpr int most_headings = 50'000;

// The length of the string (quotes included) that begins the text; all of it when its end is missing. A
// single line's string ends with the line, closed or not, as toml++ will refuse it there.
std::size_t string_length(std::string_view text) {
  const char quote = text[0];
  const bool several_lines = text.size() >= 3 && text[1] == quote && text[2] == quote;
  const std::string_view end = several_lines ? text.substr(0, 3) : text.substr(0, 1);
  for (std::size_t i = end.size(); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (text.substr(i, end.size()) == end) {
      return i + end.size();
    } else if (text[i] == '\n' && !several_lines) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

std::optional<position> too_deep_for_toml(std::string_view text) {
  int headings = 0, dots = 0, dots_in_name = 0, line = 1;
  bool line_is_blank = true;  // so far
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      std::size_t length = string_length(text.substr(i));
      for (char inner : text.substr(i, length)) line += inner == '\n' ? 1 : 0;
      i += length - 1;
      line_is_blank = false;
      continue;
    }
    if (c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
      continue;
    }
    if (c == '.') {
      ++dots;
      ++dots_in_name;
    } else if (c == '[' && line_is_blank) {
      ++headings;
    }
    if (std::string_view("=,{}[]\n").find(c) != std::string_view::npos) dots_in_name = 0;
    if (c == '\n') {
      ++line;
      line_is_blank = true;
    } else if (c != ' ' && c != '\t') {
      line_is_blank = false;
    }
    if (dots_in_name > most_dots_in_a_name || dots > most_dots || headings > most_headings) {
      return position{line, 1};
    }
  }
  return std::nullopt;
}

}  // namespace bangtin::playlists
