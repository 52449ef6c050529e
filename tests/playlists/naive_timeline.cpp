#include "playlists/naive_timeline.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>
#include <optional>

namespace bangtin::playlists::testing {

namespace {

using fraction = boost::multiprecision::cpp_rational;
using std::chrono::days;
using std::chrono::minutes;

constexpr int minutes_of_day = 1440;

bool on_weekday(weekday_set set, local_day d) {
  // 1970-01-01 was a Thursday.
  auto since_monday = ((d.time_since_epoch().count() + 3) % 7 + 7) % 7;
  return (set >> since_monday & 1) != 0;
}

bool within(const day_hours& h, int minute_from_its_day) {
  auto t = minutes(minute_from_its_day);
  auto to = h.to <= h.from ? h.to + days(1) : h.to;
  return h.from <= t && t < to;
}

bool may_begin(const campaign& c, local_day d) {
  std::chrono::year_month_day ymd(d);
  calendar_date date{static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
                     static_cast<int>(static_cast<unsigned>(ymd.day()))};
  if (!on_weekday(c.days, d)) return false;
  if (std::count(c.except.begin(), c.except.end(), date) != 0) return false;
  if (c.repeats == recurrence::yearly) {
    date.year = 0;
    bool after = *c.from <= date, before = date <= *c.to;
    return *c.from <= *c.to ? after && before : after || before;
  }
  return (!c.from || *c.from <= date) && (!c.to || date <= *c.to);
}

struct runner {
  const campaign* c;
  int index;
  const playlist* list;
  std::size_t next;
  fraction own = 0;
  std::optional<utc_ms> since;  // active since; nothing while it is not
  utc_ms due{}, origin{};
  std::vector<char> active;  // at each minute of the day
};

class walk {
 public:
  walk(const programme& p, const screen& on, local_day d) : p_(p) {
    midnight_ = range_of(p, d).from;
    for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
      const campaign& c = p.campaigns[i];
      if (!applies_to(c, on)) continue;
      const playlist* list = p.find_playlist(c.playlist);
      auto n = static_cast<std::int64_t>(list->items.size());
      // The coprime nearest to n * 0.618.
      std::int64_t step = 0;
      fraction best = 10 * n;
      for (std::int64_t k = 0; k <= n; ++k) {
        fraction distance = abs(fraction(k) - fraction(n * 618, 1000));
        if (std::gcd(k, n) == 1 && distance < best) {
          best = distance;
          step = k;
        }
      }
      auto start = static_cast<std::size_t>(d.time_since_epoch().count() * step % n);
      runners_.push_back({&c, static_cast<int>(i), list, start, 0, {}, {}, {}, {}});
      for (int m = 0; m < minutes_of_day; ++m) runners_.back().active.push_back(is_active(c, d, m));
    }
    for (int m = 0; m < minutes_of_day; ++m) open_.push_back(is_open_at(on, d, m));
    std::sort(runners_.begin(), runners_.end(), [](auto& a, auto& b) { return a.c->name < b.c->name; });
  }

  std::vector<slot> run() {
    utc_ms t = midnight_;
    int minute = -1;
    const utc_ms end = midnight_ + days(1);
    while (t < end) {
      while (minute < minutes_of_day - 1 && midnight_ + minutes(minute + 1) <= t) take_minute(++minute);
      if (!at(open_, minute)) {
        t = midnight_ + minutes(minute + 1);
        continue;
      }
      t = one_slot(t, minute);
    }
    return slots_;
  }

 private:
  static bool at(const std::vector<char>& minutes_of_it, int minute) {
    return minutes_of_it[static_cast<std::size_t>(minute)] != 0;
  }
  static bool starts(const std::vector<char>& minutes_of_it, int minute) {
    return at(minutes_of_it, minute) && (minute == 0 || !at(minutes_of_it, minute - 1));
  }

  void take_minute(int minute) {
    utc_ms now = midnight_ + minutes(minute);
    for (runner& r : runners_) {
      if (!at(r.active, minute)) {
        r.since.reset();
        continue;
      }
      if (starts(r.active, minute)) {
        r.since = now;
        r.due = r.origin = now;
        r.own = std::max(r.own, virtual_time_[static_cast<std::size_t>(r.c->level)]);
      }
      if (starts(open_, minute)) r.due = r.origin = now;
    }
  }

