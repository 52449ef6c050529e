// What must hold of every explanation, for random programmes and instants.
#include "playlists/explain.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "playlists/random_site.hpp"
#include "playlists/slow_day.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::minutes;

// An instant of the day, as likely as not one at which a slot ends and another begins.
utc_ms random_instant(const programme& p, local_day d, const std::vector<slot>& slots) {
  instant_range range = range_of(p, d);
  if (slots.empty() || *rc::gen::inRange(0, 2) == 0) {
    return range.from + milliseconds(*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 86'400'000)));
  }
  const slot& s = slots[*rc::gen::inRange<std::size_t>(0, slots.size())];
  return *rc::gen::elementOf(
      std::vector<utc_ms>{s.from, s.to - milliseconds(1), s.from + (s.to - s.from) / 2});
}

// What the slow model says of windows.
struct slow_windows {
  const programme& p;
  const screen& on;
  mutable std::map<local_day, slow_day> days{};
  bool active(const campaign& c, utc_ms t) const {
    const local_day d = day_of(p, t);
    const slow_day& day = days.try_emplace(d, p, on, d).first->second;
    return day.active(static_cast<std::size_t>(&c - p.campaigns.data()), t);
  }
  bool silenced(const campaign& c, utc_ms t) const {
    return std::any_of(p.campaigns.begin(), p.campaigns.end(), [&](const campaign& other) {
      return other.level > c.level && !other.every && applies_to(other, on) && active(other, t);
    });
  }
};

RC_GTEST_PROP(every_explanation, is_of_the_slot_that_the_timeline_has_and_of_all_other_campaigns_once, ()) {
  const auto [p, d] = random_site();
  const screen& on = p.screens.back();
  auto slots = timeline(p, on, d);
  utc_ms at = random_instant(p, d, slots);
  explanation e = explain(p, on, at);
  auto shown =
      std::find_if(slots.begin(), slots.end(), [&](const slot& s) { return s.from <= at && at < s.to; });
  RC_ASSERT(e.now.has_value() == (shown != slots.end()));
  RC_ASSERT(e.now.has_value() == is_open(p, on, at));
  std::multiset<std::int32_t> named;
  if (e.now) {
    RC_ASSERT(e.now->shown == *shown);
    RC_ASSERT(e.now->item_from <= shown->from && shown->to <= e.now->item_to);
    RC_ASSERT((!e.now->edge || e.now->edge->at == shown->to));
    if (shown->campaign >= 0) named.insert(shown->campaign);
  }
  for (const absence& a : e.others) named.insert(a.campaign);
  RC_ASSERT(named.size() == p.campaigns.size());
  for (std::size_t i = 0; i < p.campaigns.size(); ++i) RC_ASSERT(named.count(static_cast<int>(i)) == 1U);
}

RC_GTEST_PROP(every_explanation, gives_reasons_that_hold, ()) {
  const auto [p, d] = random_site();
  const screen& on = p.screens.back();
  auto slots = timeline(p, on, d);
  utc_ms at = random_instant(p, d, slots);
  slow_windows model{p, on};
  explanation e = explain(p, on, at);
  for (const absence& a : e.others) {
    const campaign& c = p.campaigns[static_cast<std::size_t>(a.campaign)];
    RC_LOG() << c.name << ": " << to_string(a.reason) << "\n";
    auto later = std::find_if(slots.begin(), slots.end(), [&](const slot& s) {
      return s.from > at && s.campaign == a.campaign && s.page <= 1;
    });
    std::optional<utc_ms> next;
    if (later != slots.end()) next = later->from;
    RC_ASSERT((a.next == next));
    RC_ASSERT((a.reason == why_not::other_screens) == !applies_to(c, on));
    if (a.reason == why_not::other_screens) continue;
    bool by_window = a.reason <= why_not::hours;
    RC_ASSERT(by_window == !model.active(c, at));
    RC_ASSERT((!a.until || *a.until > at));
    if (by_window && a.until) {
      RC_ASSERT(model.active(c, *a.until));
      for (utc_ms t = at; t < std::min(*a.until, at + std::chrono::hours(30)); t += minutes(1)) {
        RC_ASSERT(!model.active(c, t));
      }
    }
    if (a.reason > why_not::closed) {
      RC_ASSERT((a.reason == why_not::silenced) == model.silenced(c, at));
      RC_ASSERT((!a.next || *a.next >= *a.until));
    }
    if (a.reason == why_not::silenced) {
      RC_ASSERT((!a.until || !model.silenced(c, *a.until)));
      for (std::int32_t by : a.silencers)
        RC_ASSERT(model.active(p.campaigns[static_cast<std::size_t>(by)], at));
    }
    RC_ASSERT((a.reason != why_not::not_due || c.every.has_value()));
    if (a.reason == why_not::no_room && a.next) {
      const playlist_item& item = p.find_playlist(c.playlist)->items[static_cast<std::size_t>(later->item)];
      RC_ASSERT(a.item == total_duration(item, *p.find_media(item.media)));
    }
    RC_ASSERT((a.reason != why_not::turn || (a.until && a.until == a.next)));
  }
}

RC_GTEST_PROP(every_explanation, of_what_is_on_agrees_with_the_windows, ()) {
  const auto [p, d] = random_site();
  const screen& on = p.screens.back();
  auto slots = timeline(p, on, d);
  RC_PRE(!slots.empty());
  slow_windows model{p, on};
  const slot& s = slots[*rc::gen::inRange<std::size_t>(0, slots.size())];
  presence now = explain(p, on, s.to - milliseconds(1)).now.value();
  auto offers = [&](const campaign& c) {
    return applies_to(c, on) && !c.every && model.active(c, now.item_from);
  };
  if (s.campaign < 0) {
    // Nothing is offered, but only as long as nobody by share is active.
    RC_ASSERT((now.edge || std::none_of(p.campaigns.begin(), p.campaigns.end(), offers)));
    return;
  }
  const campaign& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
  if (c.every) {
    RC_ASSERT(now.due <= now.item_from && model.active(c, now.due));
  } else {
    std::set<std::int32_t> turns(now.turns.begin(), now.turns.end());
    for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
      bool takes_turns = p.campaigns[i].level == c.level && offers(p.campaigns[i]);
      RC_ASSERT(takes_turns == turns.contains(static_cast<std::int32_t>(i)));
    }
  }
  RC_ASSERT(now.window_ended.has_value() == !model.active(c, s.to - milliseconds(1)));
}

}  // namespace
}  // namespace bangtin::playlists::testing
