// Uses the time zone rules of the timeline through the same functions, so questions and planning agree.
#include "admin-cli/views/instants.hpp"

#include <algorithm>
#include <chrono>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/schedule/calendar.hpp"

namespace bangtin::admin_cli::views {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Removes what it recognizes from the front of the text.
class time_reader {
 public:
  explicit time_reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view one_of) {
    if (rest_.empty() || one_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Reads a number of `min_digits` to two digits, at most `most`.
  std::optional<int> number(int most, std::size_t min_digits = 2) {
    std::size_t digits = std::min({rest_.find_first_not_of("0123456789"), rest_.size(), std::size_t(2)});
    if (digits < min_digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (rest_[i] - '0');
    rest_.remove_prefix(digits);
    return value <= most ? std::optional(value) : std::nullopt;
  }
  // Reads `9:30`, `09:30:15`, `09:30:15.250`, `9h` or `9h30`.
  std::optional<milliseconds> time_of_day() {
    auto hour = number(23, 1);
    if (!hour) return std::nullopt;
    const bool by_letter = take("h");
    if (by_letter && at_end()) return hours(*hour);
    if (!by_letter && !take(":")) return std::nullopt;
    auto minute = number(59);
    if (!minute) return std::nullopt;
    milliseconds time = hours(*hour) + minutes(*minute);
    if (by_letter || !take(":")) return time;
    auto second = number(59);
    if (!second) return std::nullopt;
    time += seconds(*second);
    return take(".") ? fraction(time) : time;
  }
  // Reads `Z` or `+07:00`.
  std::optional<milliseconds> offset() {
    if (take("Zz")) return milliseconds(0);
    const bool west = take("-");
    if (!west && !take("+")) return std::nullopt;
    auto hour = number(23);
    if (!hour || !take(":")) return std::nullopt;
    auto minute = number(59);
    if (!minute) return std::nullopt;
    milliseconds size = hours(*hour) + minutes(*minute);
    return west ? -size : size;
  }

 private:
  // Reads 1 to 9 digits, truncated to the millisecond.
  std::optional<milliseconds> fraction(milliseconds whole) {
    std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits < 1 || digits > 9) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i) value = value * 10 + (i < digits ? rest_[i] - '0' : 0);
    rest_.remove_prefix(digits);
    return whole + milliseconds(value);
  }

  std::string_view rest_;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct written_time {
  milliseconds wall{};
  std::optional<milliseconds> offset;  // of RFC 3339
};

std::optional<written_time> whole_time(std::string_view text) {
  time_reader rest(text);
  auto wall = rest.time_of_day();
  if (!wall) return std::nullopt;
  if (rest.at_end()) return written_time{*wall, {}};
  auto offset = rest.offset();
  if (!offset || !rest.at_end()) return std::nullopt;
  return written_time{*wall, offset};
}

}  // namespace

std::optional<utc_ms> parse_instant(std::string_view text, const std::string& timezone, utc_ms now,
                                    tense year) {
  const std::string word = folded(trimmed(text));
  if (word == "now" || word == "bây giờ") return now;
  const playlists::schedule::calendar site(timezone);
  if (auto time = whole_time(word); time && !time->offset) return site.begins(site.day_of(now), time->wall);
  const playlists::programme::calendar_date today = today_in(timezone, now);
  const std::string_view all = word;
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {
    // Of "2026-10-05t09:30" too, whose letter stands between digits.
    if (all[i] != ' ' && (all[i] != 't' || !is_digit(all[i - 1]) || !is_digit(all[i + 1]))) continue;
    std::string_view left = trimmed(all.substr(0, i)), right = trimmed(all.substr(i + 1));
    auto day = parse_day(left, today, year);
    auto time = whole_time(right);
    if (!day || !time) {
      constexpr std::string_view day_word = "ngày ";
      if (right.starts_with(day_word)) right = trimmed(right.substr(day_word.size()));
      day = parse_day(right, today, year);
      time = whole_time(left);
      if (time && time->offset) continue;
    }
    if (!day || !time) continue;
    auto local = std::chrono::local_days(std::chrono::year(day->year) / day->month / day->day);
    if (!time->offset) return site.begins(local, time->wall);
    return utc_ms(local.time_since_epoch() + time->wall - *time->offset);
  }
  return std::nullopt;
}

error no_instant(std::string_view text) {
  return {errc::usage, msg("\"{}\" is no time", printable(text)),
          msg("write it as 7:30 or 7h30 for today, as 30/11 14:16, or as 2026-11-30T14:16")};
}

}  // namespace bangtin::admin_cli::views