  utc_ms hard_edge(int minute) const {
    for (int m = minute + 1; m < minutes_of_day; ++m) {
      if (!at(open_, m)) return midnight_ + minutes(m);
      for (const runner& r : runners_) {
        if (r.c->level == level::takeover && !r.c->every && starts(r.active, m))
          return midnight_ + minutes(m);
      }
    }
    return midnight_ + days(1);
  }

  // Everybody who is asked at t, in order.
  std::vector<runner*> offers(utc_ms t) {
    std::vector<runner*> all;
    for (level l : {level::takeover, level::normal, level::filler}) {
      std::vector<runner*> due, share;
      for (runner& r : runners_) {
        if (!r.since || r.c->level != l) continue;
        if (!r.c->every) {
          share.push_back(&r);
        } else if (r.due <= t) {
          due.push_back(&r);
        }
      }
      std::stable_sort(due.begin(), due.end(), [](auto* a, auto* b) { return a->due < b->due; });
      std::stable_sort(share.begin(), share.end(), [](auto* a, auto* b) { return a->own < b->own; });
      all.insert(all.end(), due.begin(), due.end());
      all.insert(all.end(), share.begin(), share.end());
      if (!share.empty()) break;
    }
    return all;
  }

  utc_ms one_slot(utc_ms t, int minute) {
    const utc_ms edge = hard_edge(minute);
    auto asked = offers(t);
    for (runner* r : asked) {
      const playlist_item& item = r->list->items[r->next];
      const media_item& media = *p_.find_media(item.media);
      if (t + total_duration(item, media) <= edge) return show(*r, item, media, t);
    }
    utc_ms until = edge;
    if (asked.empty()) until = next_offer(t, minute, edge);
    slots_.push_back({t, until, -1, 0, 0, slot_reason::slate});
    return until;
  }

  utc_ms show(runner& r, const playlist_item& item, const media_item& media, utc_ms t) {
    const utc_ms begun = t;
    bool guide = media.kind == media_kind::pages;
    for (int page = 1; page <= (guide ? media.pages : 1); ++page) {
      utc_ms to = t + page_duration(item, media);
      slots_.push_back({t, to, r.index, static_cast<int>(r.next), guide ? page : 0,
                        r.c->every ? slot_reason::every : slot_reason::share});
      t = to;
    }
    r.next = (r.next + 1) % r.list->items.size();
    if (r.c->every) {
      while (r.due <= begun) r.due += *r.c->every;
    } else {
      virtual_time_[static_cast<std::size_t>(r.c->level)] = r.own;
      r.own += fraction((t - begun).count(), r.c->share);
    }
    return t;
  }

  // The first instant after t at which somebody is asked: a campaign begins, or a cadence that is active
  // until then falls due.
  utc_ms next_offer(utc_ms t, int minute, utc_ms edge) const {
    utc_ms until = edge;
    for (const runner& r : runners_) {
      for (int m = minute + 1; m < minutes_of_day; ++m) {
        if (starts(r.active, m)) {
          until = std::min(until, midnight_ + minutes(m));
          break;
        }
      }
      if (!r.since || !r.c->every) continue;
      int last = minute;
      while (last + 1 < minutes_of_day && at(r.active, last + 1)) ++last;
      if (r.due > t && r.due < midnight_ + minutes(last + 1)) until = std::min(until, r.due);
    }
    return until;
  }

  const programme& p_;
  utc_ms midnight_;
  std::vector<char> open_;  // at each minute of the day
  std::vector<runner> runners_;
  fraction virtual_time_[3];
  std::vector<slot> slots_;
};

}  // namespace

bool is_active(const campaign& c, local_day d, int minute) {
  if (c.hours.empty()) return may_begin(c, d);
  return std::any_of(c.hours.begin(), c.hours.end(), [&](const day_hours& h) {
    return (may_begin(c, d) && within(h, minute)) ||
           (may_begin(c, d - days(1)) && within(h, minute + minutes_of_day));
  });
}

bool is_open_at(const screen& s, local_day d, int minute) {
  return s.open.empty() || std::any_of(s.open.begin(), s.open.end(), [&](const opening& o) {
           return (on_weekday(o.days, d) && within(o.hours, minute)) ||
                  (on_weekday(o.days, d - days(1)) && within(o.hours, minute + minutes_of_day));
         });
}

std::vector<slot> naive_timeline(const programme& p, const screen& on, local_day d) {
  return walk(p, on, d).run();
}

}  // namespace bangtin::playlists::testing
