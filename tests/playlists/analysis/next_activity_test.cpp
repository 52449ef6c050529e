// When a campaign next plays, beside what the timeline shows and what `check` says of it. The time is 07:00
// on Saturday, 2026-10-10.
#include "playlists/analysis/next_activity.hpp"

#include <rapidcheck/gtest.h>

#include "playlists/analysis/lint.hpp"
#include "playlists/random_site.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

const utc_ms at_seven_on_saturday{milliseconds(1'791'590'400'000)};

std::vector<const programme::screen*> screens_of(const programme::programme& p,
                                                 const programme::campaign& c) {
  std::vector<const programme::screen*> all;
  for (const programme::screen& s : p.screens) {
    if (programme::applies_to(c, s)) all.push_back(&s);
  }
  return all;
}

struct silence_example {
  const char* situation;
  std::string campaigns;  // "x" is the one that is asked for
  const char* expected;
};

std::string on_all(const std::string& name, const std::string& keys) {
  return "[[campaign]]\nname = '" + name + "'\nplaylist = 'p'\nscreens = ['all']\n" + keys;
}

const silence_example silences[] = {
    {"nothing above", on_all("x", "level = 'filler'\n"), "now"},
    {"always silenced", on_all("x", "level = 'filler'\n") + on_all("a", ""), "silenced"},
    {"silenced by two together",
     on_all("x", "level = 'filler'\n") + on_all("a", "hours = ['00:00-12:00']\n") +
         on_all("b", "hours = ['12:00-24:00']\nlevel = 'takeover'\n"),
     "silenced"},
    {"silenced until noon", on_all("x", "level = 'filler'\n") + on_all("a", "hours = ['00:00-12:00']\n"),
     "2026-10-10T12:00"},
    {"silenced for this year", on_all("x", "") + on_all("a", "level = 'takeover'\nto = '2026-12-31'\n"),
     "2027-01-01T00:00"},
    {"a cadence above interrupts only", on_all("x", "") + on_all("a", "level = 'takeover'\nevery = '1h'\n"),
     "now"},
    {"the same level", on_all("x", "") + on_all("a", ""), "now"},
    {"silenced on one of two screens",
     on_all("x", "") + "[[campaign]]\nname = 'a'\nplaylist = 'p'\nscreens = ['s']\nlevel = 'takeover'\n",
     "now"},
    {"never on a day", on_all("x", "to = '2026-10-09'\n") + on_all("a", "level = 'takeover'\n"), "never"},
};

TEST(next_run, knows_what_higher_levels_leave) {
  for (const silence_example& e : silences) {
    const programme::programme p = from(
        "[[screen]]\nname = 's'\n[[screen]]\nname = 't'\n[[playlist]]\nname = 'p'\nitems = [ { media = "
        "'a.png' } "
        "]\n" +
        e.campaigns);
    const schedule::calendar site(p.timezone);
    const programme::campaign& x = *p.find_campaign("x");
    const analysis::next_chance next = analysis::next_run(site, p, x, screens_of(p, x), at_seven_on_saturday);
    std::string said = next.silenced ? "silenced" : "never";
    if (next.at) said = schedule::to_local_rfc3339(p, *next.at).substr(0, 16);
    if (next.at == at_seven_on_saturday) said = "now";
    EXPECT_EQ(said, e.expected) << e.situation;
  }
}

// No slot comes before the next run, and `check` finds a campaign silenced just where next_run does.
RC_GTEST_PROP(next_run_property, is_not_after_the_first_slot_and_agrees_with_check, ()) {
  const site s = random_site();
  const schedule::calendar calendar(s.p.timezone);
  const utc_ms at = calendar.day(s.day).from;
  std::vector<bool> silenced(s.p.campaigns.size());
  bool capped = false;
  for (const analysis::finding& f : analysis::check(s.p, at, {.days = 1})) {
    capped = capped || f.kind == analysis::finding_kind::capped;
    for (std::size_t i = 0; i < silenced.size(); ++i) {
      if (f.kind == analysis::finding_kind::silenced && f.campaign == s.p.campaigns[i].name)
        silenced[i] = true;
    }
  }
  for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) {
    const programme::campaign& c = s.p.campaigns[i];
    const analysis::next_chance next = analysis::next_run(calendar, s.p, c, screens_of(s.p, c), at);
    if (!capped && silenced[i]) RC_ASSERT(next.silenced && !next.at);
    for (const programme::screen* on : screens_of(s.p, c)) {
      for (const schedule::slot& slot : schedule::timeline(s.p, *on, s.day)) {
        if (slot.campaign != static_cast<std::int32_t>(i) || slot.page > 1) continue;
        RC_ASSERT(next.at && *next.at <= slot.from);
        break;
      }
    }
  }
}

}  // namespace
}  // namespace bangtin::playlists::testing
