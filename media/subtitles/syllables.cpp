// A Vietnamese word is one syllable: an onset, a nucleus of vowels, a coda, and at most one tone.
#include <unicase.h>
#include <uninorm.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

#include "base/text.hpp"
#include "media/subtitles/utf8.hpp"
#include "media/subtitles/vietnamese.hpp"
#include "media/subtitles/words.hpp"

namespace bangtin::media::subtitles {

namespace {

constexpr char32_t grave = 0x300, acute = 0x301, circumflex = 0x302, tilde = 0x303, breve = 0x306,
                   hook = 0x309, horn = 0x31B, dot_below = 0x323;

constexpr std::array<std::string_view, 28> onsets{"",   "b", "c", "ch", "d",  "g",   "gh", "gi", "h",  "k",
                                                  "kh", "l", "m", "n",  "ng", "ngh", "nh", "p",  "ph", "q",
                                                  "qu", "r", "s", "t",  "th", "tr",  "v",  "x"};
constexpr std::array<std::string_view, 42> nuclei{
    "a",  "ai",  "ao",  "au",  "ay", "e",   "eo",  "eu",  "i", "ia", "ie",  "ieu", "iu",  "o",
    "oa", "oai", "oao", "oay", "oe", "oeo", "oi",  "oo",  "u", "ua", "uay", "uai", "ue",  "ui",
    "uo", "uoi", "uou", "uu",  "uy", "uya", "uye", "uyu", "y", "ye", "yeu", "uao", "ueu", "ieo"};
constexpr std::array<std::string_view, 9> codas{"", "c", "ch", "m", "n", "ng", "nh", "p", "t"};

bool is_one_of(std::string_view s, std::span<const std::string_view> all) {
  return std::find(all.begin(), all.end(), s) != all.end();
}

// Letters without marks, small.
bool is_syllable(std::string_view letters) {
  for (std::string_view onset : onsets) {
    if (!letters.starts_with(onset)) continue;
    std::string_view rest = letters.substr(onset.size());
    std::size_t vowels = std::min(rest.find_first_not_of("aeiouy"), rest.size());
    if (is_one_of(rest.substr(vowels), codas) && is_one_of(rest.substr(0, vowels), nuclei)) return true;
  }
  return false;
}

bool carries(char letter, char32_t mark) {
  switch (mark) {
    case circumflex:
      return letter == 'a' || letter == 'e' || letter == 'o';
    case breve:
      return letter == 'a';
    case horn:
      return letter == 'o' || letter == 'u';
    case grave:
    case acute:
    case tilde:
    case hook:
    case dot_below:
      return std::string_view("aeiouy").find(letter) != std::string_view::npos;
    default:
      return false;
  }
}

bool is_tone(char32_t mark) {
  return mark == grave || mark == acute || mark == tilde || mark == hook || mark == dot_below;
}

// The word in form D: are its letters, marks and capitals those of a Vietnamese syllable?
bool is_vietnamese(std::u32string_view word) {
  std::string letters;
  int tones = 0, capitals = 0;
  bool first_is_capital = false;
  for (char32_t c : word) {
    if (c >= 0x300 && c < 0x370) {
      if (letters.empty() || !carries(letters.back(), c) || (is_tone(c) && ++tones > 1)) return false;
      continue;
    }
    bool big = is_ascii_capital(c) || c == 0x110;
    if (letters.empty()) first_is_capital = big;
    capitals += big ? 1 : 0;
    char32_t plain = c == 0x110 || c == 0x111 ? U'd' : uc_tolower(c);
    if (!is_ascii_letter(plain)) return false;
    letters += static_cast<char>(plain);
  }
  auto all = static_cast<int>(letters.size());
  bool cased = capitals == 0 || capitals == all || (capitals == 1 && first_is_capital);
  return cased && is_syllable(letters);
}

// The characters in form D: letters, and their marks behind them.
std::u32string decomposed(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) {
    auto [c, length] = decode_utf8(utf8);
    text += length == 0 ? replacement_character : c;
    utf8.remove_prefix(std::max<std::size_t>(length, 1));
  }
  std::size_t length = 0;
  std::unique_ptr<std::uint32_t, decltype(&std::free)> done(
      u32_normalize(UNINORM_NFD, reinterpret_cast<const std::uint32_t*>(text.data()), text.size(), nullptr,
                    &length),
      &std::free);
  if (!done) return text;
  return {reinterpret_cast<const char32_t*>(done.get()), length};
}

}  // namespace

word_count count_words(std::string_view utf8) {
  std::u32string text = decomposed(utf8);
  word_count n;
  for_each_word(text, [&](std::size_t begin, std::size_t end) {
    std::u32string_view word = std::u32string_view(text).substr(begin, end - begin);
    if (std::none_of(word.begin(), word.end(), [](char32_t c) { return c >= 0x80; })) return;
    ++n.marked;
    n.vietnamese += is_vietnamese(word) ? 1 : 0;
  });
  return n;
}

}  // namespace bangtin::media::subtitles
