// Only rules that say one simple thing have words; any other part in a rule leaves it as it is.
#include "admin-cli/views/window_words.hpp"

#include "base/counted.hpp"
#include "base/language.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::calendar_date;
using playlists::schedule::frequency;
using playlists::schedule::ordinals;
using playlists::schedule::rule_parts;

std::vector<int> numbers_of(const std::bitset<367>& set) {
  std::vector<int> all;
  for (std::size_t n = 1; n < set.size(); ++n) {
    if (set[n]) all.push_back(static_cast<int>(n));
  }
  return all;
}

bool only_weekdays(const rule_parts& r) {
  return !r.numbered && !r.month_days.any() && !r.months.any();
}

std::string weekly_words(const rule_parts& r) {
  if (!r.weekdays.any() || !only_weekdays(r)) return {};
  std::string on = days_words(static_cast<playlists::programme::weekday_set>(r.weekdays.to_ulong()));
  return r.interval == 1 ? tr("every week on {}", on) : tr("every {} weeks on {}", r.interval, on);
}

std::string days_of_month_words(const rule_parts& r) {
  std::vector<int> forward = numbers_of(r.month_days.forward), backward = numbers_of(r.month_days.backward);
  if (forward.empty()) return backward == std::vector{1} ? tr("on the last day of every month") : "";
  if (!backward.empty()) return {};
  std::vector<std::string> parts;
  for (int day : forward) parts.push_back(std::to_string(day));
  return tr("on day {} of every month", listed_words(parts));
}

// "on the first Monday of every month": of rules that name one weekday with one number.
std::string nth_day_words(const rule_parts& r) {
  std::string words;
  for (std::size_t day = 0; day < r.nth_days.size(); ++day) {
    const ordinals& of = r.nth_days[day];
    if (!of.any()) continue;
    std::vector<int> forward = numbers_of(of.forward), backward = numbers_of(of.backward);
    if (!words.empty() || forward.size() + backward.size() != 1) return {};
    std::string name = weekday_words(static_cast<int>(day));
    if (forward.empty()) {
      if (backward.front() != 1) return {};
      words = tr("on the last {} of every month", name);
    } else {
      words = forward.front() == 1 ? tr("on the first {} of every month", name)
                                   : tr("on {} number {} of every month", name, forward.front());
    }
  }
  return words;
}

std::string monthly_words(const rule_parts& r) {
  if (r.interval != 1 || r.months.any() || r.weekdays.any()) return {};
  if (r.month_days.any() && r.numbered) return {};
  return r.month_days.any() ? days_of_month_words(r) : nth_day_words(r);
}

std::string yearly_words(const rule_parts& r) {
  std::vector<int> days = numbers_of(r.month_days.forward);
  bool one_day = days.size() == 1 && !r.month_days.backward.any() && r.months.count() == 1;
  if (r.interval != 1 || !one_day || r.has_weekdays()) return {};
  int month = 1;
  while (!r.months[static_cast<std::size_t>(month)]) ++month;
  return yearly_day_words(days.front(), month);
}

std::string daily_words(const rule_parts& r) {
  if (r.has_weekdays() || r.month_days.any() || r.months.any()) return {};
  return r.interval == 1 ? tr("every day") : tr("every {} days", r.interval);
}

// Empty for a rule that is not simple.
std::string simple_rule_words(const rule_parts& r) {
  if (r.year_days.any() || r.weeks.any() || r.positions.any() || (r.until && r.until->instant)) return {};
  switch (r.every) {
    case frequency::daily:
      return daily_words(r);
    case frequency::weekly:
      return weekly_words(r);
    case frequency::monthly:
      return monthly_words(r);
    case frequency::yearly:
      break;
  }
  return yearly_words(r);
}

calendar_date civil(playlists::programme::local_day d) {
  std::chrono::year_month_day ymd(d);
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

}  // namespace

std::string rule_words(const std::string& rrule) {
  result<rule_parts> r = playlists::schedule::parse_rule(rrule);
  std::string words = r ? simple_rule_words(*r) : "";
  if (words.empty()) return tr("by the rule {}", rrule);
  if (r->until) words = tr("{}, until {}", words, date_words(civil(r->until->date)));
  if (r->count == 0) return words;
  return translate(
      counted(r->count, msg("{}, once in all", words), msg("{}, {} times in all", words, r->count)));
}

}  // namespace bangtin::admin_cli::views
