// Each part is a whole message with its values, because languages order them differently. Dates that recur
// have the month by name in English and by number in Vietnamese; the lunar year's first and last month have
// names.
#include "admin-cli/views/window_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "admin-cli/views/aspects.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/times.hpp"
#include "base/duration_words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::calendar_date;
using playlists::programme::day_hours;
using playlists::programme::recurrence;
using playlists::programme::run_window;
using std::chrono::hours;
using std::chrono::minutes;

constexpr hours whole_day{24};

std::string month_words(int month) {
  const std::array<std::string, 12> names{tr("January"),   tr("February"), tr("March"),    tr("April"),
                                          tr("May"),       tr("June"),     tr("July"),     tr("August"),
                                          tr("September"), tr("October"),  tr("November"), tr("December")};
  return names[static_cast<std::size_t>(std::clamp(month, 1, 12) - 1)];
}

std::string lunar_month_words(int month) {
  if (month == 1) return tr("lunar month 1");
  return month == 12 ? tr("lunar month 12") : tr("lunar month {}", month);
}

std::string recurring_words(const calendar_date& from, const calendar_date& to, bool lunar) {
  auto month = [&](const calendar_date& d) {
    return lunar ? lunar_month_words(d.month) : month_words(d.month);
  };
  if (from == to) {
    return lunar ? tr("on day {} of {}", from.day, month(from)) : yearly_day_words(from.day, from.month);
  }
  if (from.month == to.month && from < to) {
    return lunar ? tr("from day {} to {} of {}", from.day, to.day, month(from))
                 : tr("from {} to {} {} every year", from.day, to.day, month(from));
  }
  return lunar ? tr("from day {} of {} to day {} of {}", from.day, month(from), to.day, month(to))
               : tr("from {} {} to {} {} every year", from.day, month(from), to.day, month(to));
}

std::string clock_words(std::chrono::milliseconds wall) {
  auto all = std::chrono::duration_cast<minutes>(wall).count();
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

std::string all_hours_words(const std::vector<day_hours>& all) {
  bool whole = std::any_of(all.begin(), all.end(), [](const day_hours& h) {
    return h.from.count() == 0 && (h.to == whole_day || h.to.count() == 0);
  });
  if (all.empty() || whole) return tr("all day");
  std::vector<std::string> parts;
  for (const day_hours& h : all) parts.push_back(hours_words(h));
  return tr("at {}", listed_words(parts));
}

std::string exceptions_words(const std::vector<calendar_date>& all) {
  std::vector<std::string> parts;
  for (const calendar_date& d : all) parts.push_back(date_words(d));
  return tr("except {}", listed_words(parts));
}

}  // namespace

std::string weekday_words(int day) {
  const std::array<std::string, 7> names{tr("Monday"), tr("Tuesday"),  tr("Wednesday"), tr("Thursday"),
                                         tr("Friday"), tr("Saturday"), tr("Sunday")};
  return names[static_cast<std::size_t>(day)];
}

std::string yearly_day_words(int day, int month) {
  return tr("on {} {} every year", day, month_words(month));
}

std::string listed_words(const std::vector<std::string>& parts) {
  if (parts.empty()) return {};
  if (parts.size() > max_listed) {
    return fmt::format("{} … ({})", joined({parts.begin(), parts.begin() + max_listed}), parts.size());
  }
  std::string text = joined({parts.begin(), parts.end() - 1});
  return text.empty() ? parts.back() : tr("{} and {}", text, parts.back());
}

std::string date_words(const calendar_date& d) {
  return local_dates(fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day));
}

std::string instant_words(utc_ms t, const std::string& timezone, utc_ms now) {
  std::string time = local_clock(t, timezone);
  if (time.ends_with(":00")) time.resize(5);
  const calendar_date day = today_in(timezone, t);
  return day == today_in(timezone, now) ? tr("{} today", time) : tr("{} on {}", time, date_words(day));
}

std::string duration_words(std::chrono::milliseconds d) {
  return translate(duration_message(d));
}

std::string length_words(std::chrono::milliseconds d) {
  if (d.count() <= 0) return "–";
  const bool typed =
      d < std::chrono::seconds(1) || d % std::chrono::milliseconds(100) == std::chrono::milliseconds(0);
  return duration_words(typed ? d : std::chrono::round<std::chrono::seconds>(d));
}

