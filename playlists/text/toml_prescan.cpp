// One pass that separates strings and comments from the rest, byte by byte, in the same way as toml++. Where
// the two could differ, toml++ stops with an error earlier.
#include "playlists/text/toml_prescan.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "playlists/text/toml_syntax.hpp"

namespace bangtin::playlists::text {

namespace {

constexpr int max_dots_in_a_name = 32;
constexpr int max_dots = 10'000;
constexpr int max_headings = 50'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_beyond_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0;
}

// What begins at the offset; all before it is UTF-8.
position place_of_offset(std::string_view text, std::size_t offset) {
  position at{1, 1};
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      at = {at.line + 1, 1};
    } else if (begins_character(text[i])) {
      ++at.column;
    }
  }
  return at;
}

bool is_forbidden_control(char c) {
  return (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

// The first byte that is not allowed anywhere in TOML.
std::optional<diagnostic> bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_forbidden_control(text[at])) {
      return diagnostic{place_of_offset(text, at), not_toml(msg("there is a control character")),
                        msg("delete it, or type what stands there anew")};
    }
    const std::size_t length = decode_utf8(text.substr(at)).length;
    if (length == 0) {
      return diagnostic{place_of_offset(text, at), msg("the file is not written in UTF-8"),
                        msg("save it anew, and choose UTF-8 as its encoding")};
    }
    at += length;
  }
  return std::nullopt;
}

struct string_shape {
  std::size_t length = 0;            // including the quotes; all of the text if the closing quote is missing
  std::optional<std::size_t> wrong;  // offset of a non-ASCII letter after a backslash
  // Offsets of non-ASCII letters after the white space that follows a backslash at the end of a line.
  std::vector<std::size_t> continued;
};

// The string that begins the text. A single-line string ends with the line, even if it is not closed; toml++
// will reject it there.
string_shape string_at(std::string_view text) {
  const char quote = text[0];
  const bool several_lines = text.size() >= 3 && text[1] == quote && text[2] == quote;
  const std::string_view end = several_lines ? text.substr(0, 3) : text.substr(0, 1);
  string_shape shape{text.size(), {}, {}};
  for (std::size_t i = end.size(); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      std::size_t next = i + 1;
      if (several_lines) next = std::min(text.find_first_not_of(" \t\r\n", next), text.size());
      if (next < text.size() && is_beyond_ascii(text[next])) {
        bool line_ends = text.substr(i, next - i).find('\n') != std::string_view::npos;
        if (line_ends) {
          shape.continued.push_back(next);
        } else if (!shape.wrong) {
          shape.wrong = next;
        }
      }
      ++i;
    } else if (text.substr(i, end.size()) == end) {
      i += end.size();
      // Up to two more quotes belong to the string.
      for (int own = 0; several_lines && own < 2 && i < text.size() && text[i] == quote; ++own) ++i;
      shape.length = i;
      break;
    } else if (text[i] == '\n' && !several_lines) {
      shape.length = i;
      break;
    }
  }
  return shape;
}

diagnostic stray_letter(position at, std::string_view from_here) {
  static constexpr std::array<std::string_view, 8> quotes{"“", "”", "„", "‘", "’", "«", "»", "＂"};
  static constexpr std::array<std::string_view, 6> spaces{"\u00A0", "\u2002", "\u2003",
                                                          "\u2009", "\u202F", "\u3000"};
  auto begins = [&](std::string_view letter) { return from_here.starts_with(letter); };
  if (std::any_of(quotes.begin(), quotes.end(), begins)) {
    return {at, not_toml(msg("these are not the quotes that texts stand in")),
            msg("write texts in straight quotes: \"...\"")};
  }
  if (std::any_of(spaces.begin(), spaces.end(), begins)) {
    return {at, not_toml(msg("a character only looks like a space")), msg("type a space in its place")};
  }
  return {at, not_toml(msg("a letter with an accent stands outside quotes")),
          msg("write texts in straight quotes, and keys and headings as in docs/programme-file.md")};
}

}  // namespace

namespace {

// Whether the present place is in a key or in a value: tracks which brackets are open, and whether the
// innermost table's current key has had its equals sign.
class nesting {
 public:
  bool in_value() const {
    return open_.empty() ? equals_ : open_.back() == inside::array || open_.back() == inside::entry;
  }
  bool too_deep() const { return open_.size() > max_brackets; }

  void take(char c) {
    if (c == '\n') {
      if (!open_.empty() && open_.back() == inside::heading) open_.clear();
      if (open_.empty()) equals_ = false;
    } else if (c == '=') {
      if (open_.empty()) {
        equals_ = true;
      } else {
        open_.back() = inside::entry;
      }
    } else if (c == ',') {
      if (!open_.empty() && open_.back() == inside::entry) open_.back() = inside::table;
    } else if (c == '[' || c == '{') {
      open_.push_back(c == '{' ? inside::table : in_value() ? inside::array : inside::heading);
    } else if ((c == ']' || c == '}') && !open_.empty()) {
      open_.pop_back();
    }
  }

