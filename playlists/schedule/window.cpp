// Hours that cross midnight belong to the day on which they begin, so a day has its own windows and the tails
// of yesterday's. No window is longer than 24 hours of the wall clock, so nothing older reaches today, unless
// that clock went back across midnight.
#include "playlists/schedule/window.hpp"

#include <algorithm>

#include "playlists/schedule/lunar.hpp"

namespace bangtin::playlists::schedule {

namespace {

using std::chrono::days;

bool is_among(programme::weekday_set set, programme::local_day d) {
  return (set >> (std::chrono::weekday(d).iso_encoding() - 1) & 1U) != 0;
}

programme::calendar_date civil(programme::local_day d) {
  std::chrono::year_month_day ymd(d);
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

programme::local_day day_from(const programme::calendar_date& date) {
  return programme::local_day(std::chrono::year(date.year) / date.month / date.day);
}

bool in_lunar_range(const programme::run_window& c, programme::local_day d) {
  auto date = to_lunar(d);
  return date && is_within(*date, c.from->month, c.from->day, c.to->month, c.to->day);
}

bool in_range(const programme::run_window& c, programme::local_day d, programme::calendar_date date) {
  if (c.repeats == programme::recurrence::lunar) return in_lunar_range(c, d);
  if (c.repeats == programme::recurrence::none) return !(c.from && date < *c.from) && !(c.to && *c.to < date);
  date.year = 0;
  if (*c.from <= *c.to) return *c.from <= date && date <= *c.to;
  return *c.from <= date || date <= *c.to;  // crosses New Year
}

constexpr milliseconds last_wall_time = std::chrono::hours(24) - milliseconds(1);

class windows {
 public:
  windows(const calendar& site, programme::local_day d, std::vector<programme::instant_range>& out)
      : site_(site), day_(site.day(d)), out_(out), first_(out.size()) {}

  void add(programme::local_day begun, const programme::day_hours& h) {
    bool crosses = h.to <= h.from;
    add({site_.begins(begun, h.from), site_.ends(crosses ? begun + days(1) : begun, h.to)});
  }
  void add_all_day() { add(day_); }

  // The first day whose windows may reach this one: usually yesterday. If clocks went back across last
  // midnight, it is the day before yesterday: the end of yesterday's evening then occurs twice, the second
  // time within today.
  programme::local_day first_begun(programme::local_day d) const {
    return site_.ends(d - days(1), last_wall_time) > day_.from ? d - days(2) : d - days(1);
  }

  // Sorts the added windows and merges those that touch or overlap.
  void merge() {
    auto begin = out_.begin() + static_cast<std::ptrdiff_t>(first_);
    if (out_.end() - begin < 2) return;
    std::sort(begin, out_.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    auto last = begin;
    for (auto next = begin + 1; next != out_.end(); ++next) {
      if (next->from <= last->to) {
        last->to = std::max(last->to, next->to);
      } else {
        *++last = *next;
      }
    }
    out_.erase(last + 1, out_.end());
  }

 private:
  void add(programme::instant_range r) {
    r.from = std::max(r.from, day_.from);
    r.to = std::min(r.to, day_.to);
    if (r.from < r.to) out_.push_back(r);
  }

  const calendar& site_;
  programme::instant_range day_;
  std::vector<programme::instant_range>& out_;
  std::size_t first_;
};

}  // namespace

run_days::run_days(const programme::run_window& w, const calendar& site) : window_(&w) {
  if (w.rrule.empty()) return;
  programme::local_day start{};
  if (w.repeats == programme::recurrence::none && w.from) start = day_from(*w.from);
  rule_ = std::make_shared<const recurrence_rule>(parse_rule(w.rrule).value(), start, site);
}

std::optional<day_obstacle> run_days::obstacle(programme::local_day d) const {
  const programme::run_window& w = *window_;
  const programme::calendar_date date = civil(d);
  if (!in_range(w, d, date)) return day_obstacle::dates;
  if (std::find(w.except.begin(), w.except.end(), date) != w.except.end()) return day_obstacle::exception;
  if (!is_among(w.days, d)) return day_obstacle::weekday;
  if (rule_ && !rule_->occurs_on(d)) return day_obstacle::rule;
  return std::nullopt;
}

bool runs_on(const calendar& site, const programme::run_window& w, programme::local_day d) {
  return run_days(w, site).holds(d);
}

std::optional<day_obstacle> obstacle(const calendar& site, const programme::run_window& w,
                                     programme::local_day d) {
  return run_days(w, site).obstacle(d);
}

void append_activity(const calendar& site, const run_days& its_days, programme::local_day d,
                     std::vector<programme::instant_range>& out) {
  windows w(site, d, out);
  const std::vector<programme::day_hours>& hours = its_days.of().hours;
  if (hours.empty()) {
    if (its_days.holds(d)) w.add_all_day();
    return;
  }
  for (programme::local_day begun = w.first_begun(d); begun <= d; begun += days(1)) {
    if (!its_days.holds(begun)) continue;
    for (const programme::day_hours& h : hours) w.add(begun, h);
  }
  w.merge();
}

void append_activity(const calendar& site, const programme::run_window& w, programme::local_day d,
                     std::vector<programme::instant_range>& out) {
  append_activity(site, run_days(w, site), d, out);
}

void append_hours(const calendar& site, const std::vector<programme::opening>& list, programme::local_day d,
                  std::vector<programme::instant_range>& out) {
  windows w(site, d, out);
  const programme::local_day first = w.first_begun(d);
  for (const programme::opening& o : list) {
    for (programme::local_day begun = first; begun <= d; begun += days(1)) {
      if (is_among(o.days, begun)) w.add(begun, o.hours);
    }
  }
  w.merge();
}

void append_openings(const calendar& site, const programme::screen& s, programme::local_day d,
                     std::vector<programme::instant_range>& out) {
  if (!s.open.empty()) return append_hours(site, s.open, d, out);
  windows(site, d, out).add_all_day();
}

}  // namespace bangtin::playlists::schedule