std::string days_words(playlists::programme::weekday_set days) {
  if (days == playlists::programme::every_day) return tr("every day");
  std::vector<std::string> parts;
  for (int first = 0; first < 7; ++first) {
    if ((days >> first & 1) == 0) continue;
    int last = first;
    while (last < 6 && (days >> (last + 1) & 1) != 0) ++last;
    if (last - first < 2) {
      parts.push_back(weekday_words(first));
      continue;
    }
    parts.push_back(tr("{} to {}", weekday_words(first), weekday_words(last)));
    first = last;
  }
  return listed_words(parts);
}

std::string hours_words(const day_hours& h) {
  std::string both = clock_words(h.from) + "–" + clock_words(h.to);
  return h.to <= h.from ? tr("{} the next day", both) : both;
}

std::string openings_words(const std::vector<playlists::programme::opening>& all) {
  if (all.empty()) return tr("always open");
  std::vector<std::string> parts;
  for (const playlists::programme::opening& o : all) {
    parts.push_back(days_words(o.days) + " " + hours_words(o.hours));
  }
  return parts.size() > max_listed ? listed_words(parts) : joined(parts);
}

std::string dates_words(const run_window& w) {
  if (w.from && w.to && w.repeats != recurrence::none) {
    return recurring_words(*w.from, *w.to, w.repeats == recurrence::lunar);
  }
  if (w.from && w.to && *w.from == *w.to) return tr("on {}", date_words(*w.from));
  if (w.from && w.to) return tr("from {} to {}", date_words(*w.from), date_words(*w.to));
  if (w.from) return tr("from {} on", date_words(*w.from));
  return w.to ? tr("until {}", date_words(*w.to)) : "";
}

std::string window_words(const run_window& w) {
  std::vector<std::string> parts;
  std::string dates = dates_words(w);
  bool every_day = w.days == playlists::programme::every_day;
  if (dates.empty() && every_day && w.rrule.empty()) dates = tr("every day");
  if (!dates.empty()) parts.push_back(dates);
  parts.push_back(all_hours_words(w.hours));
  if (!every_day) parts.push_back(days_words(w.days));
  if (!w.rrule.empty()) parts.push_back(rule_words(w.rrule));
  if (!w.except.empty()) parts.push_back(exceptions_words(w.except));
  return joined(parts);
}

std::string screens_words(const std::vector<std::string>& screens) {
  if (std::find(screens.begin(), screens.end(), "all") != screens.end()) return tr("all screens");
  std::vector<std::string> parts;
  for (const std::string& s : screens) parts.push_back(s.starts_with('@') ? tr("group {}", s.substr(1)) : s);
  return listed_words(parts);
}

std::string amount_words(const playlists::programme::campaign& c) {
  return c.every ? tr("once every {}", duration_words(*c.every)) : tr("weight {}", c.share);
}

std::string level_words(playlists::programme::level l) {
  switch (l) {
    case playlists::programme::level::takeover:
      return tr("has the whole screen to itself");
    case playlists::programme::level::filler:
      return tr("only when nothing else plays");
    case playlists::programme::level::normal:
      break;
  }
  return {};
}

std::vector<std::string> look_words(const playlists::programme::campaign& c) {
  using playlists::programme::qr_place;
  std::vector<std::string> all;
  if (c.order == playlists::programme::item_order::shuffle) all.push_back(tr("in shuffled order"));
  if (c.fade.count() > 0) all.push_back(tr("pictures fade in over {}", duration_words(c.fade)));
  if (c.volume == 0) all.push_back(tr("without sound"));
  if (c.volume > 0 && c.volume != playlists::text::full_volume) all.push_back(tr("volume {} %", c.volume));
  if (c.fit == playlists::programme::picture_fit::cover) all.push_back(tr("pictures fill the screen"));
  if (c.qr == qr_place::beside) all.push_back(tr("QR codes beside the picture"));
  if (c.qr == qr_place::corner) all.push_back(tr("QR codes in the corner"));
  if (c.qr == qr_place::none) all.push_back(tr("without QR codes"));
  if (c.logo) all.push_back(*c.logo ? tr("with the logo") : tr("without the logo"));
  return all;
}

std::string campaign_words(const playlists::programme::campaign& c) {
  std::vector<std::string> parts{tr("playlist \"{}\" on {}", c.playlist, screens_words(c.screens)),
                                 window_words(c), amount_words(c)};
  if (std::string level = level_words(c.level); !level.empty()) parts.push_back(level);
  if (!c.task.empty()) parts.push_back(tr("for task {}", c.task));
  for (std::string& look : look_words(c)) parts.push_back(std::move(look));
  return joined(parts);
}

}  // namespace bangtin::admin_cli::views
