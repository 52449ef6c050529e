// The screen's clock with its thread and its files, and the questions to a daemon in memory that lies.
#include "player/sync/screen_clock.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include "base/files.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/reporter.hpp"
#include "player/sync/time_sync.hpp"
#include "support/temporary_folder.hpp"
#include "wire/daemon_time.hpp"

namespace bangtin::player::sync {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr utc_ms midday = core::the_day + hours(12);
const std::string boot_a(32, 'a');
const std::string boot_b(32, 'b');

// The clock's thread reads it too.
class a_kernel final : public clock_source {
 public:
  a_kernel(utc_ms utc, milliseconds mono, clock_trust trust) : reading_{utc, mono, trust} {}
  void set(utc_ms utc, milliseconds mono, clock_trust trust) {
    std::scoped_lock lock(guard_);
    reading_ = {utc, mono, trust};
  }
  void advance(milliseconds d) {
    std::scoped_lock lock(guard_);
    reading_.utc += d;
    reading_.mono += d;
  }
  time_reading now() const override {
    std::scoped_lock lock(guard_);
    return reading_;
  }

 private:
  mutable std::mutex guard_;
  time_reading reading_;
};

core::programme_facts approved_at(utc_ms issued, milliseconds validity = days(30)) {
  core::programme_facts p;
  p.programme = sha256("programme");
  p.issued = issued;
  p.expires = issued + validity;
  return p;
}

class a_screen_clock : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  a_kernel kernel{midday, seconds(50), clock_trust::unsynced};
};

TEST_F(a_screen_clock, goes_on_from_the_last_confirmed_time_after_a_start_in_1970) {
  kernel.set(midday, seconds(50), clock_trust::synced);
  { screen_clock first(kernel, folder_.path(), boot_a); }
  kernel.set(utc_ms(seconds(9)), seconds(9), clock_trust::unsynced);
  screen_clock second(kernel, folder_.path(), boot_b);
  EXPECT_EQ(second.now().utc, midday);
  kernel.advance(seconds(10));
  EXPECT_EQ(second.now().utc, midday + seconds(10));
  kernel.set(midday + hours(8), seconds(20), clock_trust::synced);
  EXPECT_EQ(second.now().utc, midday + hours(8));
}

TEST_F(a_screen_clock, forgets_a_start_seven_hours_ahead) {
  kernel.set(midday, seconds(50), clock_trust::synced);
  { screen_clock right(kernel, folder_.path(), boot_a); }
  kernel.set(midday + hours(8), seconds(9), clock_trust::unsynced);
  {
    screen_clock wrong(kernel, folder_.path(), boot_b);
    EXPECT_EQ(wrong.now().utc, midday + hours(8));
  }
  kernel.set(midday + hours(1) + minutes(5), seconds(9), clock_trust::unsynced);
  screen_clock healed(kernel, folder_.path(), boot_a);
  EXPECT_EQ(healed.now().utc, midday + hours(1) + minutes(5));
}

TEST_F(a_screen_clock, heals_from_a_file_of_an_older_player_that_is_seven_hours_ahead) {
  ASSERT_TRUE(write_file(folder_ / "last-time", std::to_string(to_unix_ms(midday + hours(7))) + "\n", 0640));
  std::string before = *read_file(folder_ / "last-time", 100);
  {
    screen_clock clock(kernel, folder_.path(), boot_a);
    EXPECT_EQ(clock.now().utc, midday + hours(7));
  }
  EXPECT_EQ(*read_file(folder_ / "last-time", 100), before) << "it does not renew itself";
  {
    screen_clock clock(kernel, folder_.path(), boot_a);
    clock.answer({midday, true, seconds(50), seconds(50)});
    EXPECT_EQ(clock.now().utc, midday);
  }
  screen_clock clock(kernel, folder_.path(), boot_b);
  EXPECT_EQ(clock.now().utc, midday);
}

TEST_F(a_screen_clock, takes_no_floor_from_a_file_that_makes_no_sense) {
  for (const char* text : {"", "soon", "-5", "99999999999999999999999", "7956915742222", "12"}) {
    ASSERT_TRUE(write_file(folder_ / "last-time", text, 0640));
    screen_clock clock(kernel, folder_.path(), boot_a);
    EXPECT_EQ(clock.now().utc, midday) << text;
  }
}