 private:
  static constexpr std::size_t max_brackets = 300;     // more than toml++ allows
  enum class inside { heading, array, table, entry };  // entry: in a table, after the equals sign
  std::vector<inside> open_;
  bool equals_ = false;  // outside of all brackets
};

bool any_of(std::string_view these, char c) {
  return these.find(c) != std::string_view::npos;
}

// Why this character must not be here. `last` is the previous character that is not a blank; `word` is the
// first character of the run of non-blanks before this one.
std::optional<diagnostic> misplaced(char c, char last, char word, bool in_value, std::string_view text,
                                    std::size_t at) {
  // toml++ would treat these as part of the preceding number or date, and their content as well.
  if ((c == '"' || c == '\'') && !any_of(in_value ? "\n=,[" : "\n,.[{", last)) {
    return diagnostic{place_of_offset(text, at), not_toml(msg("a quote stands after or within a value")),
                      msg("write the whole text between two quotes, and a comma before the next")};
  }
  if ((c == '[' || c == '{') && !any_of("\n=,[{", last)) {
    return diagnostic{place_of_offset(text, at), not_toml(msg("a bracket stands after or within a value")),
                      msg("put a comma between two entries, and ] after the last")};
  }
  if (c == '=' && in_value && any_of("0123456789+-._", word)) {
    return diagnostic{
        place_of_offset(text, at), not_toml(msg("an equals sign stands after or within a value")),
        msg("write one key = value on each line; within {} put a comma before the next key", "{ }")};
  }
  if (c == ';') {
    if (last == '\n') {
      return diagnostic{place_of_offset(text, at), not_toml(msg("a semicolon begins the line")),
                        msg("begin a remark with #")};
    }
    return diagnostic{place_of_offset(text, at), not_toml(msg("a semicolon stands after the value")),
                      msg("write no semicolon: a line ends with its value, and entries within brackets are "
                          "separated by commas")};
  }
  return std::nullopt;
}

// What `bad_shape` says, else the offsets of the letters that `for_parser` writes as escapes.
boost::system::result<std::vector<std::size_t>, diagnostic> prescan(const std::string_view whole) {
  std::string_view text = whole;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const std::size_t mark = whole.size() - text.size();
  if (auto bad = bad_byte(text)) return *bad;
  std::vector<std::size_t> continued;
  int headings = 0, dots = 0, dots_in_name = 0;
  nesting where;
  char last = '\n';  // the last character that is not a blank; a string counts as its quote
  char word = ' ';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (auto wrong = misplaced(c, last, word, where.in_value(), text, i)) return *wrong;
    if (c == '"' || c == '\'') {
      const string_shape string = string_at(text.substr(i));
      if (string.wrong) {
        return diagnostic{place_of_offset(text, i + *string.wrong),
                          not_toml(msg("a letter with an accent follows a backslash")),
                          msg("write the text without the backslash")};
      }
      for (std::size_t at : string.continued) continued.push_back(mark + i + at);
      i += string.length - 1;
      last = c;
      continue;
    }
    if (c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
      continue;
    }
    if (is_beyond_ascii(c)) return stray_letter(place_of_offset(text, i), text.substr(i));
    if (c == '.') {
      ++dots;
      ++dots_in_name;
    } else if (c == '[' && last == '\n') {
      ++headings;
    }
    where.take(c);
    word = any_of(" \t\r\n=,[]{}", c) ? ' ' : word == ' ' ? c : word;
    if (any_of("=,{}[]\n", c)) dots_in_name = 0;
    if (c != ' ' && c != '\t' && c != '\r') last = c;
    if (dots_in_name > max_dots_in_a_name || dots > max_dots || headings > max_headings || where.too_deep()) {
      return diagnostic{place_of_offset(text, i),
                        msg("there are too many dots in names, or too many headings"),
                        msg("write names without dots, as in docs/programme-file.md"), errc::limit};
    }
  }
  return continued;
}

}  // namespace

std::optional<diagnostic> bad_shape(std::string_view text) {
  auto scanned = prescan(text);
  return scanned ? std::nullopt : std::optional(scanned.error());
}

std::string for_parser(std::string_view text) {
  auto scanned = prescan(text);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at : scanned ? *scanned : std::vector<std::size_t>{}) {
    const utf8_character letter = decode_utf8(text.substr(at));
    out += text.substr(copied, at - copied);
    out += fmt::format("\\U{:08X}", static_cast<std::uint32_t>(letter.code_point));
    copied = at + letter.length;
  }
  out += text.substr(copied);
  return out;
}

}  // namespace bangtin::playlists::text
