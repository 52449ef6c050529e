// Other people's encodings are guessed by trying them: in the right one nearly every word with a mark is a
// Vietnamese syllable, in a wrong one hardly any is.
#include "media/subtitles/encoding.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "media/subtitles/utf8.hpp"
#include "media/subtitles/vietnamese.hpp"

namespace bangtin::media::subtitles {

namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view utf16_le_mark = "\xff\xfe";
constexpr std::string_view utf16_be_mark = "\xfe\xff";

// Texts of western letters without a mark: nearly every other byte is 0, and always on the same side.
enum class zeros { none, even, odd };
zeros zeros_in(std::string_view bytes) {
  std::array<std::size_t, 2> count{};
  std::size_t seen = std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1};
  for (std::size_t i = 0; i < seen; ++i) count[i % 2] += bytes[i] == '\0' ? 1U : 0U;
  if (seen < 8) return zeros::none;
  for (std::size_t side : {0U, 1U}) {
    if (count[side] * 3 > seen / 2 && count[1 - side] * 20 < seen / 2)
      return side == 0 ? zeros::even : zeros::odd;
  }
  return zeros::none;
}

// What the text would be if it were UTF-8. A text of another encoding has hardly any valid sequence.
struct utf8_count {
  std::size_t valid = 0, broken = 0;  // characters beyond ASCII
};
utf8_count count_utf8(std::string_view text) {
  utf8_count n;
  while (!text.empty()) {
    std::size_t length = decode_utf8(text).length;
    n.valid += length > 1 ? 1U : 0U;
    n.broken += length == 0 ? 1U : 0U;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return n;
}

// UTF-8 with U+FFFD for what is no character.
decoded_text repaired_utf8(std::string_view text) {
  decoded_text d;
  std::size_t line = 1;
  while (!text.empty()) {
    std::size_t length = decode_utf8(text).length;
    line += text.front() == '\n' ? 1U : 0U;
    if (length == 0) {
      if (d.broken_at == 0) d.broken_at = line;
      append_utf8(d.text, replacement_character);
      length = 1;
      while (length < text.size() && !begins_character(text[length])) ++length;
    } else {
      d.text += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return d;
}

// Allows control characters; the reader of the text judges those.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = decode_utf8(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// Windows-1252's signs that western texts have at and between words.
bool is_western_sign(unsigned char byte) {
  constexpr std::string_view signs =
      "\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa1\xa3\xa7\xa9\xaa\xab\xae\xb0\xb2\xb3"
      "\xb4\xb7"
      "\xba\xbb\xbf\xd7";
  return signs.find(static_cast<char>(byte)) != signs.npos;
}

bool is_western_letter(unsigned char byte) {
  constexpr std::string_view others = "\x8a\x8c\x8e\x9a\x9c\x9e\x9f";
  if (byte >= 0xC0) return byte != 0xD7 && byte != 0xF7;
  return others.find(static_cast<char>(byte)) != others.npos;
}

bool is_ascii_letter(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Whether the byte is a sign that stands within a word, which no western text does but with apostrophes, dots
// and dashes, or a quotation mark that opens directly behind a marked letter or another sign.
bool splits_word(std::string_view bytes, std::size_t at) {
  constexpr std::string_view signs = "\xa1\xa3\xa7\xa9\xaa\xab\xae\xb0\xb2\xb3\xba\xbb\xbf";
  constexpr std::string_view opening = "\x82\x84", before_opening = "\x85\x96\x97\xa0";
  if (at == 0 || at + 1 >= bytes.size()) return false;
  if (opening.find(bytes[at]) != opening.npos) {
    return static_cast<unsigned char>(bytes[at - 1]) >= 0x80 &&
           before_opening.find(bytes[at - 1]) == before_opening.npos;
  }
  auto is_letter = [](char byte) {
    return is_ascii_letter(static_cast<unsigned char>(byte)) ||
           is_western_letter(static_cast<unsigned char>(byte));
  };
  return signs.find(bytes[at]) != signs.npos && is_letter(bytes[at - 1]) && is_letter(bytes[at + 1]);
}

// Whether the byte is beyond ASCII, and no sign.
bool is_marked(char byte) {
  auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 && !is_western_sign(value);
}

// Whether the bytes can be a western language in Windows-1252: marked letters, of which at most two stand
// side by side, next to unmarked ones ("Größe"). Chinese, Japanese, Korean, Cyrillic, Greek, Thai and Arabic
// texts are rows of such bytes, and other encodings of European languages have signs in words.
bool can_be_western(std::string_view bytes) {
  constexpr std::size_t split_weight = 4;
  std::size_t marked = 0, doubtful = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (splits_word(bytes, i)) doubtful += split_weight;
    if (!is_marked(bytes[i])) continue;
    std::size_t end = i;
    bool letters = true;
    for (; end < bytes.size() && is_marked(bytes[end]); ++end) {
      letters = letters && is_western_letter(static_cast<unsigned char>(bytes[end]));
    }
    bool beside_ascii = (i > 0 && is_ascii_letter(static_cast<unsigned char>(bytes[i - 1]))) ||
                        (end < bytes.size() && is_ascii_letter(static_cast<unsigned char>(bytes[end])));
    std::size_t row = end - i;
    bool usual = letters && (row == 1 || (row == 2 && beside_ascii));
    marked += row;
    doubtful += usual ? 0 : row;
    i = end;
  }
  return doubtful * 2 <= marked;
}

decoded_text best_guess(std::string_view bytes) {
  struct guess {
    encoding from;
    std::string (*decode)(std::string_view);
  };
  static constexpr std::array<guess, 3> guesses{{{encoding::windows_1258, from_windows_1258},
                                                 {encoding::tcvn3, from_tcvn3},
                                                 {encoding::vni, from_vni}}};
  encoding other = can_be_western(bytes) ? encoding::windows_1252 : encoding::unknown;
  decoded_text best{from_windows_1252(bytes), other, true};
  double most = 0.5;  // where fewer words are Vietnamese, it is another language
  for (const guess& g : guesses) {
    std::string text = g.decode(bytes);
    word_count words = count_words(text);
    double part = words.marked == 0 ? 0 : static_cast<double>(words.vietnamese) / words.marked;
    if (part <= most) continue;
    most = part;
    best = {std::move(text), g.from, true};
  }
  return best;
}

}  // namespace

std::string from_utf16(std::string_view bytes, bool little_endian) {
  auto unit = [&](std::size_t at) {
    auto first = static_cast<unsigned char>(bytes[at]);
    auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(little_endian ? first | (second << 8) : (first << 8) | second);
  };
  std::string out;
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    bool high = c >= 0xD800 && c < 0xDC00;
    char32_t low = high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = replacement_character;
    }
    append_utf8(out, c);
  }
  if (at < bytes.size() && bytes[at] != '\0') append_utf8(out, replacement_character);
  return out;
}

