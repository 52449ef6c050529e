// Properties of every day of every programme, rule by rule, judged from the slots alone. They use the
// calendar (slow_day.hpp), but no second timeline.
#include <algorithm>
#include <map>
#include <set>

#include "playlists/analysis/preview.hpp"
#include "playlists/property.hpp"
#include "playlists/random_site.hpp"
#include "playlists/schedule/slow_dates.hpp"
#include "playlists/schedule/slow_day.hpp"
#include "playlists/schedule/slow_model.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::schedule {

// RapidCheck finds this function when it prints a counterexample.
void showValue(const slot& s, std::ostream& out) {
  out << s.from.time_since_epoch().count() << "+" << (s.to - s.from).count() << " campaign " << s.campaign
      << " item " << s.item << "." << s.page;
}

}  // namespace bangtin::playlists::schedule

namespace bangtin::playlists::testing {
namespace {

using std::chrono::days;

constexpr int often = 20;  // times a hundred

// A random site, its first screen, the slots, and the calendar's view of the day.
struct shown_day {
  site s;
  const programme::screen& on;
  std::vector<schedule::slot> slots;
  slow_day calendar;

  explicit shown_day(const site_shape& shape = {})
      : s(random_site(shape)),
        on(s.p.screens[0]),
        slots(schedule::timeline(s.p, on, s.day)),
        calendar(s.p, on, s.day) {
    RC_LOG() << text::to_text(s.p) << "# day " << s.day.time_since_epoch().count() << "\n";
  }
  shown_day(const shown_day&) = delete;
  shown_day& operator=(const shown_day&) = delete;

