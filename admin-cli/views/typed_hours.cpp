// Every way to write a list becomes commas, and every way to write a range becomes a dash, before anything is
// read.
#include "admin-cli/views/typed_hours.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::day_hours;
using playlists::programme::weekday_set;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::size_t max_typed_bytes = 20'000;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

void drop_front(std::string& text, std::string_view word) {
  if (text.starts_with(word)) text.erase(0, word.size());
}

// In small letters, with "," between parts and "-" within ranges.
std::string simplified(std::string_view text) {
  std::string words = folded(trimmed(text, " \t\n"));
  for (std::string_view space : {"\t", "\n", "\u00A0"}) replace_all(words, space, " ");
  for (std::string_view first : {"từ ", "tu ", "lúc ", "luc ", "from ", "at ", "vào ", "on "})
    drop_front(words, first);
  for (std::string_view list : {" và ", " va ", " and ", ";", " & "}) replace_all(words, list, ",");
  for (std::string_view range : {" đến ", " den ", " tới ", " toi ", " to ", "–", "—", "−"})
    replace_all(words, range, "-");
  return words;
}

struct day_word {
  std::string_view word;
  weekday_set days;
};

constexpr std::array day_words_typed{
    day_word{"mon", 1},       day_word{"monday", 1}, day_word{"tue", 2},       day_word{"tues", 2},
    day_word{"tuesday", 2},   day_word{"wed", 4},    day_word{"wednesday", 4}, day_word{"thu", 8},
    day_word{"thur", 8},      day_word{"thurs", 8},  day_word{"thursday", 8},  day_word{"fri", 16},
    day_word{"friday", 16},   day_word{"sat", 32},   day_word{"saturday", 32}, day_word{"sun", 64},
    day_word{"sunday", 64},   day_word{"cn", 64},    day_word{"chủ nhật", 64}, day_word{"chu nhat", 64},
    day_word{"chúa nhật", 64}};
// Behind "thứ", "thu" or "t", and alone where an earlier day was written so.
constexpr std::array day_numbers{
    day_word{"2", 1},    day_word{"hai", 1}, day_word{"3", 2},    day_word{"ba", 2},   day_word{"4", 4},
    day_word{"tư", 4},   day_word{"tu", 4},  day_word{"bốn", 4},  day_word{"5", 8},    day_word{"năm", 8},
    day_word{"nam", 8},  day_word{"6", 16},  day_word{"sáu", 16}, day_word{"sau", 16}, day_word{"7", 32},
    day_word{"bảy", 32}, day_word{"bay", 32}};
constexpr std::array day_sets{
    day_word{"hằng ngày", 0x7f}, day_word{"hàng ngày", 0x7f},     day_word{"hang ngay", 0x7f},
    day_word{"mọi ngày", 0x7f},  day_word{"cả tuần", 0x7f},       day_word{"every day", 0x7f},
    day_word{"daily", 0x7f},     day_word{"ngày làm việc", 0x1f}, day_word{"ngay lam viec", 0x1f},
    day_word{"weekdays", 0x1f},  day_word{"working days", 0x1f},  day_word{"cuối tuần", 0x60},
    day_word{"cuoi tuan", 0x60}, day_word{"weekend", 0x60},       day_word{"weekends", 0x60}};

template <std::size_t N>
std::optional<weekday_set> look_up(const std::array<day_word, N>& all, std::string_view word) {
  for (const day_word& d : all) {
    if (d.word == word) return d.days;
  }
  return std::nullopt;
}

// The one day that a word means. `numbers` is set by a day that is written by its Vietnamese number, and then
// allows numbers alone.
std::optional<weekday_set> one_day(std::string_view word, bool& numbers) {
  if (auto day = look_up(day_words_typed, word)) return day;
  for (std::string_view front : {"thứ ", "thứ", "thu ", "t"}) {
    if (!word.starts_with(front)) continue;
    if (auto day = look_up(day_numbers, trimmed(word.substr(front.size())))) {
      numbers = true;
      return day;
    }
  }
  return numbers ? look_up(day_numbers, word) : std::nullopt;
}

// Reads `7`, `7:00`, `7h`, `7h30`, `7g30`, `7 giờ 30 phút`.
std::optional<milliseconds> time_of_day(std::string_view text) {
  std::string word(trimmed(text));
  for (std::string_view unit : {" giờ", "giờ", " gio", "gio", "g", ":"}) replace_all(word, unit, "h");
  for (std::string_view unit : {" phút", "phút", " phut", "phut"}) replace_all(word, unit, "");
  replace_all(word, " ", "");
  std::size_t letter = word.find('h');
  auto hour = parse_integer(word.substr(0, letter), 0, 24);
  std::string rest = letter == std::string::npos ? "" : word.substr(letter + 1);
  auto minute = rest.empty() ? std::optional<std::int64_t>(0) : parse_integer(rest, 0, 59);
  bool colon = text.find(':') != std::string_view::npos;
  if (!hour || !minute || word.starts_with('-') || rest.size() > 2 || (colon && rest.size() != 2))
    return std::nullopt;
  if (letter > 2 && letter != std::string::npos) return std::nullopt;
  milliseconds wall = hours(*hour) + minutes(*minute);
  return wall <= hours(24) ? std::optional(wall) : std::nullopt;
}

