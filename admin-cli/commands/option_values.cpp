#include "admin-cli/commands/option_values.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::qr_place;

constexpr std::size_t max_shown = 60;  // characters

constexpr std::array<std::pair<std::string_view, qr_place>, 7> qr_words{{{"beside", qr_place::beside},
                                                                         {"corner", qr_place::corner},
                                                                         {"none", qr_place::none},
                                                                         {"false", qr_place::none},
                                                                         {"no", qr_place::none},
                                                                         {"off", qr_place::none},
                                                                         {"không", qr_place::none}}};
constexpr std::array<std::pair<std::string_view, bool>, 12> switch_words{{{"true", true},
                                                                          {"yes", true},
                                                                          {"on", true},
                                                                          {"1", true},
                                                                          {"có", true},
                                                                          {"bật", true},
                                                                          {"false", false},
                                                                          {"no", false},
                                                                          {"off", false},
                                                                          {"0", false},
                                                                          {"không", false},
                                                                          {"tắt", false}}};

template <class T, std::size_t N>
result<std::optional<T>> word_from(std::string_view key, std::string_view typed,
                                   const std::array<std::pair<std::string_view, T>, N>& words,
                                   const message& remedy) {
  const std::string word = folded(trimmed(typed, " \t\n"));
  if (word.empty()) return std::optional<T>();
  auto found = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == word; });
  if (found == words.end()) return wrong_value(key, typed, remedy);
  return std::optional<T>(found->second);
}

}  // namespace

std::string shown_value(std::string_view typed) {
  std::string_view first = first_characters(typed, max_shown);
  return printable(first) + (first.size() < typed.size() ? "…" : "");
}

error wrong_value(std::string_view key, std::string_view typed, message remedy) {
  return {errc::usage, msg("{} cannot be \"{}\"", placeholder(key), shown_value(typed)), std::move(remedy)};
}

error wrong_because(const message& what, const playlists::text::unreadable& why) {
  return {errc::usage, msg("{}: {}", inner(what), inner(why.what)), why.remedy};
}

result<std::string> line_of(std::string_view key, std::string_view typed) {
  std::string line = to_nfc(trimmed(typed, " \t\n"));
  if (auto bad = playlists::text::find_bad_line(line)) {
    return wrong_because(msg("{} cannot be \"{}\"", key, shown_value(typed)), *bad);
  }
  return line;
}

result<std::string> new_name(std::string_view typed, const message& refused, name_rule rule) {
  std::string name = to_nfc(trimmed(typed));
  if (auto bad = rule(name)) return wrong_because(refused, *bad);
  return name;
}

result<std::optional<qr_place>> qr_from(std::string_view key, std::string_view typed) {
  return word_from(key, typed, qr_words, msg("write beside, corner or no"));
}

result<std::optional<bool>> switch_from(std::string_view key, std::string_view typed) {
  return word_from(key, typed, switch_words, msg("write yes or no"));
}

std::optional<std::string> value_of(const arguments& given, std::string_view key) {
  std::optional<std::string> typed = given.get(key);
  if (!typed) return std::nullopt;
  return std::string(trimmed(*typed, " \t\n"));
}

std::vector<std::string> parts_of(const arguments& given, std::string_view key) {
  std::vector<std::string> parts;
  for (const std::string& value : given.all(key)) {
    for (const std::string& part : split(value, ',')) {
      std::string_view word = trimmed(part, " \t\n");
      if (!word.empty()) parts.emplace_back(word);
    }
  }
  return parts;
}

}  // namespace bangtin::admin_cli::commands
