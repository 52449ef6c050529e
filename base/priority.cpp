// On Linux a nice value belongs to a thread, not to the process. SCHED_RESET_ON_FORK keeps a thread's
// real-time policy and negative nice value from the threads and processes that it makes.
#include "base/priority.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

namespace bangtin {

namespace {

constexpr int lowest_priority = 19;
constexpr int picture_priority = -10;
constexpr rlim_t realtime_us = 300'000;         // without sleep; then the kernel sends SIGXCPU
constexpr rlim_t max_realtime_us = 10'000'000;  // then it ends the process

pid_t this_thread() {
  return static_cast<pid_t>(::syscall(SYS_gettid));
}

bool set_nice(int value) {
  return ::setpriority(PRIO_PROCESS, static_cast<id_t>(this_thread()), value) == 0;
}

bool set_policy(pid_t thread, int policy, int priority) {
  sched_param p{};
  p.sched_priority = priority;
  return ::sched_setscheduler(thread, policy | SCHED_RESET_ON_FORK, &p) == 0;
}

std::atomic<pid_t> realtime_thread{0};

void leave_realtime(int) {
  pid_t thread = realtime_thread.exchange(0);
  if (thread != 0) set_policy(thread, SCHED_OTHER, 0);
}

// A display loop that computes for ever must not take the whole machine.
bool limit_realtime() {
  struct sigaction action {};
  action.sa_handler = leave_realtime;
  action.sa_flags = SA_RESTART;
  rlimit limit{realtime_us, max_realtime_us};
  return ::sigaction(SIGXCPU, &action, nullptr) == 0 && ::setrlimit(RLIMIT_RTTIME, &limit) == 0;
}

}  // namespace

bool raise_priority() {
  return set_nice(picture_priority);
}

bool raise_display_priority() {
  bool raised = set_nice(picture_priority);
  realtime_thread = this_thread();
  if (limit_realtime() && set_policy(realtime_thread, SCHED_RR, ::sched_get_priority_min(SCHED_RR))) {
    return raised;
  }
  realtime_thread = 0;
  set_policy(0, SCHED_OTHER, 0);
  return raised;
}

void leave_display_priority() {
  realtime_thread = 0;
  set_policy(0, SCHED_OTHER, 0);
}

void lower_priority() {
  set_nice(lowest_priority);
}

}  // namespace bangtin
