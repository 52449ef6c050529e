// "thang muoi" and "tháng mười" are far apart in bytes, so names are compared letter by letter without marks.
#include "base/plain_letters.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin {

namespace {

struct marked_letters {
  char plain;
  std::string_view letters;  // in lower case
};
constexpr std::array<marked_letters, 7> marked{{{'a', "àáâãăạảấầẩẫậắằẳẵặ"},
                                                {'d', "đ"},
                                                {'e', "èéêĕẹẻẽếềểễệ"},
                                                {'i', "ìíîĩĭỉị"},
                                                {'o', "òóôõŏơọỏốồổỗộớờởỡợ"},
                                                {'u', "ùúûũŭưụủứừửữự"},
                                                {'y', "ýŷỳỵỷỹ"}}};

std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  while (!text.empty()) {
    utf8_character c = decode_utf8(text);
    letters += c.length == 0 ? char32_t{0xFFFD} : c.code_point;
    text.remove_prefix(std::max<std::size_t>(1, c.length));
  }
  return letters;
}

bool is_combining(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

}  // namespace

std::string without_marks(std::string_view text) {
  static const std::map<char32_t, char> plain = [] {
    std::map<char32_t, char> all;
    for (const marked_letters& m : marked) {
      for (char32_t c : letters_of(m.letters)) all[c] = m.plain;
    }
    return all;
  }();
  std::string bare;
  for (char32_t c : letters_of(folded(text))) {
    auto found = plain.find(c);
    if (is_combining(c)) continue;
    bare += found != plain.end() ? found->second : c < 0x80 ? static_cast<char>(c) : '?';
  }
  return bare;
}

}  // namespace bangtin