  const programme::campaign& campaign_of(const schedule::slot& x) const { return s.p.campaigns[index(x)]; }
  static std::size_t index(const schedule::slot& x) { return static_cast<std::size_t>(x.campaign); }
  const std::vector<programme::playlist_item>& items(const programme::campaign& c) const {
    return s.p.find_playlist(c.playlist)->items;
  }
  showing showing_of_item(const programme::campaign& c, std::int64_t item) const {
    return showing_of(s.p, items(c)[static_cast<std::size_t>(item)]);
  }
  bool begins(const schedule::slot& x) const { return x.campaign >= 0 && x.page <= 1; }
  std::string at(const schedule::slot& x) const { return line(s.p, x); }
};

TEST(coverage, slots_tile_the_opening_hours_exactly) {
  holds(often, [] {
    shown_day d;
    utc_ms t = d.calendar.from();
    for (const schedule::slot& x : d.slots) {
      if (!d.calendar.is_open(t)) t = d.calendar.next_opening(t);
      RC_ASSERT(x.from == t);
      RC_ASSERT(x.from < x.to);
      t = x.to;
      // The screen stays open for the whole slot; no closing falls within it.
      RC_ASSERT(d.calendar.is_open(t - milliseconds(1)));
      RC_ASSERT(d.calendar.open_since(t - milliseconds(1)) <= x.from);
    }
    RC_ASSERT(t == d.calendar.to() ||
              (!d.calendar.is_open(t) && d.calendar.next_opening(t) == d.calendar.to()));
  });
}

TEST(coverage, agrees_with_whether_the_screen_is_open_at_any_instant) {
  holds(often, [] {
    shown_day d;
    milliseconds length = d.calendar.to() - d.calendar.from();
    if (length == milliseconds(0)) return;  // a local day that the zone skips
    for (int i = 0; i < 20; ++i) {
      utc_ms t = d.calendar.from() + number(0, 9'999) * length / 10'000 + milliseconds(number(0, 1));
      bool shown = std::any_of(d.slots.begin(), d.slots.end(),
                               [&](const schedule::slot& x) { return x.from <= t && t < x.to; });
      RC_ASSERT(schedule::is_open(d.s.p, d.on, t) == shown);
      // The instant belongs to this day.
      RC_ASSERT(schedule::day_of(d.s.p, t) == d.s.day);
    }
    programme::instant_range range = schedule::range_of(d.s.p, d.s.day);
    RC_ASSERT(range.from == d.calendar.from());
    RC_ASSERT(range.to == d.calendar.to());
  });
}

TEST(eligibility, whatever_begins_is_active_and_no_higher_level_plays_by_share) {
  holds(often, [] {
    shown_day d;
    for (const schedule::slot& x : d.slots) {
      if (!d.begins(x)) continue;
      const programme::campaign& c = d.campaign_of(x);
      RC_LOG() << d.at(x) << "\n";
      RC_ASSERT(slow_applies_to(c, d.on));
      RC_ASSERT(d.calendar.active(shown_day::index(x), x.from));
      RC_ASSERT(x.reason == (c.every ? schedule::slot_reason::every : schedule::slot_reason::share));
      for (std::size_t i = 0; i < d.s.p.campaigns.size(); ++i) {
        const programme::campaign& other = d.s.p.campaigns[i];
        RC_ASSERT(!(other.level > c.level && !other.every && d.calendar.active(i, x.from)));
      }
    }
  });
}

TEST(pages, of_a_guide_follow_each_other_and_are_all_there) {
  holds(often, [] {
    shown_day d;
    for (std::size_t i = 0; i < d.slots.size(); ++i) {
      const schedule::slot& x = d.slots[i];
      if (!d.begins(x)) continue;
      showing what = d.showing_of_item(d.campaign_of(x), x.item);
      RC_ASSERT((x.page == 1) == what.guide);
      for (int page = 1; page <= what.slots; ++page, ++i) {
        RC_ASSERT(i < d.slots.size());
        schedule::slot expected = x;
        expected.page = what.guide ? page : 0;
        expected.from = x.from + (page - 1) * what.slot_length;
        expected.to = expected.from + what.slot_length;
        RC_ASSERT(d.slots[i] == expected);  // and so every slot has its item's length
      }
      --i;
    }
  });
}

TEST(no_cut, nothing_runs_over_a_hard_edge_and_the_slate_hides_nothing_that_fits) {
  holds(often, [] {
    shown_day d({.shuffle = false});
    std::map<std::size_t, std::int64_t> begun;
    for (const schedule::slot& x : d.slots) {
      RC_LOG() << d.at(x) << "\n";
      utc_ms edge = d.calendar.next_edge(x.from);
      if (x.campaign >= 0) {
        RC_ASSERT(x.to <= edge);
        if (d.begins(x)) {
          RC_ASSERT(x.from + d.showing_of_item(d.campaign_of(x), x.item).whole() <= edge);
          ++begun[shown_day::index(x)];
        }
        continue;
      }
      bool share_is_active = false;
      for (programme::level l :
           {programme::level::takeover, programme::level::normal, programme::level::filler}) {
        for (std::size_t i = 0; i < d.s.p.campaigns.size() && !share_is_active; ++i) {
          const programme::campaign& c = d.s.p.campaigns[i];
          if (c.level != l || c.every || !d.calendar.active(i, x.from)) continue;
          share_is_active = true;
        }
        for (std::size_t i = 0; i < d.s.p.campaigns.size() && share_is_active; ++i) {
          const programme::campaign& c = d.s.p.campaigns[i];
          if (c.level != l || c.every || !d.calendar.active(i, x.from)) continue;
          auto n = static_cast<std::int64_t>(d.items(c).size());
          std::int64_t next = (d.s.day.time_since_epoch().count() * slow_step(n) + begun[i]) % n;
          RC_ASSERT(x.from + d.showing_of_item(c, next).whole() > edge);  // else it would have been chosen
        }
        if (share_is_active) break;
      }
      RC_ASSERT(x.to <= edge);
    }
  });
}

TEST(order, of_a_sequence_goes_on_from_the_days_first_item) {
  holds(often, [] {
    shown_day d({.shuffle = false});
    std::map<std::size_t, std::int64_t> begun;
    for (const schedule::slot& x : d.slots) {
      if (!d.begins(x)) continue;
      auto n = static_cast<std::int64_t>(d.items(d.campaign_of(x)).size());
      std::int64_t first = d.s.day.time_since_epoch().count() * slow_step(n);
      RC_ASSERT(x.item == (first + begun[shown_day::index(x)]++) % n);
    }
  });
}

TEST(order, of_a_shuffle_is_a_permutation_each_cycle_without_repeats) {
  holds(often, [] {
    shown_day d;
    std::map<std::size_t, std::vector<std::int32_t>> order;
    for (const schedule::slot& x : d.slots) {
      if (d.begins(x) && d.campaign_of(x).order == programme::item_order::shuffle)
        order[shown_day::index(x)].push_back(x.item);
    }
    for (const auto& [i, all] : order) {
      std::size_t n = d.items(d.s.p.campaigns[i]).size();
      for (std::size_t k = 0; k < all.size(); ++k) {
        bool repeated = n > 1 && k > 0 && all[k] == all[k - 1];
        RC_ASSERT(!repeated);
        if (k % n != 0) continue;
        std::size_t end = std::min(k + n, all.size());
        RC_ASSERT(std::set(all.begin() + k, all.begin() + end).size() == end - k);
      }
    }
  });
}

// A programme's day with names instead of indices.
std::vector<std::string> named(const programme::programme& p, const programme::screen& on,
                               programme::local_day day) {
  std::vector<std::string> all;
  for (const schedule::slot& x : schedule::timeline(p, on, day)) {
    all.push_back(std::to_string(x.from.time_since_epoch().count()) + " " + line(p, x));
  }
  return all;
}

// Two days of the preview, without the beginning: that names the programme by its hash, which depends on the
// order.
std::string days_in_json(const programme::programme& p, const programme::screen& on,
                         programme::local_day day) {
  std::string text;
  analysis::preview_json(p, on, day, 2, [&](std::string_view piece) { text += piece; });
  return text.substr(text.find("\"days\""));
}

TEST(determinism, the_order_in_which_a_programme_lists_things_does_not_matter) {
  holds(often / 4, [] {
    site s = random_site();
    RC_LOG() << text::to_text(s.p);
    programme::programme turned = s.p;
    std::reverse(turned.campaigns.begin(), turned.campaigns.end());
    std::rotate(turned.campaigns.begin(),
                turned.campaigns.begin() + static_cast<int>(turned.campaigns.size()) / 3,
                turned.campaigns.end());
    std::reverse(turned.screens.begin(), turned.screens.end());
    std::reverse(turned.playlists.begin(), turned.playlists.end());
    std::reverse(turned.media.begin(), turned.media.end());
    for (programme::screen& one : turned.screens) std::reverse(one.open.begin(), one.open.end());
    for (programme::campaign& c : turned.campaigns) std::reverse(c.hours.begin(), c.hours.end());
    for (const programme::screen& on : s.p.screens) {
      RC_ASSERT(named(s.p, on, s.day) == named(turned, *turned.find_screen(on.name), s.day));
      RC_ASSERT(days_in_json(s.p, on, s.day) == days_in_json(turned, *turned.find_screen(on.name), s.day));
    }
  });
}

TEST(independence, of_other_days_and_of_what_was_asked_before) {
  holds(often, [] {
    site s = random_site();
    RC_LOG() << text::to_text(s.p);
    const programme::screen& on = s.p.screens[0];
    schedule::planner all(s.p, on);
    std::vector<schedule::slot> before = all.day(s.day);
    for (int i = number(0, 3); i > 0; --i) (void)all.day(s.day + days(number(-3, 3)));
    RC_ASSERT(all.day(s.day) == before);
    RC_ASSERT(schedule::timeline(s.p, on, s.day) == before);
  });
}

TEST(independence, of_campaigns_that_run_neither_on_the_day_nor_on_the_one_before) {
  holds(often, [] {
    site s = random_site();
    RC_LOG() << text::to_text(s.p);
    programme::programme other = s.p;
    for (programme::campaign& c : other.campaigns) {
      bool runs = false;
      // Also two days earlier, for clocks that go back across midnight.
      for (int before = 0; before <= 2; ++before) runs = runs || slow_runs_on(c, s.day - days(before));
      if (runs) continue;
      c.share = number(1, 1000);
      c.level = one_of({programme::level::takeover, programme::level::normal, programme::level::filler});
      c.hours = {{std::chrono::hours(1), std::chrono::hours(23)}};
      c.playlist = other.playlists.back().name;
    }
    programme::campaign visitor;
    visitor.name = "visitor";
    visitor.playlist = other.playlists[0].name;
    visitor.screens = {"all"};
    visitor.level = programme::level::takeover;
    std::chrono::year_month_day tomorrow(s.day + days(1));
    visitor.from = {int(tomorrow.year()), int(unsigned(tomorrow.month())), int(unsigned(tomorrow.day()))};
    other.campaigns.insert(other.campaigns.begin(), visitor);
    RC_ASSERT(named(s.p, s.p.screens[0], s.day) == named(other, other.screens[0], s.day));
  });
}

TEST(independence, of_other_screens_and_of_campaigns_that_are_not_on_this_one) {
  holds(often, [] {
    site s = random_site();
    RC_LOG() << text::to_text(s.p);
    const programme::screen& on = s.p.screens.back();
    programme::programme alone = s.p;
    std::erase_if(alone.campaigns, [&](const programme::campaign& c) { return !slow_applies_to(c, on); });
    alone.screens = {on};
    RC_ASSERT(named(s.p, on, s.day) == named(alone, alone.screens[0], s.day));
  });
}

}  // namespace
}  // namespace bangtin::playlists::testing
