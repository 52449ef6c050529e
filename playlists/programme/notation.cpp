#include "playlists/programme/notation.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace bangtin::playlists::programme {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::optional<int> day_number(std::string_view name) {
  for (std::size_t i = 0; i < day_names.size(); ++i) {
    if (day_names[i] == name) return static_cast<int>(i);
  }
  return std::nullopt;
}

// Parses the text if it consists of digits only.
std::optional<int> digits(std::string_view text) {
  int n = 0;
  if (text.empty()) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

std::optional<milliseconds> parse_time(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon > 2 || text.size() != colon + 3) return std::nullopt;
  auto h = digits(text.substr(0, colon));
  auto m = digits(text.substr(colon + 1));
  if (!h || !m || *m > 59 || *h > 24 || (*h == 24 && *m != 0)) return std::nullopt;
  return hours(*h) + minutes(*m);
}

// Parses MM-DD, whatever the numbers.
std::optional<calendar_date> two_numbers(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  auto month = digits(text.substr(0, 2));
  auto day = digits(text.substr(3));
  if (!month || !day) return std::nullopt;
  return calendar_date{0, *month, *day};
}

// Parses YYYY-MM-DD, whatever the numbers.
std::optional<calendar_date> four_and_two_numbers(std::string_view text) {
  if (text.size() != 10 || text[4] != '-') return std::nullopt;
  auto year = digits(text.substr(0, 4));
  auto rest = two_numbers(text.substr(5));
  if (!year || !rest) return std::nullopt;
  return calendar_date{*year, rest->month, rest->day};
}

bool exists(int year, const calendar_date& d) {
  if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(d.month)),
                                     std::chrono::day(static_cast<unsigned>(d.day)))
      .ok();
}

template <class T, std::size_t N>
using names_of = std::array<std::pair<T, std::string_view>, N>;

template <class T, std::size_t N>
std::string_view name_of(const names_of<T, N>& names, T value) {
  for (const auto& [v, name] : names) {
    if (v == value) return name;
  }
  return "";
}

template <class T, std::size_t N>
std::optional<T> value_of(const names_of<T, N>& names, std::string_view text) {
  for (const auto& [v, name] : names) {
    if (name == text) return v;
  }
  return std::nullopt;
}

constexpr names_of<media_kind, 4> kinds{{{media_kind::video, "video"},
                                         {media_kind::image, "image"},
                                         {media_kind::pages, "pages"},
                                         {media_kind::subtitles, "subtitles"}}};
constexpr names_of<level, 3> levels{
    {{level::takeover, "takeover"}, {level::normal, "normal"}, {level::filler, "filler"}}};
constexpr names_of<picture_fit, 2> fits{{{picture_fit::contain, "contain"}, {picture_fit::cover, "cover"}}};
constexpr names_of<qr_place, 3> qr_places{
    {{qr_place::beside, "beside"}, {qr_place::corner, "corner"}, {qr_place::none, "none"}}};
constexpr names_of<ticker_place, 2> ticker_places{
    {{ticker_place::band, "band"}, {ticker_place::over, "over"}}};
constexpr names_of<item_order, 2> orders{
    {{item_order::sequential, "sequential"}, {item_order::shuffle, "shuffle"}}};

}  // namespace

std::optional<weekday_set> parse_days(std::string_view text) {
  unsigned set = 0;
  for (;;) {
    std::size_t comma = text.find(',');
    std::string_view part = trimmed(text.substr(0, comma), " ");
    std::size_t dash = part.find('-');
    auto first = day_number(trimmed(part.substr(0, dash), " "));
    auto last = dash == std::string_view::npos ? first : day_number(trimmed(part.substr(dash + 1), " "));
    if (!first || !last) return std::nullopt;
    for (int d = *first;; d = (d + 1) % 7) {
      set |= 1U << d;
      if (d == *last) break;
    }
    if (comma == std::string_view::npos) return static_cast<weekday_set>(set);
    text.remove_prefix(comma + 1);
  }
}