std::string_view to_string(encoding e) {
  switch (e) {
    case encoding::utf16:
      return "UTF-16";
    case encoding::windows_1258:
      return "Windows-1258";
    case encoding::windows_1252:
      return "Windows-1252";
    case encoding::tcvn3:
      return "TCVN3 (ABC)";
    case encoding::vni:
      return "VNI";
    case encoding::unknown:
      return "?";
    case encoding::utf8:
      break;
  }
  return "UTF-8";
}

decoded_text decode_text(std::string_view bytes) {
  while (bytes.starts_with(utf8_mark)) bytes.remove_prefix(utf8_mark.size());  // joined files have several
  bool little = bytes.starts_with(utf16_le_mark);
  if (little || bytes.starts_with(utf16_be_mark)) {
    return {from_utf16(bytes.substr(2), little), encoding::utf16};
  }
  if (zeros z = zeros_in(bytes); z != zeros::none) {
    return {from_utf16(bytes, z == zeros::odd), encoding::utf16, true};
  }
  // Japanese and Korean texts for old mail have only 7 bits, and escape from Latin letters.
  bool escapes = bytes.find("\x1b$") != bytes.npos;
  if (is_utf8(bytes)) return {std::string(bytes), escapes ? encoding::unknown : encoding::utf8};
  utf8_count n = count_utf8(bytes);
  if (n.valid >= 3 * n.broken) return repaired_utf8(bytes);
  return best_guess(bytes);
}

}  // namespace bangtin::media::subtitles
