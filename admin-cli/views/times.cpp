// Uses the time zone rules of the timeline through the same functions, so display and planning agree.
#include "admin-cli/views/times.hpp"

#include <algorithm>

#include "base/language.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"

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
  // Reads two digits, at most `most`.
  std::optional<int> number(int most) {
    auto digit = [&](std::size_t i) { return rest_[i] >= '0' && rest_[i] <= '9'; };
    if (rest_.size() < 2 || !digit(0) || !digit(1)) return std::nullopt;
    int value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    rest_.remove_prefix(2);
    return value <= most ? std::optional(value) : std::nullopt;
  }
  // Reads `09:30`, `09:30:15` or `09:30:15.250`.
  std::optional<milliseconds> time_of_day() {
    auto hour = number(23);
    if (!hour || !take(":")) return std::nullopt;
    auto minute = number(59);
    if (!minute) return std::nullopt;
    milliseconds time = hours(*hour) + minutes(*minute);
    if (!take(":")) return time;
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

}  // namespace

std::string local_rfc3339(utc_ms t, const std::string& timezone) {
  playlists::programme::programme p;
  p.timezone = timezone;
  try {
    return playlists::schedule::to_local_rfc3339(p, t);
  } catch (const std::exception&) {
    return to_rfc3339_utc(t);
  }
}

std::string local_time(utc_ms t, const std::string& timezone) {
  std::string full = local_rfc3339(t, timezone);
  return full.substr(0, 10) + " " + full.substr(11, 8);
}

std::string short_date(utc_ms t) {
  return to_rfc3339_utc(t).substr(0, 10);
}

std::string month_of(utc_ms t, const std::string& timezone) {
  return local_rfc3339(t, timezone).substr(0, 7);
}

std::optional<utc_ms> parse_instant(std::string_view text, const std::string& timezone, utc_ms now) {
  constexpr std::size_t date_size = 10;
  const playlists::schedule::calendar site(timezone);
  playlists::programme::local_day day = site.day_of(now);
  time_reader rest(text);
  const bool dated = text.size() > date_size && text[4] == '-';
  if (dated) {
    auto date = playlists::programme::parse_date(text.substr(0, date_size));
    if (!date) return std::nullopt;
    day = std::chrono::local_days(std::chrono::year(date->year) / date->month / date->day);
    rest = time_reader(text.substr(date_size));
    if (!rest.take("Tt ")) return std::nullopt;
  }
  auto wall = rest.time_of_day();
  if (!wall) return std::nullopt;
  if (rest.at_end()) return site.begins(day, *wall);
  auto offset = rest.offset();
  if (!offset || !dated || !rest.at_end()) return std::nullopt;
  return utc_ms(day.time_since_epoch() + *wall - *offset);
}

std::string ago(utc_ms then, utc_ms now) {
  using namespace std::chrono;
  auto passed = duration_cast<seconds>(now - then);
  if (passed < 5s) return tr("just now");
  if (passed < 120s) return tr("{} s ago", passed.count());
  if (passed < 2h) return tr("{} min ago", duration_cast<minutes>(passed).count());
  if (passed < 48h) return tr("{} h ago", duration_cast<hours>(passed).count());
  return tr("{} days ago", duration_cast<days>(passed).count());
}

}  // namespace bangtin::admin_cli::views
