// Windows-1258 and VNI put the marks of a letter behind it, TCVN3 has a byte for each letter.
#include "media/subtitles/vietnamese.hpp"

#include <unicase.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/normalise.hpp"
#include "media/subtitles/utf8.hpp"
#include "media/subtitles/words.hpp"

namespace bangtin::media::subtitles {

namespace {

// Bytes 0x80 to 0x9F of Windows-1252; the others are those of Latin-1.
constexpr std::array<char32_t, 32> windows_1252_letters{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

// Bytes 0x80 to 0xFF of TCVN 5712:1993 (VN1).
constexpr std::array<char32_t, 128> tcvn_letters{
    0x00C0, 0x1EA2, 0x00C3, 0x00C1, 0x1EA0, 0x1EB6, 0x1EAC, 0x00C8, 0x1EBA, 0x1EBC, 0x00C9, 0x1EB8, 0x1EC6,
    0x00CC, 0x1EC8, 0x0128, 0x00CD, 0x1ECA, 0x00D2, 0x1ECE, 0x00D5, 0x00D3, 0x1ECC, 0x1ED8, 0x1EDC, 0x1EDE,
    0x1EE0, 0x1EDA, 0x1EE2, 0x00D9, 0x1EE6, 0x0168, 0x00A0, 0x0102, 0x00C2, 0x00CA, 0x00D4, 0x01A0, 0x01AF,
    0x0110, 0x0103, 0x00E2, 0x00EA, 0x00F4, 0x01A1, 0x01B0, 0x0111, 0x1EB0, 0x0300, 0x0309, 0x0303, 0x0301,
    0x0323, 0x00E0, 0x1EA3, 0x00E3, 0x00E1, 0x1EA1, 0x1EB2, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB4, 0x1EAE,
    0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, 0x1EC0, 0x1EB7, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00E8, 0x1EC2,
    0x1EBB, 0x1EBD, 0x00E9, 0x1EB9, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0x00EC, 0x1EC9, 0x1EC4, 0x1EBE,
    0x1ED2, 0x0129, 0x00ED, 0x1ECB, 0x00F2, 0x1ED4, 0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7,
    0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0x00F9, 0x1ED6, 0x1EE7, 0x0169, 0x00FA, 0x1EE5,
    0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0x1ED0,
};

constexpr char32_t grave = 0x300, acute = 0x301, circumflex = 0x302, tilde = 0x303, breve = 0x306,
                   hook = 0x309, dot_below = 0x323;

struct byte_letter {
  unsigned char byte;
  char32_t letter;
};
// Where Windows-1258 differs from Windows-1252.
constexpr std::array<byte_letter, 18> windows_1258_letters{{
    {0x8A, 0xFFFD},
    {0x8E, 0xFFFD},
    {0x9A, 0xFFFD},
    {0x9E, 0xFFFD},
    {0xC3, 0x0102},
    {0xCC, 0x0300},
    {0xD0, 0x0110},
    {0xD2, 0x0309},
    {0xD5, 0x01A0},
    {0xDD, 0x01AF},
    {0xDE, 0x0303},
    {0xE3, 0x0103},
    {0xEC, 0x0301},
    {0xF0, 0x0111},
    {0xF2, 0x0323},
    {0xF5, 0x01A1},
    {0xFD, 0x01B0},
    {0xFE, 0x20AB},
}};

// VNI: a byte that stands for the marks of the letter before it, for small letters.
struct vni_marks {
  unsigned char byte;
  char32_t shape;  // circumflex, breve, or 0
  char32_t tone;   // or 0
};
constexpr std::array<vni_marks, 17> vni_behind_letters{{
    {0xF9, 0, acute},
    {0xF8, 0, grave},
    {0xFB, 0, hook},
    {0xF5, 0, tilde},
    {0xEF, 0, dot_below},
    {0xE2, circumflex, 0},
    {0xE1, circumflex, acute},
    {0xE0, circumflex, grave},
    {0xE5, circumflex, hook},
    {0xE3, circumflex, tilde},
    {0xE4, circumflex, dot_below},
    {0xEA, breve, 0},
    {0xE9, breve, acute},
    {0xE8, breve, grave},
    {0xFA, breve, hook},
    {0xFC, breve, tilde},
    {0xEB, breve, dot_below},
}};
// VNI: bytes that are letters themselves, small ones.
constexpr std::array<byte_letter, 9> vni_letters{{{0xF4, 0x1A1},
                                                  {0xF6, 0x1B0},
                                                  {0xF1, 0x111},
                                                  {0xED, 0xED},
                                                  {0xEC, 0xEC},
                                                  {0xE6, 0x1EC9},
                                                  {0xF3, 0x129},
                                                  {0xF2, 0x1ECB},
                                                  {0xEE, 0x1EF5}}};

std::string composed(const std::u32string& text) {
  std::string out;
  for (char32_t c : text) append_utf8(out, c);
  return to_nfc(out);
}

char32_t windows_1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? windows_1252_letters[byte - 0x80U] : byte;
}

char32_t capital(char32_t c) {
  return uc_toupper(c);
}
// ---- capitals of TCVN3

// Whether a word is in capitals, as far as its letters tell: small ones with marks may stand for capitals. A
// single capital may as well begin a sentence.
constexpr std::u32string_view capitals_without_tone = U"ĂÂÊÔƠƯĐ";
enum class word_case { small, capitals, unknown };

word_case case_of(std::u32string_view word) {
  int capitals = 0;
  for (char32_t c : word) {
    bool big = is_ascii_capital(c) || capitals_without_tone.find(c) != std::u32string_view::npos;
    if (is_ascii_letter(c) && !big) return word_case::small;
    capitals += big ? 1 : 0;
  }
  return capitals >= 2 ? word_case::capitals : word_case::unknown;
}

// A word of unknown case is like its neighbours in the line.
std::u32string with_capitals(std::u32string text) {
  struct word {
    std::size_t begin, end;
    word_case how;
  };
  std::vector<word> words;
  for_each_word(text, [&](std::size_t begin, std::size_t end) {
    words.push_back({begin, end, case_of(std::u32string_view(text).substr(begin, end - begin))});
  });
  std::vector<word_case> next(words.size(), word_case::unknown);
  for (std::size_t i = words.size(); i-- > 0;) {
    bool known = i + 1 < words.size() && words[i + 1].how != word_case::unknown;
    if (i + 1 < words.size()) next[i] = known ? words[i + 1].how : next[i + 1];
  }
  word_case before = word_case::unknown;
  for (std::size_t i = 0; i < words.size(); ++i) {
    word_case how = words[i].how;
    if (how != word_case::unknown) before = how;
    char32_t first_letter = text[words[i].begin];
    bool begins_big = is_ascii_capital(first_letter) ||
                      capitals_without_tone.find(first_letter) != std::u32string_view::npos;
    bool between = before == word_case::capitals
                       ? begins_big || next[i] != word_case::small
                       : before == word_case::unknown && next[i] == word_case::capitals;
    if (how == word_case::small || (how == word_case::unknown && !between)) continue;
    auto first = text.begin() + static_cast<std::ptrdiff_t>(words[i].begin);
    auto last = text.begin() + static_cast<std::ptrdiff_t>(words[i].end);
    std::transform(first, last, first, capital);
  }
  return text;
}

}  // namespace

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  for (char b : bytes) append_utf8(out, windows_1252(static_cast<unsigned char>(b)));
  return out;
}

