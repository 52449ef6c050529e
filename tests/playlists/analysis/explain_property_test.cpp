// Properties of every explanation, for random programmes and instants. The calendar of slow_day.hpp and the
// slots decide whether a reason is true.
#include "playlists/analysis/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "playlists/property.hpp"
#include "playlists/random_site.hpp"
#include "playlists/schedule/slow_dates.hpp"
#include "playlists/schedule/slow_day.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::testing {
namespace {

constexpr int explain_runs = 10;  // times a hundred

// A random site and an instant of its day; about half of the instants are near one at which a slot ends and
// another begins.
struct moment {
  site s;
  const programme::screen& on;
  std::vector<schedule::slot> slots;
  slow_day calendar;
  utc_ms at;
  analysis::explanation e;

  moment()
      : s(random_site()),
        on(s.p.screens[0]),
        slots(schedule::timeline(s.p, on, s.day)),
        calendar(s.p, on, s.day),
        at(instant()) {
    RC_LOG() << text::to_text(s.p) << "# at " << schedule::to_local_rfc3339(s.p, at) << "\n";
    e = analysis::explain(s.p, on, at);
  }
  moment(const moment&) = delete;
  moment& operator=(const moment&) = delete;

  // Whether the model's short table of lunar months contains the instant, if the programme has lunar dates.
  bool knows(utc_ms t) const {
    programme::local_day d = schedule::day_of(s.p, t);
    bool lunar = std::any_of(s.p.campaigns.begin(), s.p.campaigns.end(), [](const programme::campaign& c) {
      return c.repeats == programme::recurrence::lunar;
    });
    return !lunar ||
           (slow_lunar_knows(d - std::chrono::days(4)) && slow_lunar_knows(d + std::chrono::days(4)));
  }
  bool exists() const { return calendar.from() < calendar.to(); }  // false for local days that a zone skips
  const programme::campaign& of(const analysis::absence& a) const { return s.p.campaigns[index(a)]; }
  static std::size_t index(const analysis::absence& a) { return static_cast<std::size_t>(a.campaign); }
  bool silenced(const programme::campaign& c, utc_ms t) const {
    for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
      const programme::campaign& other = s.p.campaigns[i];
      if (other.level > c.level && !other.every && active(i, t)) return true;
    }
    return false;
  }
  // Works for other days too.
  bool active(std::size_t campaign, utc_ms t) const {
    if (calendar.from() <= t && t < calendar.to()) return calendar.active(campaign, t);
    return slow_day(s.p, on, schedule::day_of(s.p, t)).active(campaign, t);
  }

 private:
  utc_ms instant() const {
    milliseconds length = calendar.to() - calendar.from();
    if (slots.empty() || one_in(2)) return calendar.from() + number(0, 9'999) * length / 10'000;
    const schedule::slot& one =
        slots[static_cast<std::size_t>(number(0, static_cast<int>(slots.size()) - 1))];
    return one_of({one.from, one.to - milliseconds(1), one.from + (one.to - one.from) / 2});
  }
};

TEST(every_explanation, is_of_the_slot_that_the_timeline_has_and_of_all_other_campaigns_once) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists()) return;
    auto shown = std::find_if(m.slots.begin(), m.slots.end(),
                              [&](const schedule::slot& s) { return s.from <= m.at && m.at < s.to; });
    RC_ASSERT(m.e.now.has_value() == (shown != m.slots.end()));
    RC_ASSERT(m.e.now.has_value() == m.calendar.is_open(m.at));
    std::multiset<std::int32_t> named;
    if (m.e.now) {
      RC_ASSERT((m.e.now->shown == *shown));
      RC_ASSERT((m.e.now->item_from <= shown->from && shown->to <= m.e.now->item_to));
      if (shown->campaign >= 0) named.insert(shown->campaign);
    }
    for (const analysis::absence& a : m.e.others) named.insert(a.campaign);
    RC_ASSERT(named.size() == m.s.p.campaigns.size());
    for (std::size_t i = 0; i < named.size(); ++i) RC_ASSERT(named.count(static_cast<int>(i)) == 1U);
  });
}

TEST(every_explanation, gives_reasons_that_hold) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists()) return;
    for (const analysis::absence& a : m.e.others) {
      const programme::campaign& c = m.of(a);
      RC_LOG() << c.name << ": " << to_string(a.reason) << "\n";
      RC_ASSERT((a.reason == analysis::why_not::other_screens) == !slow_applies_to(c, m.on));
      if (a.reason == analysis::why_not::other_screens) continue;
      RC_ASSERT((a.reason <= analysis::why_not::hours) == !m.active(m.index(a), m.at));
      if (a.reason <= analysis::why_not::hours) continue;
      RC_ASSERT((a.reason == analysis::why_not::closed) == !m.calendar.is_open(m.at));
      if (a.reason == analysis::why_not::closed) continue;
      RC_ASSERT((a.reason == analysis::why_not::silenced) == m.silenced(c, m.at));
      for (std::int32_t by : a.silencers) RC_ASSERT(m.active(static_cast<std::size_t>(by), m.at));
      RC_ASSERT((a.reason != analysis::why_not::not_due || c.every.has_value()));
      bool ends = a.reason == analysis::why_not::no_room || a.reason == analysis::why_not::no_turn;
      RC_ASSERT((!ends || (a.before && a.before->at == a.until)));
    }
  });
}

