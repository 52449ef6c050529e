// Unicode's properties are more than these rules need; short tables of ranges do. Combining marks are those
// that Latin, Cyrillic and emoji use, and the marks of scripts that put several on a letter.
#include "playlists/text/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hidden_characters.hpp"
#include "base/text.hpp"

namespace bangtin::playlists::text {

namespace {

constexpr std::array without_meaning{code_range{0xE000, 0xF8FF}, code_range{0xFFFC, 0xFFFF},
                                     code_range{0xFDD0, 0xFDEF}, code_range{0xF0000, 0x10FFFF}};
constexpr std::array marks{code_range{0x0300, 0x036F}, code_range{0x0483, 0x0489}, code_range{0x0591, 0x05BD},
                           code_range{0x05BF, 0x05C7}, code_range{0x0610, 0x061A}, code_range{0x064B, 0x065F},
                           code_range{0x0670, 0x0670}, code_range{0x06D6, 0x06ED}, code_range{0x0E31, 0x0E31},
                           code_range{0x0E34, 0x0E3A}, code_range{0x0E47, 0x0E4E}, code_range{0x0EB1, 0x0EBC},
                           code_range{0x0EC8, 0x0ECD}, code_range{0x1AB0, 0x1AFF}, code_range{0x1DC0, 0x1DFF},
                           code_range{0x20D0, 0x20FF}, code_range{0xFE20, 0xFE2F}};
// Where emoji are; joiners and variation selectors have a meaning between them.
constexpr std::array emoji{
    code_range{0x00A9, 0x00AE}, code_range{0x203C, 0x2049}, code_range{0x2122, 0x2139},
    code_range{0x2190, 0x21FF}, code_range{0x2300, 0x27BF}, code_range{0x2900, 0x2BFF},
    code_range{0x3030, 0x303D}, code_range{0x3297, 0x3299}, code_range{0x1F000, 0x1FAFF},
    code_range{U'#', U'#'},     code_range{U'*', U'*'},     code_range{U'0', U'9'}};

bool is_space(char32_t c) {
  return c == ' ' || c == '\n' || c == '\t' || c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}
bool is_control(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}

std::string name_of(char32_t c) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(c));
}

// What the text has said so far, as far as the next character depends on it.
struct reader {
  char32_t last = ' ';  // the last character
  bool flag = false;    // a flag made of letters has begun
  int marks = 0, letters = 0;
  bool limits_words = true;
  std::size_t word_begin = 0;

  // Joiners and selectors that belong to an emoji, and the letters of a flag.
  bool belongs_to_emoji(char32_t c) const {
    if (is_flag_letter(c)) return flag;
    if (c == emoji_as_picture || c == emoji_as_text) return lies_in(emoji, last);
    return c == emoji_joiner && (lies_in(emoji, last) || last == emoji_as_picture);
  }
};

unreadable bad_character(const message& what) {
  return {what, msg("delete it, and write the word again by hand")};
}

std::optional<unreadable> look_at(reader& r, char32_t c, std::size_t at, std::string_view text) {
  if (is_control(c)) return bad_character(msg("the text has a control character ({})", name_of(c)));
  if (turns_direction(c)) {
    return bad_character(
        msg("the text has a character that turns the direction of reading ({})", name_of(c)));
  }
  if (r.belongs_to_emoji(c)) {
    r.last = c;
    return std::nullopt;
  }
  if (is_invisible(c)) return bad_character(msg("the text has an invisible character ({})", name_of(c)));
  if (lies_in(without_meaning, c)) {
    return bad_character(msg("the text has a character without a meaning ({})", name_of(c)));
  }
  if (lies_in(marks, c)) {
    r.last = c;
    if (++r.marks <= max_marks_on_letter) return std::nullopt;
    return bad_character(msg("a letter of the text has more than {} marks", max_marks_on_letter));
  }
  bool joined = r.last == emoji_joiner;
  r.flag = c == black_flag;
  r.marks = 0;
  r.last = c;
  if (is_space(c)) {
    r.letters = 0;
    return std::nullopt;
  }
  if (r.letters == 0) r.word_begin = at;
  if (!joined) ++r.letters;
  if (r.letters <= max_word_letters || !r.limits_words) return std::nullopt;
  return unreadable{
      msg("the word \"{}…\" has more than {} letters, which is more than a line holds",
          printable(first_characters(text.substr(r.word_begin), 20)), max_word_letters),
      msg("write shorter words with spaces between them; put a long address into \"link\" instead")};
}

std::optional<unreadable> first_bad(reader r, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    utf8_character c = decode_utf8(text.substr(at));
    if (c.length == 0) return bad_character(msg("the text has damaged characters"));
    if (auto bad = look_at(r, c.code_point, at, text)) return bad;
    at += c.length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<unreadable> find_unreadable(std::string_view text) {
  return first_bad({}, text);
}

std::optional<unreadable> find_hidden(std::string_view text) {
  return first_bad({.limits_words = false}, text);
}

std::optional<unreadable> find_bad_line(std::string_view text) {
  const std::size_t at = text.find_first_of("\n\t");
  // The first mistake is the one to name.
  if (auto hidden = find_hidden(text.substr(0, at))) return hidden;
  if (at == std::string_view::npos) return std::nullopt;
  if (text[at] == '\n') return unreadable{msg("the text has a line break"), msg("write it on one line")};
  return unreadable{msg("the text has a tab"), msg("put a space in its place")};
}

std::size_t count_letters(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    utf8_character c = decode_utf8(text);
    bool letter = c.length == 0 || !(is_space(c.code_point) || lies_in(marks, c.code_point) ||
                                     is_invisible(c.code_point) || is_control(c.code_point));
    if (letter) ++count;
    text.remove_prefix(std::max<std::size_t>(1, c.length));
  }
  return count;
}

std::chrono::milliseconds reading_time(std::string_view text) {
  return std::chrono::milliseconds(count_letters(text) * 1000 / letters_per_second);
}

std::chrono::milliseconds passing_time(std::string_view ticker) {
  constexpr std::chrono::seconds across{11};
  constexpr std::size_t ticker_letters_per_second = 6;
  std::size_t characters = 0;
  for (char byte : ticker) characters += begins_character(byte) ? 1 : 0;
  return across + std::chrono::milliseconds(characters * 1000 / ticker_letters_per_second);
}

}  // namespace bangtin::playlists::text
