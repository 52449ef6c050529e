// Writing UTF-8, character by character.
#pragma once

#include <string>

namespace bangtin::media::subtitles {

constexpr char32_t replacement_character = 0xFFFD;

// Appends one character; U+FFFD for what is none (a surrogate, or above U+10FFFF).
inline void append_utf8(std::string& out, char32_t c) {
  if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) c = replacement_character;
  auto byte = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

}  // namespace bangtin::media::subtitles
