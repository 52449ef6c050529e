// Each case runs in a forked process, whose priority ends with it. Without the permission to raise a priority
// the cases state that nothing fails.
#include "base/priority.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <functional>
#include <thread>

namespace bangtin {
namespace {

// What `check` returns in a process of its own; -1 when that does not end by itself.
int in_a_process(const std::function<int()>& check) {
  pid_t pid = ::fork();
  if (pid == 0) ::_exit(check());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int nice_of_this_thread() {
  return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
}

int policy_of_this_thread() {
  return ::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
}

void compute_for(timespec length) {
  timespec from{};
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
  do {
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  } while (now.tv_sec - from.tv_sec < length.tv_sec);
}

TEST(a_raised_priority, passes_on_to_what_the_thread_makes) {
  int result = in_a_process([] {
    if (!raise_priority()) return nice_of_this_thread() == 0 ? 0 : 1;
    int of_child = 0;
    std::thread([&] { of_child = nice_of_this_thread(); }).join();
    return of_child == nice_of_this_thread() && of_child < 0 ? 0 : 2;
  });
  EXPECT_EQ(result, 0);
}

TEST(the_display_s_priority, does_not_pass_on_to_threads_and_processes) {
  int result = in_a_process([] {
    bool raised = raise_display_priority();
    if (raised && nice_of_this_thread() >= 0) return 1;
    int nice = -1;
    int policy = -1;
    std::thread([&] {
      nice = nice_of_this_thread();
      policy = policy_of_this_thread();
    }).join();
    if (nice != 0 || policy != SCHED_OTHER) return 2;
    return in_a_process([] { return policy_of_this_thread() == SCHED_OTHER ? 0 : 3; });
  });
  EXPECT_EQ(result, 0);
}

// A display loop that computes for ever would take the whole machine.
TEST(the_display_s_priority, is_no_longer_real_time_after_computing_without_sleep) {
  int result = in_a_process([] {
    raise_display_priority();
    if (policy_of_this_thread() != SCHED_RR) return 77;
    compute_for({1, 0});
    return policy_of_this_thread() == SCHED_OTHER ? 0 : 1;
  });
  if (result == 77) GTEST_SKIP() << "this process may not use real-time scheduling";
  EXPECT_EQ(result, 0);
}

TEST(a_lowered_priority, belongs_to_its_thread_alone) {
  int before = nice_of_this_thread();
  int lowered = 0;
  std::thread([&] {
    lower_priority();
    lowered = nice_of_this_thread();
  }).join();
  EXPECT_EQ(lowered, 19);
  EXPECT_EQ(nice_of_this_thread(), before);
}

}  // namespace
}  // namespace bangtin
