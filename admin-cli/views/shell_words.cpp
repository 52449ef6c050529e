// Terminals differ in how they paste a dropped file; all of their ways are words of a shell, or addresses.
#include "admin-cli/views/shell_words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::string_view spaces = " \t";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "%20" is a space; what is no such code stays.
std::string without_percent_codes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!code) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return plain;
}

// file:///a/b and file://host/a/b are /a/b; ~ and ~/a are below `home`.
std::string as_path(std::string word, const std::string& home) {
  constexpr std::string_view scheme = "file://";
  if (word.starts_with(scheme)) {
    const std::size_t root = word.find('/', scheme.size());
    return root == std::string::npos ? word : without_percent_codes(std::string_view(word).substr(root));
  }
  if (!home.empty() && (word == "~" || word.starts_with("~/"))) return home + word.substr(1);
  return word;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// As bash reads it in $'...'.
std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string all;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      all += "\\n";
    } else if (is_control(c)) {
      all += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
    } else {
      if (c == '\'' || c == '\\') all += '\\';
      all += c;
    }
  }
  return all;
}

}  // namespace

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@:+,%=";
  const bool safe = !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || plain.find(c) != std::string_view::npos;
  });
  if (safe) return text;
  const bool has_control = std::any_of(text.begin(), text.end(), is_control);
  if (has_control) return "$'" + escaped(text) + "'";
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string shell_line(std::string_view words, const std::vector<std::pair<std::string, std::string>>& given,
                       std::size_t max_words) {
  std::string line = "bangtin " + std::string(words);
  std::size_t count = 0;
  for (const auto& [key, value] : given) {
    if (key.starts_with('-')) {
      line += " " + key + (value.empty() ? "" : " " + shell_word(value));
    } else if (++count <= max_words) {
      line += " " + shell_word(value);
    } else if (count == max_words + 1) {
      line += " ...";
    }
  }
  return line;
}

std::optional<std::vector<std::string>> shell_split(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && spaces.find(c) != std::string_view::npos) {
      in_word = false;
      continue;
    }
    if (!std::exchange(in_word, true)) words.emplace_back();
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) return std::nullopt;
  return words;
}

std::optional<std::vector<std::string>> typed_paths(std::string_view text, const std::string& home,
                                                    const std::function<bool(const std::string&)>& exists) {
  const std::string whole(trimmed(text));
  if (whole.empty()) return std::nullopt;
  if (std::string path = as_path(whole, home); exists(path)) return std::vector{std::move(path)};
  std::optional<std::vector<std::string>> words = shell_split(whole);
  if (!words) return std::nullopt;
  std::vector<std::string> paths;
  for (std::string& word : *words) {
    if (!word.empty()) paths.push_back(as_path(std::move(word), home));
  }
  if (paths.empty()) return std::nullopt;
  // "my clip.mp4" that does not exist is one name with a mistake in it, and not two.
  const bool quoted = whole.find_first_of("'\"\\") != std::string::npos;
  const bool none_there = std::none_of(paths.begin(), paths.end(), exists);
  if (!quoted && none_there) return std::vector{as_path(whole, home)};
  return paths;
}

}  // namespace bangtin::admin_cli::views
