// What must hold of every programme.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "playlists/naive_timeline.hpp"
#include "playlists/programme_check.hpp"
#include "playlists/random_programme.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists {

// Found by RapidCheck when it prints a counterexample.
void showValue(const slot& s, std::ostream& out) {
  out << s.from.time_since_epoch().count() << "+" << (s.to - s.from).count() << " campaign " << s.campaign
      << " item " << s.item << "." << s.page;
}

}  // namespace bangtin::playlists

namespace bangtin::playlists::testing {
namespace {

using std::chrono::minutes;

std::string shown(const programme& p) {
  return to_text(p);
}

RC_GTEST_PROP(timeline, is_what_the_rules_say_word_by_word, ()) {
  programme p = random_programme({.shuffle = false});
  RC_ASSERT(!check_references(p));
  local_day d = random_day();
  for (const screen& s : p.screens) {
    auto quick = timeline(p, s, d);
    auto slow = naive_timeline(p, s, d);
    auto [a, b] = std::mismatch(quick.begin(), quick.end(), slow.begin(), slow.end());
    if (a != quick.end() || b != slow.end()) {
      RC_LOG() << shown(p) << "screen " << s.name << " day " << d.time_since_epoch().count() << "\n"
               << (a == quick.end() ? "ends" : line(p, *a)) << " instead of "
               << (b == slow.end() ? "the end" : line(p, *b));
      RC_FAIL("the timelines differ");
    }
  }
}

RC_GTEST_PROP(timeline, covers_exactly_the_time_that_the_screen_is_open, ()) {
  programme p = random_programme();
  local_day d = random_day();
  const screen& s = p.screens[0];
  auto slots = timeline(p, s, d);
  utc_ms midnight = range_of(p, d).from;
  std::size_t at = 0;
  utc_ms covered = midnight;
  for (int m = 0; m < 1440; ++m) {
    utc_ms from = midnight + minutes(m), to = from + minutes(1);
    if (!is_open_at(s, d, m)) {
      RC_ASSERT(covered <= from);
      continue;
    }
    covered = std::max(covered, from);
    while (covered < to) {
      RC_ASSERT(at < slots.size());
      RC_ASSERT(slots[at].from == covered);
      RC_ASSERT(slots[at].to > slots[at].from);
      covered = slots[at++].to;
    }
  }
  RC_ASSERT(at == slots.size());
}

RC_GTEST_PROP(timeline, shows_only_campaigns_that_are_active_and_respects_levels_and_takeovers, ()) {
  programme p = random_programme();
  local_day d = random_day();
  const screen& on = p.screens[1];
  utc_ms midnight = range_of(p, d).from;
  auto active = [&](const campaign& c, utc_ms t) {
    return applies_to(c, on) &&
           is_active(c, d, static_cast<int>(std::chrono::floor<minutes>(t - midnight).count()));
  };
  for (const slot& s : timeline(p, on, d)) {
    for (const campaign& c : p.campaigns) {
      if (c.level != level::takeover || c.every) continue;
      for (auto t = std::chrono::ceil<minutes>(s.from); t < s.to; t += minutes(1)) {
        bool begins = t > s.from && active(c, t) && !active(c, t - minutes(1));
        RC_ASSERT(!begins);
      }
    }
    if (s.campaign < 0) continue;
    const campaign& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
    RC_ASSERT(applies_to(c, on));
    if (s.page > 1) continue;  // a guide goes on past its window's end
    RC_ASSERT(active(c, s.from));
    for (const campaign& other : p.campaigns) {
      RC_ASSERT(!(other.level > c.level && !other.every && active(other, s.from)));
    }
  }
}

RC_GTEST_PROP(timeline, is_the_same_again_and_whatever_was_asked_before, ()) {
  programme p = random_programme();
  local_day d = random_day();
  planner all(p, p.screens[0]);
  auto before = all.day(d);
  (void)all.day(d + std::chrono::days(1));
  RC_ASSERT(all.day(d) == before);
  programme copy = p;
  RC_ASSERT(timeline(copy, copy.screens[0], d) == before);
}

RC_GTEST_PROP(airtime, follows_the_shares_within_one_item_of_each, ()) {
  using fraction = boost::multiprecision::cpp_rational;
  programme p = random_programme({.only_share = true});
  const screen& on = p.screens[1];
  local_day d = random_day();
  auto longest = [&](const campaign& c) {
    milliseconds most{};
    for (const playlist_item& i : p.find_playlist(c.playlist)->items) {
      most = std::max(most, total_duration(i, *p.find_media(i.media)));
    }
    return most;
  };
  milliseconds longest_of_all{};
  for (const campaign& c : p.campaigns) longest_of_all = std::max(longest_of_all, longest(c));
  const utc_ms quiet_from = range_of(p, d).to - longest_of_all;  // from here on the day's end may interfere
  auto slots = timeline(p, on, d);
  for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const campaign &a = p.campaigns[i], &b = p.campaigns[j];
      if (!applies_to(a, on) || !applies_to(b, on)) continue;
      fraction bound = fraction(longest(a).count(), a.share) + fraction(longest(b).count(), b.share);
      fraction ahead = 0, least = 0, most = 0;
      for (const slot& s : slots) {
        if (s.from > quiet_from) break;
        if (s.campaign == static_cast<int>(i)) ahead += fraction((s.to - s.from).count(), a.share);
        if (s.campaign == static_cast<int>(j)) ahead -= fraction((s.to - s.from).count(), b.share);
        least = std::min(least, ahead);
        most = std::max(most, ahead);
      }
      RC_ASSERT(most - least <= bound);
    }
  }
}

TEST(virtual_time, is_exact_with_hundreds_of_different_shares) {
  // The least common multiple of 1 to 1000 has more than 1,400 bits.
  programme p = from("[[screen]]\nname = 's'\nopen = [ { hours = '07:00-07:30' } ]\n");
  p.playlists.push_back({"p", {{"slate.png", milliseconds(1'001), {}, {}, {}}}});
  for (int share = 1; share <= 1000; ++share) {
    campaign c;
    c.name = "c" + std::to_string(share * 7919 % 1009);
    c.playlist = "p";
    c.screens = {"all"};
    c.share = share;
    p.campaigns.push_back(c);
  }
  ASSERT_FALSE(check_references(p));
  EXPECT_EQ(timeline(p, p.screens[0], day("2026-10-10")), naive_timeline(p, p.screens[0], day("2026-10-10")));
}

}  // namespace
}  // namespace bangtin::playlists::testing