TEST(every_explanation, says_when_a_window_begins_and_when_a_silence_ends) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists()) return;
    for (const analysis::absence& a : m.e.others) {
      RC_ASSERT((!a.until || *a.until > m.at));
      if (!a.until || !m.knows(*a.until)) continue;
      milliseconds wait = std::min<milliseconds>(*a.until - m.at, std::chrono::hours(30));
      auto is = [&](utc_ms t) {
        return a.reason == analysis::why_not::silenced ? m.silenced(m.of(a), t) : m.active(m.index(a), t);
      };
      if (a.reason != analysis::why_not::silenced && a.reason > analysis::why_not::hours) continue;
      const bool now = a.reason == analysis::why_not::silenced;
      RC_ASSERT(is(*a.until) != now);
      RC_ASSERT(is(*a.until - milliseconds(1)) == now);
      for (int i = 0; i < 50; ++i) RC_ASSERT(is(m.at + i * wait / 50) == now);
    }
  });
}

TEST(every_explanation, says_when_each_campaign_is_on_next) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists()) return;
    for (const analysis::absence& a : m.e.others) {
      RC_LOG() << m.of(a).name << ": " << to_string(a.reason) << "\n";
      auto later = std::find_if(m.slots.begin(), m.slots.end(), [&](const schedule::slot& s) {
        return s.from > m.at && s.campaign == a.campaign && s.page <= 1;
      });
      std::optional<utc_ms> next;
      if (later != m.slots.end()) next = later->from;
      RC_ASSERT((a.next == next));
      if (a.reason > analysis::why_not::closed) RC_ASSERT((!a.next || *a.next >= a.until.value()));
      RC_ASSERT((a.reason != analysis::why_not::turn || (a.until && a.until == a.next)));
      if (a.reason == analysis::why_not::no_room && a.next) {
        const programme::campaign& c = m.of(a);
        const programme::playlist_item& item =
            m.s.p.find_playlist(c.playlist)->items[static_cast<std::size_t>(later->item)];
        RC_ASSERT(a.item == showing_of(m.s.p, item).whole());
        RC_ASSERT(m.at + a.item > a.before->at);
      }
    }
  });
}

TEST(every_explanation, of_what_is_on_agrees_with_the_windows) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists() || !m.e.now) return;
    const analysis::presence& now = *m.e.now;
    auto offers = [&](std::size_t i) { return !m.s.p.campaigns[i].every && m.active(i, now.item_from); };
    if (now.shown.campaign < 0) {
      bool any = false;
      for (std::size_t i = 0; i < m.s.p.campaigns.size(); ++i) any = any || offers(i);
      RC_ASSERT((now.edge.has_value() || !any));
      RC_ASSERT((!now.edge || now.edge->at == now.shown.to));
      return;
    }
    const auto shown = static_cast<std::size_t>(now.shown.campaign);
    const programme::campaign& c = m.s.p.campaigns[shown];
    std::set<std::int32_t> turns(now.turns.begin(), now.turns.end());
    for (std::size_t i = 0; i < m.s.p.campaigns.size(); ++i) {
      bool takes_turns = !c.every && m.s.p.campaigns[i].level == c.level && offers(i);
      RC_ASSERT(takes_turns == turns.contains(static_cast<std::int32_t>(i)));
    }
    if (c.every) RC_ASSERT((now.due <= now.item_from && m.active(shown, now.due)));
    RC_ASSERT(now.window_ended.has_value() == !m.active(shown, m.at));
    if (now.window_ended) {
      RC_ASSERT(m.active(shown, *now.window_ended - milliseconds(1)));
      RC_ASSERT(!m.active(shown, *now.window_ended));
    }
  });
}

// The hard edges match the calendar at every tested instant.
TEST(every_explanation, knows_the_hard_edges) {
  holds(explain_runs, [] {
    moment m;
    if (!m.exists() || !m.e.now) return;
    for (const analysis::absence& a : m.e.others) {
      if (a.reason == analysis::why_not::no_room) RC_ASSERT(a.before->at == m.calendar.next_edge(m.at));
    }
    if (m.e.now->edge) RC_ASSERT(m.e.now->edge->at == m.calendar.next_edge(m.at));
  });
}

}  // namespace
}  // namespace bangtin::playlists::testing
