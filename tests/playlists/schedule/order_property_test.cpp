// The order of slots: cadences and shares, judged from the slots alone.
#include <algorithm>
#include <map>
#include <tuple>

#include "playlists/property.hpp"
#include "playlists/random_site.hpp"
#include "playlists/schedule/slow_day.hpp"
#include "playlists/schedule/slow_model.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

constexpr int order_runs = 20;  // times a hundred

std::size_t index_of(const schedule::slot& x) {
  return static_cast<std::size_t>(x.campaign);
}

// Reads a day's slots from the beginning and tracks when each cadence is due.
class due_times {
 public:
  due_times(const site& s, const slow_day& calendar) : s_(s), calendar_(calendar) {}

  // The earliest due time that no slot has served, if the cadence is active then; may be later than t.
  std::optional<utc_ms> due(std::size_t i, utc_ms t) const {
    if (!calendar_.active(i, t)) return std::nullopt;
    utc_ms first = std::max(calendar_.active_since(i, t), calendar_.open_since(t));
    auto last = served_.find(i);
    if (last == served_.end() || last->second < first) return first;
    // The first multiple after the beginning of the last slot, which served all earlier ones.
    utc_ms next = first;
    milliseconds every = *s_.p.campaigns[i].every;
    next += (last->second - first) / every * every;
    while (next <= last->second) next += every;
    return next;
  }

  // Whether its next item ends by the next hard edge.
  bool fits(std::size_t i, utc_ms t) const {
    const programme::campaign& c = s_.p.campaigns[i];
    const std::vector<programme::playlist_item>& items = s_.p.find_playlist(c.playlist)->items;
    auto n = static_cast<std::int64_t>(items.size());
    auto begun = begun_.find(i);
    std::int64_t next =
        s_.day.time_since_epoch().count() * slow_step(n) + (begun == begun_.end() ? 0 : begun->second);
    return t + showing_of(s_.p, items[static_cast<std::size_t>(next % n)]).whole() <= calendar_.next_edge(t);
  }

  void take(const schedule::slot& x) {
    if (x.campaign < 0 || x.page > 1) return;
    ++begun_[index_of(x)];
    if (x.reason == schedule::slot_reason::every) served_[index_of(x)] = x.from;
  }

 private:
  const site& s_;
  const slow_day& calendar_;
  std::map<std::size_t, std::int64_t> begun_;
  std::map<std::size_t, utc_ms> served_;
};

TEST(cadence, is_never_early_and_the_longest_overdue_goes_first) {
  holds(order_runs, [] {
    site s = random_site({.shuffle = false});
    const programme::screen& on = s.p.screens[0];
    slow_day calendar(s.p, on, s.day);
    due_times times(s, calendar);
    RC_LOG() << text::to_text(s.p);
    for (const schedule::slot& x : schedule::timeline(s.p, on, s.day)) {
      if (x.page > 1) continue;
      RC_LOG() << line(s.p, x) << "\n";
      // Levels descending, then due times ascending, then names.
      using rank = std::tuple<int, utc_ms, std::string>;
      std::optional<rank> best;
      programme::level lowest = programme::level::filler;  // the lowest level that is asked
      for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
        const programme::campaign& c = s.p.campaigns[i];
        if (!c.every && calendar.active(i, x.from)) lowest = std::max(lowest, c.level);
      }
      for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
        const programme::campaign& c = s.p.campaigns[i];
        if (!c.every || c.level < lowest) continue;
        std::optional<utc_ms> due = times.due(i, x.from);
        if (!due || *due > x.from || !times.fits(i, x.from)) continue;
        rank r(-static_cast<int>(c.level), *due, c.name);
        if (!best || r < *best) best = r;
      }
      if (x.reason == schedule::slot_reason::every) {
        RC_ASSERT(best.has_value());
        RC_ASSERT(std::get<2>(*best) == s.p.campaigns[index_of(x)].name);
      } else if (best && x.campaign >= 0) {
        // A campaign by share comes before a due cadence only if its level is higher.
        RC_ASSERT(s.p.campaigns[index_of(x)].level > static_cast<programme::level>(-std::get<0>(*best)));
      } else if (best) {
        RC_FAIL("the slate, though a cadence is due and fits");
      }
      times.take(x);
    }
  });
}

