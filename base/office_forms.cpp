// A date is looked for only where no letter, digit or hyphen stands beside it, so that identifiers and file
// names stay as they are.
#include "base/office_forms.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace bangtin {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool goes_on(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

// Whether the text begins with the pattern, in which '0' is any digit.
bool begins_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
  }
  return true;
}

int two_digits(std::string_view text) {
  return (text[0] - '0') * 10 + text[1] - '0';
}
bool is_month(std::string_view text) {
  const int n = two_digits(text);
  return n >= 1 && n <= 12;
}
bool is_day(std::string_view text) {
  const int n = two_digits(text);
  return n >= 1 && n <= 31;
}

struct found_date {
  std::size_t length = 0;  // 0: there is none
  std::string text;
};

found_date full_date(std::string_view text) {
  constexpr std::string_view day = "0000-00-00", minute = " 00:00", second = ":00";
  if (!begins_like(text, day) || !is_month(text.substr(5)) || !is_day(text.substr(8))) return {};
  std::string date = fmt::format("{}/{}/{}", text.substr(8, 2), text.substr(5, 2), text.substr(0, 4));
  std::string_view rest = text.substr(day.size());
  if (!begins_like(rest, minute)) return {day.size(), std::move(date)};
  std::size_t length = minute.size();
  if (begins_like(rest.substr(length), second)) length += second.size();
  return {day.size() + length, fmt::format("{} {}", rest.substr(1, length - 1), date)};
}

// The date with which the text begins.
found_date date_at(std::string_view text) {
  found_date found = full_date(text);
  if (found.length == 0 && begins_like(text, "0000-00") && is_month(text.substr(5))) {
    found = {7, fmt::format("{}/{}", text.substr(5, 2), text.substr(0, 4))};
  }
  if (found.length == 0 && begins_like(text, "00-00") && is_month(text) && is_day(text.substr(3))) {
    found = {5, fmt::format("{}/{}", text.substr(3, 2), text.substr(0, 2))};
  }
  if (found.length < text.size() && goes_on(text[found.length])) return {};
  return found;
}

}  // namespace

std::string day_first_dates(std::string_view text) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !goes_on(text[at - 1]);
    found_date found = begins ? date_at(text.substr(at)) : found_date{};
    all += found.length > 0 ? found.text : std::string(1, text[at]);
    at += found.length > 0 ? found.length : 1;
  }
  return all;
}

std::string comma_decimals(std::string_view text) {
  std::string all(text);
  for (std::size_t at = 1; at + 1 < all.size(); ++at) {
    if (all[at] == '.' && is_digit(all[at - 1]) && is_digit(all[at + 1])) all[at] = ',';
  }
  return all;
}

}  // namespace bangtin
