// The floor as a pure function, by a table; then the clock with its thread and its file.
#include "player/app/clock_with_floor.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include <functional>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr utc_ms today = std::chrono::sys_days(std::chrono::year(2026) / 10 / 10);

TEST(time, is_lifted_to_the_floor_only_while_nobody_vouches_for_the_clock) {
  const time_floor f{today, milliseconds(1'000)};
  struct {
    const char* when;
    time_reading kernel;
    utc_ms expected;
  } cases[] = {
      {"woken in 1970", {utc_ms(seconds(5)), milliseconds(6'000), clock_trust::unsynced}, today + seconds(5)},
      {"a little behind", {today - seconds(1), milliseconds(1'000), clock_trust::unsynced}, today},
      {"ahead of the floor",
       {today + hours(3), milliseconds(1'000), clock_trust::unsynced},
       today + hours(3)},
      {"synchronised, and earlier",
       {today - hours(3), milliseconds(1'000), clock_trust::synced},
       today - hours(3)},
  };
  for (const auto& c : cases) {
    time_reading r = lifted(c.kernel, f);
    EXPECT_EQ(r.utc, c.expected) << c.when;
    EXPECT_EQ(r.mono, c.kernel.mono) << c.when;
    EXPECT_EQ(r.trust, c.kernel.trust) << c.when;
  }
}

// The thread of clock_with_floor reads it too.
class a_kernel final : public clock_source {
 public:
  void set(const time_reading& r) {
    std::scoped_lock lock(guard_);
    reading_ = r;
  }
  time_reading now() const override {
    std::scoped_lock lock(guard_);
    return reading_;
  }

 private:
  mutable std::mutex guard_;
  time_reading reading_;
};

TEST(a_clock_with_floor, goes_on_from_the_last_known_time_after_a_start_in_1970) {
  fakes::temporary_folder folder;
  a_kernel kernel;
  kernel.set({today, milliseconds(50), clock_trust::synced});
  { clock_with_floor first(kernel, folder.path()); }
  kernel.set({utc_ms(seconds(9)), milliseconds(9'000), clock_trust::unsynced});
  clock_with_floor second(kernel, folder.path());
  EXPECT_EQ(second.now().utc, today);
  kernel.set({utc_ms(seconds(19)), milliseconds(19'000), clock_trust::unsynced});
  EXPECT_EQ(second.now().utc, today + seconds(10));
  kernel.set({today + hours(8), milliseconds(20'000), clock_trust::synced});
  EXPECT_EQ(second.now().utc, today + hours(8));
}

TEST(a_clock_with_floor, takes_no_floor_from_a_file_that_makes_no_sense) {
  for (const char* text : {"", "soon", "-5", "99999999999999999999999", "7956915742222", "12"}) {
    fakes::temporary_folder folder;
    ASSERT_TRUE(write_file(folder / "last-time", text, 0640));
    a_kernel kernel;
    kernel.set({utc_ms(seconds(9)), milliseconds(0), clock_trust::unsynced});
    clock_with_floor clock(kernel, folder.path());
    EXPECT_EQ(clock.now().utc, utc_ms(seconds(9))) << text;
  }
}

}  // namespace
}  // namespace bangtin::player::app
