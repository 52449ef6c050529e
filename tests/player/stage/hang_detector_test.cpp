// Tests which decoders the stage gives up: those that hang, not those that the machine keeps waiting.
#include "player/stage/hang_detector.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;

struct habit {
  const char* name;
  microseconds ran, waited;  // in each 100 ms
  bool on_disk;
  microseconds own, idle;  // after one second
  bool ready = false;
};

TEST(hang_detector, counts_what_the_decoder_had_for_itself) {
  const habit table[] = {
      {"stopped", 0us, 0us, false, 1s, 1s},
      {"runs without an end", 100ms, 0us, false, 1s, 0s},
      {"gets a tenth of a processor", 10ms, 90ms, false, 100ms, 0s},
      {"gets none at all", 0us, 100ms, false, 0s, 0s},
      {"has four threads that wait", 20ms, 400ms, false, 0s, 0s},
      {"reads from a slow disk", 1ms, 0us, true, 0s, 0s},
      {"wakes up now and then", 1ms, 0us, false, 1s, 1s},
      {"works a little", 10ms, 0us, false, 1s, 0s},
      {"has stood in the queue all the time", 0us, 0us, false, 0s, 0s, true},
      {"runs without an end, and is seen to", 100ms, 0us, false, 1s, 0s, true},
  };
  for (const habit& h : table) {
    hang_detector p;
    process_account account{5s, 7s, h.on_disk, h.ready};
    p.look(1s, 1s, account);
    for (int i = 1; i <= 10; ++i) {
      account.ran += h.ran;
      account.waited += h.waited;
      p.look(1s + i * 100ms, 1s, account);
    }
    EXPECT_EQ(p.own(), h.own) << h.name;
    EXPECT_EQ(p.idle(), h.idle) << h.name;
  }
}

TEST(hang_detector, begins_anew_when_something_else_is_waited_for) {
  hang_detector p;
  p.look(1s, 1s, process_account{});
  p.look(2s, 1s, process_account{});
  EXPECT_EQ(p.own(), 1s);
  // A picture came and was shown, and the next one is due.
  p.look(2500ms, 2400ms, process_account{});
  EXPECT_EQ(p.own(), 0s);
  EXPECT_EQ(p.idle(), 0s);
  p.look(2600ms, 2400ms, process_account{});
  EXPECT_EQ(p.own(), 100ms);
}

TEST(hang_detector, of_what_cannot_be_known_only_time_is_counted) {
  hang_detector p;
  p.look(1s, 1s, std::nullopt);
  p.look(2s, 1s, std::nullopt);
  EXPECT_EQ(p.own(), 1s);
  EXPECT_EQ(p.idle(), 0s);
  EXPECT_EQ(account_of(-1), std::nullopt);
}

TEST(hang_detector, sees_whether_a_real_process_works) {
  process_setup setup;
  setup.argv = {"/bin/sh", "-c", "while :; do :; done"};
  auto busy = start_process(setup);
  ASSERT_TRUE(busy);
  auto ran = [&] { return account_of(busy->pid()).value_or(process_account{}).ran; };
  microseconds before = ran();
  while (ran() == before) ::usleep(1000);
  ::kill(busy->pid(), SIGSTOP);
  int status = 0;
  ::waitpid(busy->pid(), &status, WUNTRACED);
  microseconds stopped = ran();
  ::usleep(20'000);
  EXPECT_EQ(ran(), stopped);
}

}  // namespace
}  // namespace bangtin::player::stage
