#include "admin-cli/views/days.hpp"

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "admin-cli/views/times.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/months.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::calendar_date;

// Whole numbers between `separator`; nothing if a part is none.
std::optional<std::vector<int>> numbers(std::string_view text, char separator) {
  std::vector<int> all;
  for (const std::string& part : split(text, separator)) {
    std::optional<std::int64_t> n = parse_integer(part, 1, 9999);
    if (!n || part.size() > 4) return std::nullopt;
    all.push_back(static_cast<int>(*n));
  }
  return all;
}

std::optional<calendar_date> if_valid(const calendar_date& d) {
  return playlists::programme::is_valid_date(d) ? std::optional(d) : std::nullopt;
}

constexpr std::array<std::string_view, 12> english_months{"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};

// The month that a word of three letters or more begins; nothing for other words.
std::optional<int> english_month(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  for (std::size_t i = 0; word.size() >= 3 && i < english_months.size(); ++i) {
    if (english_months[i].starts_with(word)) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

// "1 october 2026" and "october 1, 2026" as "1/10/2026"; other texts as they are.
std::string english_day(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string& part : split(text, ' ')) {
    std::string_view word = trimmed(part, " ,");
    if (!word.empty()) words.emplace_back(word);
  }
  if (words.size() != 2 && words.size() != 3) return text;
  if (english_month(words[0])) std::swap(words[0], words[1]);
  std::optional<int> month = english_month(words[1]);
  if (!month) return text;
  return words[0] + "/" + std::to_string(*month) + (words.size() == 3 ? "/" + words[2] : "");
}

// "ngày 1 tháng 10 năm 2026", "mùng 3 tháng giêng", "rằm tháng bảy" with slashes; other texts as they are.
std::string vietnamese_day(std::string text) {
  for (std::string_view front : {"ngày ", "ngay ", "mùng ", "mồng ", "mung "}) {
    if (text.starts_with(front)) text.erase(0, front.size());
  }
  if (text.starts_with("rằm ")) text.replace(0, std::string_view("rằm ").size(), "15 ");
  auto turn = [&](std::string_view word, std::string_view into) {
    if (std::size_t at = text.find(word); at != std::string::npos) text.replace(at, word.size(), into);
  };
  for (std::string_view month : {" tháng ", " thang "}) turn(month, "/");
  for (std::string_view year : {" năm ", " nam "}) turn(year, "/");
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> names{{{"/giêng", "/1"},
                                                                                 {"/chạp", "/12"},
                                                                                 {"/mười hai", "/12"},
                                                                                 {"/mười một", "/11"},
                                                                                 {"/mười", "/10"},
                                                                                 {"/hai", "/2"},
                                                                                 {"/ba", "/3"},
                                                                                 {"/tư", "/4"},
                                                                                 {"/năm", "/5"},
                                                                                 {"/sáu", "/6"},
                                                                                 {"/bảy", "/7"},
                                                                                 {"/tám", "/8"},
                                                                                 {"/chín", "/9"}}};
  for (const auto& [name, number] : names) turn(name, number);
  return text;
}

std::string with_slashes(const std::string& text) {
  return english_day(vietnamese_day(text));
}

calendar_date day_from(const calendar_date& d, int away) {
  using namespace std::chrono;
  year_month_day other(sys_days(year(d.year) / d.month / d.day) + days(away));
  return {static_cast<int>(other.year()), static_cast<int>(static_cast<unsigned>(other.month())),
          static_cast<int>(static_cast<unsigned>(other.day()))};
}

// The next or the last day with this day and month; a 29 February comes every few years.
std::optional<calendar_date> day_in(int day, int month, const calendar_date& today, bool coming) {
  for (int years = 0; years < 9; ++years) {
    calendar_date d{coming ? today.year + years : today.year - years, month, day};
    bool fits = coming ? d >= today : d <= today;
    if (fits && playlists::programme::is_valid_date(d)) return d;
  }
  return std::nullopt;
}

std::optional<calendar_date> with_year(int day, int month, const calendar_date& today, tense t) {
  const std::optional<calendar_date> next = day_in(day, month, today, true),
                                     last = day_in(day, month, today, false);
  if (t != tense::nearest || !next || !last) return t == tense::past ? last : next;
  auto count = [](const calendar_date& d) {
    return std::chrono::sys_days(std::chrono::year(d.year) / d.month / d.day);
  };
  return count(*next) - count(today) < count(today) - count(*last) ? next : last;
}

// 0: today, 1: tomorrow, -1: yesterday; nothing for other words.
std::optional<int> days_from_today(std::string_view word) {
  if (word == "hôm nay" || word == "today") return 0;
  if (word == "mai" || word == "ngày mai" || word == "tomorrow") return 1;
  if (word == "hôm qua" || word == "yesterday") return -1;
  return std::nullopt;
}

// 0: this month, -1: the one before; nothing for other words.
std::optional<int> months_from_now(std::string_view text) {
  const std::string word = folded(trimmed(text));
  if (word == "tháng này" || word == "this month") return 0;
  if (word == "tháng trước" || word == "last month") return -1;
  return std::nullopt;
}

}  // namespace

calendar_date today_in(const std::string& timezone, utc_ms now) {
  // Any instant, also one that no programme can name, such as 1970 west of Greenwich.
  auto parts = numbers(local_rfc3339(now, timezone).substr(0, 10), '-');
  if (!parts || parts->size() != 3) return {1970, 1, 1};
  return {(*parts)[0], (*parts)[1], (*parts)[2]};
}

std::optional<calendar_date> parse_written_day(std::string_view text, const calendar_date& today) {
  const std::string word = folded(trimmed(text));
  if (std::optional<int> days = days_from_today(word)) return day_from(today, *days);
  const std::string written = with_slashes(word);
  bool slashes = written.find('/') != std::string::npos;
  std::optional<std::vector<int>> parts = numbers(written, slashes ? '/' : '-');
  if (!parts) return std::nullopt;
  const std::vector<int>& n = *parts;
  if (slashes && n.size() == 2) {
    const calendar_date d{0, n[1], n[0]};
    return playlists::programme::is_valid_month_day(d) ? std::optional(d) : std::nullopt;
  }
  if (slashes && n.size() == 3) return if_valid({n[2], n[1], n[0]});
  if (!slashes && n.size() == 3) return if_valid({n[0], n[1], n[2]});
  return std::nullopt;
}

std::optional<calendar_date> parse_day(std::string_view text, const calendar_date& today, tense year) {
  const std::optional<calendar_date> d = parse_written_day(text, today);
  return d && d->year == 0 ? with_year(d->day, d->month, today, year) : d;
}

std::optional<calendar_date> parse_recurring_day(std::string_view text,
                                                 playlists::programme::recurrence repeats) {
  const bool lunar = repeats == playlists::programme::recurrence::lunar;
  std::string word = folded(trimmed(text));
  for (std::string_view end : {" âm lịch", " âm", " hằng năm", " hàng năm", " every year"}) {
    if (word.ends_with(end)) word.erase(word.size() - end.size());
  }
  const std::string written = with_slashes(word);
  bool slash = written.find('/') != std::string::npos;
  std::optional<std::vector<int>> parts = numbers(written, slash ? '/' : '-');
  if (!parts || parts->size() != 2) return std::nullopt;
  // The programme file writes 10-01, with the month first.
  calendar_date d{0, (*parts)[slash ? 1 : 0], (*parts)[slash ? 0 : 1]};
  bool valid =
      lunar ? playlists::programme::is_valid_lunar_month_day(d) : playlists::programme::is_valid_month_day(d);
  return valid ? std::optional(d) : std::nullopt;
}

std::optional<std::string> parse_month(std::string_view text, const std::optional<calendar_date>& today) {
  auto written = [](int year, int month) {
    return playlists::programme::to_month_text(std::chrono::year(year) /
                                               std::chrono::month(static_cast<unsigned>(month)));
  };
  if (std::optional<int> months = months_from_now(text); months && today) {
    const int all = today->year * 12 + today->month - 1 + *months;
    return written(all / 12, all % 12 + 1);
  }
  std::string word = folded(trimmed(text));
  if (constexpr std::string_view month = "tháng "; word.starts_with(month)) word.erase(0, month.size());
  bool slash = word.find('/') != std::string::npos;
  std::optional<std::vector<int>> parts = numbers(word, slash ? '/' : '-');
  if (!parts || parts->size() != 2) return std::nullopt;
  // With a slash the month comes first, unless four digits show that it is the year.
  const bool year_last = slash && word.find('/') != 4;
  const int year = (*parts)[year_last ? 1 : 0], month = (*parts)[year_last ? 0 : 1];
  if (year < playlists::programme::first_year || month > 12) return std::nullopt;
  return written(year, month);
}

bool is_month_in_words(std::string_view text) {
  return months_from_now(text).has_value();
}

}  // namespace bangtin::admin_cli::views
