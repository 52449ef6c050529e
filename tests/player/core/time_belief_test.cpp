// What a screen believes: the order by tables, then wrong clocks, hostile daemons and the count by
// situations.
#include <gtest/gtest.h>

#include "player/core/known_times.hpp"

namespace bangtin::player::core {
namespace {

using namespace known_times;

// ---- the order of belief

TEST(time_belief, takes_the_best_of_what_it_knows) {
  struct {
    const char* when;
    std::optional<utc_ms> last_time, issued, daemon;
    utc_ms kernel;
    clock_trust trust;
    utc_ms expected;
    clock_trust told;
  } cases[] = {
      {"nothing is known but its own clock",
       {},
       {},
       {},
       noon,
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"woken in 1970, never seen anything",
       {},
       {},
       {},
       utc_ms(seconds(5)),
       clock_trust::unsynced,
       utc_ms(seconds(5)),
       clock_trust::unsynced},
      {"woken in 1970 with a last time",
       noon,
       {},
       {},
       utc_ms(seconds(5)),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"woken in 1970 with a programme",
       {},
       noon,
       {},
       utc_ms(seconds(5)),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"the newer of both: the approval",
       noon - days(2),
       noon,
       {},
       utc_ms(seconds(5)),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"the newer of both: the last time",
       noon,
       noon - days(2),
       {},
       utc_ms(seconds(5)),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"two hours slow, and an approval",
       {},
       noon,
       {},
       noon - hours(2),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"ahead of all that is known",
       noon - days(1),
       noon - days(2),
       {},
       noon,
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"a synchronised clock beats a last time ahead",
       noon + hours(7),
       {},
       {},
       noon,
       clock_trust::synced,
       noon,
       clock_trust::synced},
      {"a synchronised clock beats the approval",
       {},
       noon + hours(7),
       {},
       noon,
       clock_trust::synced,
       noon,
       clock_trust::synced},
      {"the daemon's time beats a last time ahead", noon + hours(7), noon - days(1), noon, noon + hours(7),
       clock_trust::unsynced, noon, clock_trust::estimated},
      {"the daemon's time beats its own clock",
       {},
       {},
       noon,
       noon - hours(2),
       clock_trust::unsynced,
       noon,
       clock_trust::estimated},
      {"the daemon's time does not beat the approval",
       {},
       noon,
       noon - hours(7),
       noon + hours(1),
       clock_trust::unsynced,
       noon,
       clock_trust::unsynced},
      {"its own synchronised clock beats the daemon",
       {},
       {},
       noon + hours(7),
       noon,
       clock_trust::synced,
       noon,
       clock_trust::synced},
  };
  for (const auto& c : cases) {
    time_belief b;
    time_reading kernel = kernel_at(c.kernel, booted, c.trust);
    if (c.last_time) b.restore(persisted(*c.last_time), false);
    if (c.issued) b.set_programme(approved_at(*c.issued), {counted_time{}}, kernel);
    if (c.daemon) b.answer(says(*c.daemon), kernel);
    time_reading r = b.now(kernel);
    EXPECT_EQ(to_unix_ms(r.utc), to_unix_ms(c.expected)) << c.when;
    EXPECT_EQ(r.trust, c.told) << c.when;
    EXPECT_EQ(r.mono, kernel.mono) << c.when;
    EXPECT_EQ(b.bound(kernel).has_value(), c.told == clock_trust::estimated) << c.when;
  }
}

TEST(time_belief, goes_on_from_a_floor_with_the_monotonic_clock) {
  time_belief b;
  b.set_programme(approved_at(noon), {}, kernel_at(utc_ms{}));
  for (milliseconds later : {milliseconds(1), milliseconds(seconds(10)), milliseconds(days(3))}) {
    EXPECT_EQ(b.now(kernel_at(utc_ms(later), booted + later)).utc, noon + later);
  }
}

TEST(time_belief, bounds_an_estimate_by_half_the_round_trip_and_the_drift_since) {
  time_belief b;
  EXPECT_EQ(b.answer(says(noon, booted, true, milliseconds(400)), kernel_at(noon)), verdict::taken);
  EXPECT_EQ(b.now(kernel_at(noon)).utc, noon + milliseconds(200));
  EXPECT_EQ(b.bound(kernel_at(noon)), milliseconds(201));
  EXPECT_EQ(b.bound(kernel_at(noon, booted + hours(1))), milliseconds(201 + 720));
  b.answer(says(noon + hours(1), booted + hours(1), true, milliseconds(40)),
           kernel_at(noon, booted + hours(1)));
  EXPECT_EQ(b.bound(kernel_at(noon, booted + hours(1))), milliseconds(21)) << "a better answer replaces it";
  b.answer(says(noon + hours(1), booted + hours(1), true, seconds(4)), kernel_at(noon, booted + hours(1)));
  EXPECT_EQ(b.bound(kernel_at(noon, booted + hours(1))), milliseconds(21)) << "a worse one does not";
}

TEST(time_belief, uses_no_answer_that_took_too_long_or_makes_no_sense) {
  struct {
    utc_ms utc;
    milliseconds trip;
  } cases[] = {{noon, seconds(11)}, {noon, seconds(-1)}, {utc_ms{}, {}}, {noon + days(365 * 300), {}}};
  for (const auto& c : cases) {
    time_belief b;
    EXPECT_EQ(b.answer(says(c.utc, booted, true, c.trip), kernel_at(noon)), verdict::unusable);
    EXPECT_EQ(b.now(kernel_at(noon)).trust, clock_trust::unsynced);
  }
}

// ---- a daemon that does not know the time itself

TEST(time_belief, follows_an_unsynchronised_daemon_but_says_that_nobody_vouches_for_it) {
  struct {
    const char* when;
    utc_ms kernel;
    std::optional<sourced_time> last_time;
    utc_ms daemon, expected;
  } cases[] = {
      {"woken in 1970", utc_ms{}, {}, noon + hours(15), noon + hours(15)},
      {"seven hours ahead of the site", noon + hours(8), {}, noon + hours(1), noon + hours(1)},
      {"a file of an older player is ahead", noon + hours(1),
       persisted(noon + hours(8), time_source::unknown), noon + hours(1), noon + hours(1)},
      {"a receipt was ahead", noon + hours(1), persisted(noon + hours(8), time_source::receipt),
       noon + hours(1), noon + hours(1)},
      {"not before a time that was synchronised", noon + hours(9), persisted(noon + hours(8)),
       noon + hours(1), noon + hours(8)},
      {"not before the approval", noon + hours(9), {}, noon - hours(1), noon},
  };
  for (const auto& c : cases) {
    time_belief b;
    if (c.last_time) b.restore(*c.last_time, false);
    b.set_programme(approved_at(noon), {counted_time{}}, kernel_at(c.kernel));
    EXPECT_EQ(b.answer(says(c.daemon, booted, false), kernel_at(c.kernel)), verdict::taken);
    time_reading r = b.now(kernel_at(c.kernel));
    EXPECT_EQ(to_unix_ms(r.utc), to_unix_ms(c.expected)) << c.when;
    EXPECT_EQ(r.trust, clock_trust::unsynced) << c.when;
    EXPECT_FALSE(b.bound(kernel_at(c.kernel))) << c.when;
    EXPECT_FALSE(b.to_persist(kernel_at(c.kernel))) << c.when;
  }
}

TEST(time_belief, prefers_a_daemon_while_it_is_synchronised) {
  time_belief b;
  b.answer(says(noon + hours(7), booted, false), kernel_at(noon));
  EXPECT_EQ(b.answer(says(noon), kernel_at(noon)), verdict::taken) << "at once";
  EXPECT_EQ(b.now(kernel_at(noon)).utc, noon);
  EXPECT_EQ(b.answer(says(noon + hours(7), booted, false), kernel_at(noon)), verdict::taken);
  EXPECT_EQ(b.now(kernel_at(noon)).utc, noon) << "what it said while it was synchronised goes on";
  EXPECT_EQ(b.now(kernel_at(noon)).trust, clock_trust::estimated);
}

// ---- wrong times heal

TEST(time_belief, persists_nothing_that_nobody_vouches_for) {
  time_belief b;
  time_reading wrong = kernel_at(noon + hours(7));
  b.restore(persisted(noon - hours(1)), false);
  b.set_programme(approved_at(noon - days(1)), {}, wrong);
  b.observe(wrong);
  EXPECT_EQ(b.now(wrong).utc, noon + hours(7)) << "its own clock is all that it has";
  EXPECT_FALSE(b.to_persist(wrong));
}

TEST(time_belief, lets_a_wrong_last_time_give_way_and_persists_what_is_right) {
  for (time_source source :
       {time_source::unknown, time_source::receipt, time_source::estimated, time_source::synced}) {
    time_belief b;
    b.restore(persisted(noon + hours(7), source), false);
    EXPECT_EQ(b.now(kernel_at(noon)).utc, noon + hours(7));
    b.answer(says(noon), kernel_at(noon));
    EXPECT_EQ(b.now(kernel_at(noon)).utc, noon);
    ASSERT_TRUE(b.to_persist(kernel_at(noon)));
    EXPECT_EQ(b.to_persist(kernel_at(noon))->time.utc, noon);
    EXPECT_EQ(b.to_persist(kernel_at(noon))->source, time_source::estimated);

    time_belief s;
    s.restore(persisted(noon + hours(7), source), false);
    s.observe(kernel_at(noon, booted, clock_trust::synced));
    EXPECT_EQ(s.to_persist(kernel_at(noon, booted, clock_trust::synced))->time.utc, noon);
    EXPECT_EQ(s.now(kernel_at(noon)).utc, noon) << "also after the synchronisation is lost";
  }
}

TEST(time_belief, keeps_the_daemons_time_of_this_boot_through_a_restart_but_not_through_a_reboot) {
  sourced_time kept{{noon, booted}, time_source::estimated, milliseconds(20)};
  time_reading later = kernel_at(noon + hours(9), booted + minutes(5));
  time_belief same;
  same.restore(kept, true);
  EXPECT_EQ(same.now(later).utc, noon + minutes(5));
  EXPECT_EQ(same.now(later).trust, clock_trust::estimated);
  EXPECT_EQ(same.bound(later), milliseconds(20 + 60));
  time_belief other;
  other.restore(kept, false);
  EXPECT_EQ(other.now(later).utc, noon + hours(9));
  EXPECT_EQ(other.now(later).trust, clock_trust::unsynced);
}

TEST(time_belief, heals_from_a_wrong_approval_by_a_newer_one_or_a_synchronised_clock) {
  time_belief b;
  b.set_programme(approved_at(noon + hours(7), days(30), 'a'), {}, kernel_at(noon));
  b.answer(says(noon), kernel_at(noon));
  EXPECT_EQ(b.now(kernel_at(noon)).utc, noon + hours(7)) << "the daemon alone may not go behind an approval";
  EXPECT_EQ(b.now(kernel_at(noon, booted, clock_trust::synced)).utc, noon);
  b.set_programme(approved_at(noon, days(30), 'b'), {}, kernel_at(noon));
  EXPECT_EQ(b.now(kernel_at(noon)).utc, noon);
  EXPECT_EQ(b.now(kernel_at(noon)).trust, clock_trust::estimated);
}

TEST(time_belief, of_an_approver_minutes_ahead_waits_at_issued_until_the_daemons_time_gets_there) {
  time_belief b;
  b.set_programme(approved_at(noon + minutes(9)), {}, kernel_at(utc_ms{}));
  b.answer(says(noon), kernel_at(utc_ms{}));
  EXPECT_EQ(b.now(kernel_at(utc_ms{})).utc, noon + minutes(9));
  EXPECT_EQ(b.now(kernel_at(utc_ms{}, booted + minutes(5))).utc, noon + minutes(14))
      << "it does not stand still";
  time_reading r = b.now(kernel_at(utc_ms{}, booted + minutes(9)));
  EXPECT_EQ(r.utc, noon + minutes(9)) << "from here on in step with the others";
  EXPECT_EQ(r.trust, clock_trust::estimated);
}

TEST(time_belief, takes_receipts_for_a_floor_until_something_better_is_known) {
  time_belief b;
  b.receipt(noon, kernel_at(utc_ms{}));
  EXPECT_EQ(b.now(kernel_at(utc_ms{})).utc, noon);
  b.receipt(noon - hours(1), kernel_at(utc_ms{}));
  EXPECT_EQ(b.now(kernel_at(utc_ms{})).utc, noon) << "a floor never goes down";
  EXPECT_EQ(b.to_persist(kernel_at(utc_ms{}))->source, time_source::receipt);
  b.answer(says(noon - hours(7)), kernel_at(utc_ms{}));
  EXPECT_EQ(b.now(kernel_at(utc_ms{})).utc, noon - hours(7));
  b.receipt(noon + hours(7), kernel_at(utc_ms{}));
  EXPECT_EQ(b.now(kernel_at(utc_ms{})).utc, noon - hours(7));

  time_belief told;
  told.answer(says(noon + hours(7), booted, false), kernel_at(noon));
  told.receipt(noon + hours(7), kernel_at(noon));
  EXPECT_FALSE(told.to_persist(kernel_at(noon))) << "the daemon has said that its clock is worth nothing";
}

// ---- hostile daemons

TEST(time_belief, is_not_frozen_by_a_daemon_that_always_says_the_same_time) {
  for (auto [trip, synced] :
       {std::pair(milliseconds(0), true), {seconds(10), true}, {milliseconds(0), false}}) {
    time_belief b;
    b.answer(says(noon, booted, synced, {}), kernel_at(noon));
    for (milliseconds later = seconds(10); later < hours(2); later += seconds(10)) {
      time_reading kernel = kernel_at(noon, booted + later);
      b.answer(says(noon, kernel.mono, synced, trip), kernel);
      EXPECT_GE(b.now(kernel).utc, noon + later - seconds(6)) << later.count();
    }
  }
}

TEST(time_belief, follows_a_daemon_that_was_corrected_after_three_answers_that_agree) {
  time_belief b;
  b.answer(says(noon + hours(7)), kernel_at(noon));
  auto ask = [&](seconds later) {
    return b.answer(says(noon + later, booted + later), kernel_at(noon, booted + later));
  };
  EXPECT_EQ(ask(minutes(5)), verdict::contradiction);
  EXPECT_EQ(ask(minutes(5) + seconds(10)), verdict::contradiction);
  EXPECT_EQ(b.now(kernel_at(noon, booted + minutes(5))).utc, noon + hours(7) + minutes(5));
  EXPECT_EQ(ask(minutes(5) + seconds(20)), verdict::taken);
  EXPECT_EQ(b.now(kernel_at(noon, booted + minutes(6))).utc, noon + minutes(6));
}

TEST(time_belief, is_not_moved_by_answers_that_jump_about) {
  time_belief b;
  b.answer(says(noon), kernel_at(noon));
  for (int i = 1; i < 100; ++i) {
    milliseconds later = seconds(10 * i);
    time_reading kernel = kernel_at(noon, booted + later);
    EXPECT_EQ(b.answer(says(noon + hours(1 + i % 7), kernel.mono), kernel), verdict::contradiction);
    EXPECT_EQ(b.now(kernel).utc, noon + later);
  }
}

// ---- the count

TEST(time_belief, outlives_a_programme_that_a_daemon_holds_back_in_time) {
  time_belief b;
  programme_facts p = approved_at(noon, days(2));
  b.set_programme(p, {}, kernel_at(noon));
  b.answer(says(noon), kernel_at(noon));
  for (milliseconds later{}; later < days(2); later += hours(1)) {
    time_reading kernel = kernel_at(noon, booted + later);
    b.answer(says(noon, kernel.mono), kernel);
    EXPECT_FALSE(b.is_outlived(kernel)) << later.count();
  }
  EXPECT_FALSE(b.is_outlived(kernel_at(noon, booted + days(2) - milliseconds(1))));
  EXPECT_TRUE(b.is_outlived(kernel_at(noon, booted + days(2))));
  EXPECT_TRUE(b.is_outlived(kernel_at(noon + hours(1), booted + days(2), clock_trust::synced)))
      << "whatever clock or daemon say";
}

TEST(time_belief, continues_the_count_of_its_own_programme_only) {
  programme_facts p = approved_at(noon, days(2));
  counted_time half{p.programme, days(1)};
  counted_time other{sha256("another"), days(100)};
  struct {
    const char* when;
    std::vector<counted_time> counts;
    milliseconds expected;
  } cases[] = {{"both copies", {half, half}, days(1)},
               {"a copy was not written any more", {half, {p.programme, days(1) - minutes(1)}}, days(1)},
               {"a copy still has the programme before", {half, other}, days(1)},
               {"the programme before alone", {other}, milliseconds(0)},
               {"both damaged, and the last time says how long ago it was approved", {}, hours(30)}};
  for (const auto& c : cases) {
    time_belief b;
    b.restore(persisted(noon + hours(30)), false);
    b.set_programme(p, c.counts, kernel_at(noon));
    EXPECT_EQ(b.count(kernel_at(noon))->counted, c.expected) << c.when;
    b.set_programme(p, {other}, kernel_at(noon, booted + hours(1)));
    EXPECT_EQ(b.count(kernel_at(noon, booted + hours(1)))->counted, c.expected + hours(1))
        << c.when << ": the same programme again changes nothing";
  }
}

TEST(time_belief, counts_nothing_before_issued_by_a_synchronised_clock) {
  time_belief b;
  auto synced = [](milliseconds later) {
    return kernel_at(noon + later, booted + later, clock_trust::synced);
  };
  b.set_programme(approved_at(noon + minutes(10), days(1)), {}, synced({}));
  for (milliseconds later{}; later <= days(1) + minutes(10); later += seconds(30)) {
    b.observe(synced(later));
    EXPECT_EQ(b.is_outlived(synced(later)), later >= days(1) + minutes(10)) << later.count();
  }
}

}  // namespace
}  // namespace bangtin::player::core