std::string from_windows_1258(std::string_view bytes) {
  std::u32string out;
  for (char b : bytes) {
    auto byte = static_cast<unsigned char>(b);
    const auto* own = std::find_if(windows_1258_letters.begin(), windows_1258_letters.end(),
                                   [&](const byte_letter& l) { return l.byte == byte; });
    out += own != windows_1258_letters.end() ? own->letter : windows_1252(byte);
  }
  return composed(out);
}

std::string from_tcvn3(std::string_view bytes) {
  std::u32string out;
  std::u32string line;
  for (char b : bytes) {
    auto byte = static_cast<unsigned char>(b);
    line += byte < 0x80 ? byte : tcvn_letters[byte - 0x80U];
    if (b == '\n') out += with_capitals(std::exchange(line, {}));
  }
  out += with_capitals(line);
  return composed(out);
}

std::string from_vni(std::string_view bytes) {
  std::u32string out;
  for (char b : bytes) {
    auto byte = static_cast<unsigned char>(b);
    if (byte < 0xC0) {
      out += windows_1252(byte);
      continue;
    }
    bool big = byte < 0xE0;
    auto as_small = static_cast<unsigned char>(byte | 0x20);
    bool behind_vowel =
        !out.empty() && (std::u32string_view(U"aeouyAEOUY\u01A1\u01B0\u01A0\u01AF").find(out.back()) !=
                         std::u32string_view::npos);
    const auto* marks = std::find_if(vni_behind_letters.begin(), vni_behind_letters.end(),
                                     [&](const vni_marks& m) { return m.byte == as_small; });
    if (behind_vowel && marks != vni_behind_letters.end()) {
      if (marks->shape != 0) out += marks->shape;
      if (marks->tone != 0) out += marks->tone;
      continue;
    }
    const auto* own = std::find_if(vni_letters.begin(), vni_letters.end(),
                                   [&](const byte_letter& l) { return l.byte == as_small; });
    char32_t letter = own != vni_letters.end() ? own->letter : as_small;
    out += big ? capital(letter) : letter;
  }
  return composed(out);
}

}  // namespace bangtin::media::subtitles
