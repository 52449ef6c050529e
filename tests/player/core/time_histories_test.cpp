// What a screen believes over random histories of runs, kills, reboots, approvals and answers, against a
// model that knows the true time.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/known_times.hpp"

namespace bangtin::player::core {
namespace {

using namespace known_times;

// A screen with its disk, its kernel's clock and the true time.
struct world {
  utc_ms truth = noon;
  milliseconds mono = booted;
  milliseconds kernel_error{};
  bool synced = false;
  std::int64_t boot = 1;
  std::optional<time_belief> belief{std::in_place};
  // the disk
  std::optional<sourced_time> last_time;
  std::int64_t last_time_boot = 0;
  std::vector<counted_time> counts;
  // what the model knows
  std::optional<programme_facts> programme;
  milliseconds ran{}, ran_on_disk{};
  char next_name = 'a';

  time_reading kernel() const {
    return {truth + (synced ? milliseconds(0) : kernel_error), mono,
            synced ? clock_trust::synced : clock_trust::unsynced};
  }
  void advance(milliseconds d) {
    truth += d;
    mono += d;
    if (programme) ran += d;
  }
  void write() {
    belief->observe(kernel());
    if (auto t = belief->to_persist(kernel())) {
      last_time = t;
      last_time_boot = boot;
    }
    if (auto c = belief->count(kernel())) counts = {*c, *c};
    ran_on_disk = ran;
  }
  void start() {
    belief.emplace();
    ran = ran_on_disk;
    if (last_time) {
      sourced_time t = *last_time;
      bool same = last_time_boot == boot;
      if (!same) t.time.mono = mono;
      belief->restore(t, same);
    }
    if (programme) belief->set_programme(*programme, counts, kernel());
  }
  void reboot(milliseconds off, milliseconds error) {
    truth += off;
    mono = seconds(20);
    ++boot;
    kernel_error = error;
    start();
  }
  void approve(milliseconds validity) {
    programme = approved_at(truth, validity, next_name++);
    ran = {};
    belief->set_programme(*programme, counts, kernel());
    write();
  }
};

milliseconds any_of(std::initializer_list<milliseconds> all) {
  return *rc::gen::elementOf(std::vector<milliseconds>(all));
}

// One random event. A hostile daemon signs any time, whenever it likes.
void happen(world& w, bool hostile) {
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return w.advance(any_of({milliseconds(1), seconds(7), minutes(3), hours(5), days(2)}));
    case 1:
      return w.write();
    case 2:
      return w.start();  // after kill -9
    case 3:
      w.write();
      return w.start();  // after a clean stop
    case 4:
      return w.reboot(any_of({seconds(30), hours(14), days(3)}),
                      any_of({-days(20'000), -hours(2), milliseconds(0), hours(7)}));
    case 5:
      w.synced = *rc::gen::arbitrary<bool>();
      return;
    case 6:
      return w.approve(any_of({hours(1), days(3), days(30)}));
    case 7: {
      milliseconds lie =
          hostile ? any_of({-days(400), -hours(7), -minutes(1), milliseconds(0), hours(7), days(4000)})
                  : milliseconds(0);
      milliseconds trip = any_of({milliseconds(0), milliseconds(300), seconds(9)});
      milliseconds sent = *rc::gen::elementOf(std::vector<milliseconds>{milliseconds(0), trip / 3, trip});
      w.belief->answer(
          {w.truth - trip + sent + lie, hostile ? *rc::gen::arbitrary<bool>() : true, w.mono - trip, w.mono},
          w.kernel());
      return;
    }
    default:
      if (hostile) w.belief->receipt(w.truth + any_of({-days(1), hours(7), days(4000)}), w.kernel());
      return;
  }
}

void expect_what_no_daemon_can_change(const world& w) {
  time_reading kernel = w.kernel();
  time_reading r = w.belief->now(kernel);
  RC_ASSERT(r.mono == kernel.mono);
  if (w.synced) RC_ASSERT(is_same(r, kernel));
  if (!w.synced) RC_ASSERT(r.trust != clock_trust::synced);
  if (!w.programme) return;
  if (!w.synced) RC_ASSERT(r.utc >= w.programme->issued);
  milliseconds validity = w.programme->expires - w.programme->issued;
  RC_ASSERT(w.belief->count(kernel)->counted == w.ran);
  RC_ASSERT(w.belief->is_outlived(kernel) == (w.ran >= validity));
  if (w.belief->is_outlived(kernel)) RC_ASSERT(w.truth >= w.programme->expires);
}

RC_GTEST_PROP(time_belief, holds_against_any_daemon_over_any_history, ()) {
  world w;
  int events = *rc::gen::inRange(1, 200);
  for (int i = 0; i < events; ++i) {
    happen(w, true);
    expect_what_no_daemon_can_change(w);
  }
}

RC_GTEST_PROP(time_belief, of_an_honest_daemon_is_right_within_its_bound_whatever_came_before, ()) {
  world w;
  int events = *rc::gen::inRange(1, 100);
  for (int i = 0; i < events; ++i) happen(w, false);
  w.synced = false;
  w.start();
  w.belief->answer({w.truth, true, w.mono, w.mono}, w.kernel());
  time_reading r = w.belief->now(w.kernel());
  RC_ASSERT(r.trust == clock_trust::estimated);
  RC_ASSERT(std::chrono::abs(r.utc - w.truth) <= *w.belief->bound(w.kernel()));
  w.write();
  RC_ASSERT(std::chrono::abs(w.last_time->time.utc - w.truth) <= w.last_time->bound);
}

// One boot with a wrong clock, which nobody confirmed, leaves nothing behind.
RC_GTEST_PROP(time_belief, forgets_a_boot_with_a_wrong_clock, ()) {
  world right, wrong;
  for (world* w : {&right, &wrong}) {
    w->synced = true;
    w->approve(days(365));
    w->write();
    w->synced = false;
  }
  milliseconds error = any_of({hours(7), days(400), -hours(7)});
  wrong.reboot(hours(1), error);
  right.reboot(hours(1), milliseconds(0));
  int steps = *rc::gen::inRange(1, 20);
  for (int i = 0; i < steps; ++i) {
    milliseconds d = any_of({seconds(1), minutes(10), hours(3)});
    for (world* w : {&right, &wrong}) {
      w->advance(d);
      w->write();
    }
  }
  for (world* w : {&right, &wrong}) w->reboot(hours(1), milliseconds(0));
  RC_ASSERT(is_same(wrong.belief->now(wrong.kernel()), right.belief->now(right.kernel())));
  RC_ASSERT(wrong.belief->now(wrong.kernel()).utc == wrong.truth);
}

}  // namespace
}  // namespace bangtin::player::core
