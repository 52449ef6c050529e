// "thang muoi" and "tháng mười" are far apart in bytes, so names are compared letter by letter without marks.
#include "admin-cli/commands/name_choice.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t min_letters = 3;  // of a beginning

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

// The only one of `names` for which `same` holds.
template <class Same>
std::optional<std::size_t> only(const std::vector<std::string>& names, Same same) {
  auto first = std::find_if(names.begin(), names.end(), same);
  if (first == names.end() || std::find_if(first + 1, names.end(), same) != names.end()) return std::nullopt;
  return static_cast<std::size_t>(first - names.begin());
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

std::optional<std::size_t> nearest_of(std::string_view typed, const std::vector<std::string>& names) {
  const std::string wanted = without_marks(typed);
  std::vector<std::string> bare;
  for (const std::string& n : names) bare.push_back(without_marks(n));
  auto place = [&](const std::string& name) -> std::optional<std::size_t> {
    auto found = std::find(bare.begin(), bare.end(), name);
    if (found == bare.end()) return std::nullopt;
    return static_cast<std::size_t>(found - bare.begin());
  };
  if (auto group = place("@" + wanted)) return group;
  if (std::optional<std::string> near = closest(wanted, bare)) return place(*near);
  if (wanted.size() < min_letters) return std::nullopt;
  auto begun = std::find_if(bare.begin(), bare.end(), [&](const std::string& n) {
    return n.starts_with(wanted) || n.starts_with("@" + wanted);
  });
  if (begun == bare.end()) return std::nullopt;
  return static_cast<std::size_t>(begun - bare.begin());
}

result<std::string> choose_name(const std::string& typed, const std::vector<std::string>& names,
                                const message& what_is_missing, const message& list_command) {
  const std::string name = to_nfc(typed), small = folded(typed);
  auto found = only(names, [&](const std::string& n) { return to_nfc(n) == name; });
  if (!found) found = only(names, [&](const std::string& n) { return folded(n) == small; });
  if (found) return names[*found];
  std::optional<std::size_t> near = nearest_of(typed, names);
  return error{errc::not_found, what_is_missing,
               near ? msg("did you mean {}?", printable(names[*near])) : list_command};
}

}  // namespace bangtin::admin_cli::commands
