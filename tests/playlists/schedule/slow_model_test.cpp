// The timeline equals the plain loop of slow_model.cpp, slot by slot, on twenty thousand random days of
// screens.
#include "playlists/schedule/slow_model.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "playlists/property.hpp"
#include "playlists/random_site.hpp"
#include "playlists/schedule/lunar.hpp"
#include "playlists/schedule/slow_dates.hpp"
#include "playlists/support.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::testing {
namespace {

// The first difference between the two, as text for people.
std::string first_difference(const site& s, const programme::screen& on,
                             const std::vector<schedule::slot>& quick,
                             const std::vector<schedule::slot>& slow) {
  auto [a, b] = std::mismatch(quick.begin(), quick.end(), slow.begin(), slow.end());
  if (a == quick.end() && b == slow.end()) return "";
  std::ostringstream out;
  std::chrono::year_month_day d(s.day);
  out << text::to_text(s.p) << "# screen " << on.name << ", day " << int(d.year()) << "-"
      << unsigned(d.month()) << "-" << unsigned(d.day()) << ", slot " << a - quick.begin()
      << ":\n# the library: " << (a == quick.end() ? "the end" : line(s.p, *a))
      << "\n# the slow model: " << (b == slow.end() ? "the end" : line(s.p, *b));
  return out.str();
}

TEST(timeline, is_what_the_rules_say_slot_by_slot) {
  std::size_t days = 0, slots = 0;
  holds(200, [&] {
    site s = random_site();
    if (auto wrong = text::check_references(s.p)) RC_FAIL(describe(*wrong));
    for (const programme::screen& on : s.p.screens) {
      std::vector<schedule::slot> quick = schedule::timeline(s.p, on, s.day),
                                  slow = slow_timeline(s.p, on, s.day);
      std::string difference = first_difference(s, on, quick, slow);
      if (!difference.empty()) RC_FAIL(difference);
      ++days;
      slots += slow.size();
    }
  });
  EXPECT_GE(days, 20'000U / thinned);
  RecordProperty("days", static_cast<int>(days));
  RecordProperty("slots", static_cast<int>(slots));
  std::cout << days << " days of screens, " << slots << " slots\n";
}

TEST(timeline, counts_lunar_days_as_the_almanacs_do) {
  int known = 0;
  for (programme::local_day d = day("2006-12-01"); d < day("2028-03-01"); d += std::chrono::days(1)) {
    if (!slow_lunar_knows(d)) continue;
    ++known;
    lunar_day almanac = slow_lunar(d);
    schedule::lunar_date computed = schedule::to_lunar(d).value();
    EXPECT_EQ(std::tuple(computed.month, computed.leap, computed.day),
              std::tuple(almanac.month, almanac.leap, almanac.day))
        << d.time_since_epoch().count();
  }
  EXPECT_EQ(known, 118 + 1121);
}

TEST(timeline, is_exact_with_hundreds_of_different_shares) {
  // The least common multiple of 1 to 1000 has more than 1,400 bits.
  programme::programme p = from("[[screen]]\nname = 's'\nopen = [ { hours = '07:00-07:30' } ]\n");
  p.playlists.push_back({"p", {{"slate.png", milliseconds(1'001), {}, {}, {}}}});
  for (int share = 1; share <= 1000; ++share) {
    programme::campaign c;
    c.name = "c" + std::to_string(share * 7919 % 1009);
    c.playlist = "p";
    c.screens = {"all"};
    c.share = share;
    p.campaigns.push_back(c);
  }
  ASSERT_FALSE(text::check_references(p));
  EXPECT_EQ(schedule::timeline(p, p.screens[0], day("2026-10-10")),
            slow_timeline(p, p.screens[0], day("2026-10-10")));
}

}  // namespace
}  // namespace bangtin::playlists::testing
