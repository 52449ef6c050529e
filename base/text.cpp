// One UTF-8 decoder serves all functions that look at characters.
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cwchar>
#include <numeric>

#include "base/hidden_characters.hpp"

namespace bangtin {

namespace {

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

struct unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<unit, 4> units{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t max_ms = 30LL * 24 * 3'600'000;

// What joins or selects an emoji is hidden only where none stands before it.
bool is_hidden(char32_t c, char32_t before) {
  if (is_flag_letter(c)) return before != black_flag && !is_flag_letter(before);
  if (c == emoji_joiner || c == emoji_as_text || c == emoji_as_picture) {
    const bool sign = before == '#' || before == '*' || (before >= '0' && before <= '9') || before == 0xA9 ||
                      before == 0xAE || before >= 0x203C;
    return !sign;
  }
  return turns_direction(c) || is_invisible(c);
}

}  // namespace

utf8_character decode_utf8(std::string_view text) {
  if (text.empty()) return {};
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t c = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (begins_character(text[i])) return {};
    c = (c << 6) | (byte(i) & 0x3F);
  }
  static constexpr std::array<char32_t, 5> min{0, 0, 0x80, 0x800, 0x10000};
  if (c < min[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return {};
  return {c, length};
}

std::string_view cut_at_character(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && !begins_character(text[end])) --end;
  return text.substr(0, end);
}

std::string_view first_characters(std::string_view text, std::size_t max_characters) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && ++characters > max_characters) return text.substr(0, i);
  }
  return text;
}

std::string_view trimmed(std::string_view text, std::string_view what) {
  std::size_t from = text.find_first_not_of(what);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(what) - from + 1);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_clean_utf8(std::string_view text) {
  while (!text.empty()) {
    auto [c, length] = decode_utf8(text);
    if (length == 0 || (is_control(c) && c != '\t' && c != '\n')) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  char32_t before = ' ';
  while (!text.empty()) {
    auto [c, length] = decode_utf8(text);
    const bool bad = length == 0 || is_control(c) || is_hidden(c, before);
    before = bad ? U' ' : c;
    if (bad) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    auto [c, length] = decode_utf8(text);
    int w = length == 0 ? 1 : ::wcwidth(static_cast<wchar_t>(c));
    width += w < 0 ? 1 : static_cast<std::size_t>(w);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return width;
}

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max) {
  std::int64_t n = 0;
  auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (bad != std::errc() || end != text.data() + text.size() || n < min || n > max) return std::nullopt;
  return n;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::size_t digits = 0;
    std::int64_t n = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      n = n * 10 + (text[digits] - '0');
      if (n > max_ms) return std::nullopt;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    std::string_view name = text.substr(0, letters);
    while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
    if (next_unit == units.size()) return std::nullopt;
    if (n > max_ms / units[next_unit].ms) return std::nullopt;
    total += n * units[next_unit].ms;
    ++next_unit;
    text.remove_prefix(letters);
  }
  if (total <= 0 || total > max_ms) return std::nullopt;
  return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds d) {
  std::int64_t rest = d.count();
  std::string text;
  for (const unit& u : units) {
    if (rest >= u.ms) {
      text += std::to_string(rest / u.ms);
      text += u.name;
      rest %= u.ms;
    }
  }
  return text.empty() ? "0s" : text;
}

std::optional<std::string> closest(std::string_view written, std::span<const std::string> known) {
  // Levenshtein's distance, one row at a time. Limited to 64 bytes, because a hostile name may be long.
  if (written.size() > 64) return std::nullopt;
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, written.size() / 3) + 1;
  for (const std::string& name : known) {
    if (name.size() > 64) continue;
    std::vector<std::size_t> row(name.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= written.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= name.size(); ++j) {
        std::size_t change = diagonal + (written[i - 1] == name[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = name;
    }
  }
  return best;
}

void append_csv_field(std::string& out, std::string_view text) {
  const bool guarded =
      !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  const bool quoted = std::any_of(text.begin(), text.end(),
                                  [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
  if (quoted) out += '"';
  if (guarded) out += '\'';
  if (!quoted) {
    out += text;
    return;
  }
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    std::size_t at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

}  // namespace bangtin