// What the count has when the process is killed is what its thread had written.
TEST_F(a_screen_clock, counts_the_time_since_an_approval_through_restarts_and_a_damaged_copy) {
  kernel.set(utc_ms{}, seconds(50), clock_trust::unsynced);
  const core::programme_facts p = approved_at(midday, hours(4));
  for (int run = 1; run <= 4; ++run) {
    const char* damaged = run % 2 == 0 ? "counted-time" : "counted-time.copy";
    if (run > 1) {
      ASSERT_TRUE(write_file(folder_ / damaged, "damaged", 0640));
    }
    screen_clock clock(kernel, folder_.path(), boot_a);
    clock.set_programme(p);
    EXPECT_EQ(clock.now().utc, midday + hours(run - 1));
    kernel.advance(hours(1) - milliseconds(1));
    EXPECT_FALSE(clock.outlived());
    kernel.advance(milliseconds(1));
    EXPECT_EQ(clock.outlived().has_value(), run == 4);
    // A daemon that would hold the screen back does not change that.
    clock.answer({midday, true, kernel.now().mono, kernel.now().mono});
    EXPECT_EQ(clock.outlived().has_value(), run == 4);
    kernel.set(utc_ms{}, seconds(50), clock_trust::unsynced);
  }
}

TEST_F(a_screen_clock, goes_on_without_a_disk) {
  screen_clock clock(kernel, folder_ / "absent" / "folder", boot_a);
  clock.set_programme(approved_at(midday + hours(1)));
  EXPECT_EQ(clock.now().utc, midday + hours(1));
}

// ---- questions to the daemon

class asked_for_the_time : public a_screen_clock {
 protected:
  a_site site;
  daemon_in_memory daemon;
  screen_clock clock{kernel, folder_.path(), boot_a};
  time_sync line{site.daemon.public_part(), clock};
  std::vector<std::string> nonces;

  evidence::signed_text sign(const std::string& nonce, utc_ms utc, bool synced = true) const {
    return evidence::sign_text(wire::to_text(wire::daemon_time{nonce, utc, synced}), site.daemon);
  }
  void SetUp() override {
    daemon.on_time = [this](const std::string& nonce) -> result<evidence::signed_text> {
      nonces.push_back(nonce);
      kernel.advance(milliseconds(100));
      return sign(nonce, midday + hours(2));
    };
  }
};

TEST_F(asked_for_the_time, a_daemon_gives_an_estimate_with_its_bound) {
  ASSERT_TRUE(line.round(daemon));
  EXPECT_EQ(clock.now().trust, clock_trust::estimated);
  EXPECT_EQ(clock.now().utc, midday + hours(2) + milliseconds(50));
  EXPECT_EQ(clock.bound(), milliseconds(51));
  ASSERT_TRUE(line.round(daemon));
  ASSERT_EQ(nonces.size(), 2u);
  EXPECT_NE(nonces[0], nonces[1]);
}

TEST_F(asked_for_the_time, a_daemon_is_not_troubled_while_the_clock_is_synchronised) {
  kernel.set(midday, seconds(50), clock_trust::synced);
  ASSERT_TRUE(line.round(daemon));
  EXPECT_TRUE(nonces.empty());
}

TEST_F(asked_for_the_time, nobody_but_the_daemon_is_believed_and_no_old_answer) {
  std::optional<evidence::signed_text> first;
  struct {
    const char* what;
    std::function<evidence::signed_text(const std::string&)> answer;
  } cases[] = {
      {"another key",
       [](const std::string& nonce) {
         return evidence::sign_text(wire::to_text(wire::daemon_time{nonce, midday + hours(9), true}),
                                    secret_key::generate());
       }},
      {"another nonce", [&](const std::string&) { return sign(std::string(64, '0'), midday + hours(9)); }},
      {"an answer played back",
       [&](const std::string& nonce) {
         if (!first) first = sign(nonce, midday + hours(9));
         evidence::signed_text old = *first;
         first.reset();
         old.text.replace(15, 64, std::string(64, 'f'));
         return old;
       }},
      {"no time at all", [&](const std::string&) { return evidence::sign_text("hello\n", site.daemon); }},
  };
  for (const auto& c : cases) {
    daemon.on_time = [&](const std::string& nonce) -> result<evidence::signed_text> {
      return c.answer(nonce);
    };
    EXPECT_FALSE(line.round(daemon)) << c.what;
    ASSERT_TRUE(line.attack()) << c.what;
    EXPECT_EQ(line.attack()->kind, wire::attack::clock_attack) << c.what;
    EXPECT_EQ(clock.now().utc, midday) << c.what;
    EXPECT_EQ(clock.now().trust, clock_trust::unsynced) << c.what;
  }
}