TEST(slate, lasts_until_the_edge_or_until_something_is_offered) {
  holds(order_runs, [] {
    site s = random_site({.shuffle = false});
    const programme::screen& on = s.p.screens[0];
    slow_day calendar(s.p, on, s.day);
    due_times times(s, calendar);
    RC_LOG() << text::to_text(s.p);
    for (const schedule::slot& x : schedule::timeline(s.p, on, s.day)) {
      times.take(x);
      if (x.campaign >= 0) continue;
      RC_LOG() << line(s.p, x) << "\n";
      utc_ms edge = calendar.next_edge(x.from), next = edge;
      bool offered = false;  // an offered item does not fit
      for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
        for (utc_ms begin : calendar.beginnings(i)) {
          if (begin > x.from) next = std::min(next, begin);
        }
        if (!calendar.active(i, x.from)) continue;
        if (!s.p.campaigns[i].every) {
          offered = true;
          continue;
        }
        utc_ms due = times.due(i, x.from).value();
        bool still = calendar.active(i, due) && calendar.active_since(i, due) <= x.from;
        if (due <= x.from) offered = true;
        if (still && due > x.from) next = std::min(next, due);
      }
      RC_ASSERT(x.to == (offered ? edge : next));
    }
  });
}

// Compares the airtimes of two campaigns over all intervals between slots in which both are active and in
// which no offer of their level can have been skipped, today or earlier: |A_i/s_i - A_j/s_j| <= L_i/s_i +
// L_j/s_j, multiplied by s_i s_j.
class pair_of_shares {
 public:
  pair_of_shares(const site& s, const slow_day& calendar, std::size_t i, std::size_t j)
      : s_(s), calendar_(calendar), i_(i), j_(j) {
    for (std::size_t k = 0; k < s.p.campaigns.size(); ++k) {
      const programme::campaign& c = s.p.campaigns[k];
      if (c.level == campaign_(i).level && !c.every && calendar.ever_active(k)) {
        max_of_level_ = std::max(max_of_level_, longest(k));
      }
    }
  }

  bool keeps_the_bound(const std::vector<schedule::slot>& slots) {
    std::int64_t a = campaign_(i_).share, b = campaign_(j_).share;
    std::int64_t bound = longest(i_).count() * b + longest(j_).count() * a, ahead = 0, least = 0, most = 0;
    bool both = false;
    for (const schedule::slot& x : slots) {
      if (x.page <= 1 && x.from + max_of_level_ > calendar_.next_edge(x.from)) break;
      if (!both || !active_all_along(x)) ahead = least = most = 0;
      both = active_all_along(x);
      if (!both) continue;
      ++compared_;
      std::int64_t length = (x.to - x.from).count();
      if (x.campaign >= 0 && index_of(x) == i_) ahead += length * b;
      if (x.campaign >= 0 && index_of(x) == j_) ahead -= length * a;
      least = std::min(least, ahead);
      most = std::max(most, ahead);
      if (most - least > bound) return false;
    }
    return true;
  }
  std::size_t compared() const { return compared_; }

 private:
  const programme::campaign& campaign_(std::size_t k) const { return s_.p.campaigns[k]; }
  milliseconds longest(std::size_t k) const {
    milliseconds most{};
    for (const programme::playlist_item& item : s_.p.find_playlist(campaign_(k).playlist)->items) {
      most = std::max(most, showing_of(s_.p, item).whole());
    }
    return most;
  }
  bool active_all_along(const schedule::slot& x) const {
    for (std::size_t k : {i_, j_}) {
      utc_ms last = x.to - milliseconds(1);
      if (!calendar_.active(k, last) || calendar_.active_since(k, last) > x.from) return false;
    }
    return true;
  }

  const site& s_;
  const slow_day& calendar_;
  std::size_t i_, j_;
  milliseconds max_of_level_{};
  std::size_t compared_ = 0;
};

void check_fairness(const site_shape& shape) {
  std::size_t compared = 0;
  holds(order_runs, [&] {
    site s = random_site(shape);
    const programme::screen& on = s.p.screens[0];
    slow_day calendar(s.p, on, s.day);
    std::vector<schedule::slot> slots = schedule::timeline(s.p, on, s.day);
    for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const programme::campaign &a = s.p.campaigns[i], &b = s.p.campaigns[j];
        if (a.every || b.every || a.level != b.level) continue;
        pair_of_shares pair(s, calendar, i, j);
        if (!pair.keeps_the_bound(slots)) RC_FAIL(text::to_text(s.p) + a.name + " and " + b.name);
        compared += pair.compared();
      }
    }
  });
  EXPECT_GT(compared, 10'000U / thinned);  // otherwise the property proves nothing
}

TEST(airtime, follows_the_shares_within_one_item_of_each) {
  check_fairness({.only_share = true});
}

TEST(airtime, follows_the_shares_on_each_level_with_cadences_between) {
  check_fairness({});
}

}  // namespace
}  // namespace bangtin::playlists::testing