std::string format_days(weekday_set days) {
  std::string text;
  for (std::size_t first = 0; first < 7;) {
    if ((days >> first & 1) == 0) {
      ++first;
      continue;
    }
    std::size_t end = first;
    while (end < 7 && (days >> end & 1) != 0) ++end;
    if (!text.empty()) text += ',';
    text += day_names[first];
    if (end - first > 1) {
      text += end - first > 2 ? '-' : ',';
      text += day_names[end - 1];
    }
    first = end;
  }
  return text;
}

std::optional<day_hours> parse_hours(std::string_view text) {
  std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  auto from = parse_time(trimmed(text.substr(0, dash), " "));
  auto to = parse_time(trimmed(text.substr(dash + 1), " "));
  if (!from || !to || *from >= hours(24)) return std::nullopt;
  return day_hours{*from, *to};
}

std::string format_hours(const day_hours& h) {
  auto in_minutes = [](milliseconds t) { return std::chrono::duration_cast<minutes>(t).count(); };
  auto from = in_minutes(h.from);
  auto to = in_minutes(h.to);
  return fmt::format("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60);
}

bool is_valid_hours(const day_hours& h) {
  auto whole = [](milliseconds t) { return t.count() >= 0 && t <= hours(24) && t % minutes(1) == t.zero(); };
  return whole(h.from) && whole(h.to) && h.from < hours(24);
}

std::optional<calendar_date> parse_date(std::string_view text) {
  auto date = four_and_two_numbers(text);
  return date && is_valid_date(*date) ? date : std::nullopt;
}

bool is_date_out_of_range(std::string_view text) {
  auto date = four_and_two_numbers(text);
  return date && exists(date->year, *date) && !is_valid_date(*date);
}

std::optional<calendar_date> parse_month_day(std::string_view text) {
  auto date = two_numbers(text);
  return date && is_valid_month_day(*date) ? date : std::nullopt;
}

std::optional<calendar_date> parse_lunar_month_day(std::string_view text) {
  auto date = two_numbers(text);
  return date && is_valid_lunar_month_day(*date) ? date : std::nullopt;
}

std::string format_date(const calendar_date& d) {
  if (d.year == 0) return fmt::format("{:02}-{:02}", d.month, d.day);
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

bool is_valid_date(const calendar_date& d) {
  return d.year >= first_year && d.year <= last_year && exists(d.year, d);
}

bool is_valid_month_day(const calendar_date& d) {
  return d.year == 0 && exists(2000, d);  // a leap year, so 02-29 exists
}

bool is_valid_lunar_month_day(const calendar_date& d) {
  return d.year == 0 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 30;
}

std::string_view to_string(media_kind k) {
  return name_of(kinds, k);
}
std::string_view to_string(level l) {
  return name_of(levels, l);
}
std::string_view to_string(item_order o) {
  return name_of(orders, o);
}
std::string_view to_string(picture_fit f) {
  return name_of(fits, f);
}
std::string_view to_string(qr_place q) {
  return name_of(qr_places, q);
}
std::string_view to_string(ticker_place t) {
  return name_of(ticker_places, t);
}
std::optional<media_kind> media_kind_from(std::string_view name) {
  return value_of(kinds, name);
}
std::optional<level> level_from(std::string_view name) {
  return value_of(levels, name);
}
std::optional<item_order> item_order_from(std::string_view name) {
  return value_of(orders, name);
}
std::optional<picture_fit> picture_fit_from(std::string_view name) {
  return value_of(fits, name);
}
std::optional<qr_place> qr_place_from(std::string_view name) {
  return value_of(qr_places, name);
}
std::optional<ticker_place> ticker_place_from(std::string_view name) {
  return value_of(ticker_places, name);
}

}  // namespace bangtin::playlists::programme
