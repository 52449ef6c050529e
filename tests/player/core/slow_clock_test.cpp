// A screen whose clock is two hours slow, from its approval to its conductor: the clock takes `issued`, and
// no slate is shown.
#include <gtest/gtest.h>

#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"
#include "player/core/time_belief.hpp"

namespace bangtin::player::core {
namespace {

programme_facts facts_of(const ready_programme& p) {
  return {p.programme_digest, p.value->issued, p.value->expires};
}

TEST(a_slow_clock, takes_an_approval_for_the_least_time_and_shows_no_slate) {
  for (milliseconds slow :
       {milliseconds(minutes(1)), milliseconds(hours(2)), milliseconds(hours(24 * 20'000))}) {
    time_belief belief;
    theatre t(the_day + hours(12));
    const milliseconds offset = t.now.utc.time_since_epoch() - t.now.mono;
    // The kernel's clock, and the theatre's as the screen believes it.
    auto kernel = [&] {
      return time_reading{utc_ms(t.now.mono + offset) - slow, t.now.mono, clock_trust::unsynced};
    };
    auto believe = [&] { t.now = belief.now(kernel()); };
    auto approve = [&](std::int64_t version) {
      playlists::programme::programme p = small_programme(version);
      p.issued = utc_ms(t.now.mono + offset);
      belief.set_programme(facts_of(ready(p)), {}, kernel());
      believe();
      t.tell(programme_arrived{ready(p)});
    };
    t.now.trust = clock_trust::unsynced;
    approve(1);
    t.tell(paired_as{"lobby"});
    t.run_for(minutes(5));
    EXPECT_EQ(t.now.utc, belief.now(kernel()).utc);
    approve(2);
    t.run_for(minutes(5));
    EXPECT_EQ(t.now.utc, utc_ms(t.now.mono + offset)) << "the truth: the approver's clock was right";
    for (const happened& h : t.screen) {
      EXPECT_NE(h.file, sha256("slate.png")) << slow.count();
    }
    EXPECT_GT(t.screen.size(), 20u);
  }
}

}  // namespace
}  // namespace bangtin::player::core
