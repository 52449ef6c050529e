// The letters and words of a text, as both files about Vietnamese encodings need them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace bangtin::media::subtitles {

inline bool is_ascii_capital(char32_t c) {
  return c >= 'A' && c <= 'Z';
}
inline bool is_ascii_letter(char32_t c) {
  return is_ascii_capital(c) || (c >= 'a' && c <= 'z');
}

// Whether the character belongs to a word. Typography does not; symbols do, because in the wrong encoding
// letters become symbols.
inline bool is_word_character(char32_t c) {
  if (c < 0x80) return is_ascii_letter(c);
  bool typography = c == 0xA0 || c == 0xAB || c == 0xBB || c == 0xB7 || (c >= 0x2000 && c < 0x2070) ||
                    c == 0x20AB || c == 0x20AC;
  return !typography;
}

// Calls `with(begin, end)` for each word.
template <class Function>
void for_each_word(const std::u32string& text, Function with) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (end > at) with(at, end);
    at = end + 1;
  }
}

}  // namespace bangtin::media::subtitles