TEST_F(asked_for_the_time, a_daemon_that_contradicts_itself_or_the_approval_is_called_an_attack) {
  ASSERT_TRUE(line.round(daemon));
  EXPECT_FALSE(line.attack());
  auto says = [&](utc_ms utc, bool synced = true) {
    daemon.on_time = [this, utc, synced](const std::string& nonce) -> result<evidence::signed_text> {
      return sign(nonce, utc, synced);
    };
    EXPECT_TRUE(line.round(daemon));
    return line.attack() ? line.attack()->kind : wire::attack::none;
  };
  EXPECT_EQ(says(midday + days(3)), wire::attack::clock_attack) << "a leap";
  EXPECT_EQ(says(clock.now().utc), wire::attack::none) << "as before";
  fakes::temporary_folder other;
  screen_clock late(kernel, other.path(), boot_b);
  late.set_programme(approved_at(midday + days(1)));
  time_sync asks{site.daemon.public_part(), late};
  daemon.on_time = [this](const std::string& nonce) -> result<evidence::signed_text> {
    return sign(nonce, midday, true);
  };
  ASSERT_TRUE(asks.round(daemon));
  ASSERT_TRUE(asks.attack()) << "a daemon that vouches for a time before the approval";
  EXPECT_EQ(asks.attack()->kind, wire::attack::clock_attack);
  kernel.set(midday + days(2), seconds(999), clock_trust::synced);
  ASSERT_TRUE(asks.round(daemon));
  EXPECT_FALSE(asks.attack()) << "nobody needs the daemon's time any more";
}

TEST_F(asked_for_the_time, an_older_daemon_or_none_changes_nothing) {
  daemon.on_time = nullptr;
  EXPECT_TRUE(line.round(daemon)) << "it does not know the question";
  daemon.reachable = false;
  EXPECT_EQ(line.round(daemon).error().code, errc::unreachable);
  EXPECT_EQ(clock.now().trust, clock_trust::unsynced);
}

TEST_F(asked_for_the_time, a_bound_from_an_earlier_run_is_not_told_until_the_daemon_answers) {
  ASSERT_TRUE(line.round(daemon));
  fakes::temporary_folder other;
  {
    screen_clock first(kernel, other.path(), boot_a);
    first.answer({midday, true, seconds(50), seconds(50)});
  }
  screen_clock second(kernel, other.path(), boot_a);
  EXPECT_EQ(second.now().trust, clock_trust::estimated);
  EXPECT_FALSE(second.bound());
}

TEST_F(asked_for_the_time, the_status_tells_the_bound_of_an_estimate) {
  status tells;
  struct no_evidence final : evidence_source {
    result<std::optional<evidence::batch>> next_batch(const ask_limits&) override {
      return std::optional<evidence::batch>();
    }
    result<void> acknowledge(const evidence::signed_text&, const ask_limits&) override { return {}; }
    result<void> resend_from(std::int64_t, const ask_limits&) override { return {}; }
    result<bool> resend_lost(std::int64_t, const ask_limits&) override { return false; }
    result<std::int64_t> unacknowledged(const ask_limits&) override { return std::int64_t{0}; }
    result<std::string> log(const ask_limits&) override { return std::string(); }
    result<standing> compare(const evidence::signed_text&, const ask_limits&) override {
      return standing::agrees;
    }
    result<void> begin_new_log(const std::optional<evidence::signed_text>&, const ask_limits&) override {
      return {};
    }
    result<citing> cite(const evidence::signed_text&, const ask_limits&) override {
      return citing::not_needed;
    }
    result<void> set_daemon_reads(std::int64_t, const ask_limits&) override { return {}; }
    result<std::vector<std::string>> older_logs(const ask_limits&) override {
      return std::vector<std::string>();
    }
    result<std::int64_t> older_from(const std::string&, const evidence::signed_text&,
                                    const ask_limits&) override {
      return std::int64_t{1};
    }
    result<std::optional<evidence::batch>> older_batch(const std::string&, std::int64_t,
                                                       const ask_limits&) override {
      return std::optional<evidence::batch>();
    }
    result<std::optional<evidence::batch>> carried_batch(std::int64_t, const ask_limits&) override {
      return std::optional<evidence::batch>();
    }
    result<std::optional<evidence::batch>> older_batch_up_to(const std::string&, std::int64_t,
                                                             const ask_limits&) override {
      return std::optional<evidence::batch>();
    }
  } none;
  this_host host(folder_.path());
  reporter r("lobby", tells, none, host, [this] { return clock.bound(); });
  ASSERT_TRUE(r.send_status(daemon, clock.now()));
  ASSERT_TRUE(line.round(daemon));
  ASSERT_TRUE(r.send_status(daemon, clock.now()));
  ASSERT_EQ(daemon.statuses.size(), 2u) << "a clock that became better known is told at once";
  EXPECT_EQ(daemon.statuses[0].clock, clock_trust::unsynced);
  EXPECT_EQ(daemon.statuses[0].clock_bound_ms, std::nullopt);
  EXPECT_EQ(daemon.statuses[1].clock, clock_trust::estimated);
  EXPECT_EQ(daemon.statuses[1].clock_bound_ms, 51);
}

}  // namespace
}  // namespace bangtin::player::sync