std::optional<day_hours> one_range(std::string_view text) {
  std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || text.find('-', dash + 1) != std::string_view::npos)
    return std::nullopt;
  auto from = time_of_day(text.substr(0, dash)), to = time_of_day(text.substr(dash + 1));
  if (!from || !to || *from >= hours(24)) return std::nullopt;
  return day_hours{*from, *to};
}

struct unit_word {
  std::string_view word;
  milliseconds size;
};

constexpr milliseconds one_ms{1}, one_second{1'000}, one_minute{60'000}, one_hour{3'600'000},
    one_day_long{86'400'000};
constexpr std::array units{
    unit_word{"ms", one_ms},         unit_word{"s", one_second},       unit_word{"giây", one_second},
    unit_word{"giay", one_second},   unit_word{"sec", one_second},     unit_word{"secs", one_second},
    unit_word{"second", one_second}, unit_word{"seconds", one_second}, unit_word{"m", one_minute},
    unit_word{"p", one_minute},      unit_word{"ph", one_minute},      unit_word{"'", one_minute},
    unit_word{"phút", one_minute},   unit_word{"phut", one_minute},    unit_word{"min", one_minute},
    unit_word{"mins", one_minute},   unit_word{"minute", one_minute},  unit_word{"minutes", one_minute},
    unit_word{"h", one_hour},        unit_word{"g", one_hour},         unit_word{"giờ", one_hour},
    unit_word{"gio", one_hour},      unit_word{"tiếng", one_hour},     unit_word{"tieng", one_hour},
    unit_word{"hour", one_hour},     unit_word{"hours", one_hour},     unit_word{"d", one_day_long},
    unit_word{"ngày", one_day_long}, unit_word{"ngay", one_day_long},  unit_word{"day", one_day_long},
    unit_word{"days", one_day_long}};

// Takes the digits at the front; nothing where there are none or too many.
std::optional<std::int64_t> take_number(std::string_view& rest) {
  std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  auto number = parse_integer(rest.substr(0, digits), 0, 999'999'999);
  rest.remove_prefix(digits);
  return number;
}

std::optional<milliseconds> take_unit(std::string_view& rest) {
  rest = trimmed(rest);
  std::string_view word = rest.substr(0, std::min(rest.find_first_of(" 0123456789"), rest.size()));
  for (const unit_word& u : units) {
    if (u.word != word) continue;
    rest.remove_prefix(word.size());
    return u.size;
  }
  return std::nullopt;
}

}  // namespace

std::optional<weekday_set> parse_weekdays(std::string_view text) {
  if (text.size() > max_typed_bytes) return std::nullopt;
  unsigned set = 0;
  bool numbers = false;
  for (const std::string& part : split(simplified(text), ',')) {
    std::string_view words = trimmed(part);
    if (auto all = look_up(day_sets, words)) {
      set |= *all;
      continue;
    }
    std::size_t dash = words.find('-');
    auto first = one_day(trimmed(words.substr(0, dash)), numbers);
    auto last = dash == std::string_view::npos ? first : one_day(trimmed(words.substr(dash + 1)), numbers);
    if (!first || !last) return std::nullopt;
    for (unsigned day = *first;; day = day == 64 ? 1 : day << 1U) {
      set |= day;
      if (day == *last) break;
    }
  }
  return static_cast<weekday_set>(set);
}

std::optional<std::vector<day_hours>> parse_typed_hours(std::string_view text) {
  if (text.size() > max_typed_bytes) return std::nullopt;
  const std::string words = simplified(text);
  if (words == "cả ngày" || words == "ca ngay" || words == "all day") return std::vector<day_hours>{};
  std::vector<day_hours> all;
  for (const std::string& part : split(words, ',')) {
    auto range = one_range(trimmed(part));
    if (!range) return std::nullopt;
    all.push_back(*range);
  }
  return all;
}

std::optional<milliseconds> parse_typed_duration(std::string_view text) {
  constexpr std::size_t max_bytes = 100;
  if (text.size() > max_bytes) return std::nullopt;
  const std::string words = folded(trimmed(text));
  std::string_view rest = words;
  milliseconds sum{}, last = milliseconds::max();
  while (!rest.empty()) {
    auto number = take_number(rest);
    if (!number) return std::nullopt;
    // "1h30": the minutes need no word behind hours.
    bool bare_minutes = rest.empty() && last == one_hour && *number < 60;
    auto unit = bare_minutes ? one_minute : take_unit(rest);
    if (!unit || *unit >= last) return std::nullopt;
    sum += *number * *unit;
    last = *unit;
    rest = trimmed(rest);
  }
  constexpr milliseconds longest = 30 * one_day_long;
  return sum.count() > 0 && sum <= longest ? std::optional(sum) : std::nullopt;
}

}  // namespace bangtin::admin_cli::views
