// What a decoder that was taken over can no longer do: each is tried in a copy of the test that has closed
// the sandbox around itself, and tells by its exit status how it fared.
#include "player/decode/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <thread>

namespace bangtin::player::decode {
namespace {

// 0 when it succeeds in there, else its errno.
int error_of(const std::function<long()>& attempt) {
  pid_t child = ::fork();
  if (child == 0) {
    if (!close_sandbox()) ::_exit(255);
    ::_exit(attempt() < 0 ? errno : 0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "status " << status;
  return WEXITSTATUS(status);
}

// The kernel looks at the lower half only.
constexpr long too_long = 1L << 32;

struct attempt {
  const char* what;
  std::function<long()> does;
};

TEST(a_decoder_in_its_sandbox, cannot_reach_anybody_else) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
  const sched_param idle{};
  const attempt attempts[] = {
      {"open a file", [] { return ::open("/dev/null", O_RDONLY); }},
      {"make a socket", [] { return ::socket(AF_INET, SOCK_STREAM, 0); }},
      {"make a socket that could send to anybody",
       [] {
         int made[2];
         return ::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, made);
       }},
      {"make one of another family that could",
       [] {
         int made[2];
         return ::socketpair(AF_TIPC, SOCK_RDM, 0, made);
       }},
      {"start a process", [] { return ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
      {"signal the player", [] { return ::kill(::getppid(), 0); }},
      {"have a descriptor signal the player", [&] { return ::fcntl(pair[1], F_SETOWN, ::getppid()); }},
      {"have it do so with a number that is too long",
       [&] { return ::syscall(SYS_fcntl, pair[1], too_long | F_SETOWN, ::getppid()); }},
      {"choose that signal", [&] { return ::fcntl(pair[1], F_SETSIG, SIGKILL); }},
      {"have it signal a thread",
       [&] {
         f_owner_ex owner{F_OWNER_PID, ::getppid()};
         return ::fcntl(pair[1], F_SETOWN_EX, &owner);
       }},
      {"slow the player down", [&] { return ::sched_setscheduler(::getppid(), SCHED_IDLE, &idle); }},
      {"slow it down by another call",
       [] {
         struct {
           std::uint32_t size = 48, policy = SCHED_IDLE;
           std::uint64_t rest[5] = {};
         } wanted;
         return ::syscall(SYS_sched_setattr, too_long | ::getppid(), &wanted, 0);
       }},
      {"pin the player",
       [] {
         cpu_set_t one;
         CPU_ZERO(&one);
         CPU_SET(0, &one);
         return ::sched_setaffinity(::getppid(), sizeof one, &one);
       }},
      {"change its own limits",
       [] {
         rlimit same{};
         if (::getrlimit(RLIMIT_CPU, &same) != 0) return -1;
         return ::setrlimit(RLIMIT_CPU, &same);
       }},
  };
  for (const attempt& a : attempts) EXPECT_EQ(error_of(a.does), EPERM) << a.what;
  ::close(pair[0]);
  ::close(pair[1]);
}

TEST(a_decoder_in_its_sandbox, can_do_its_work) {
  const attempt attempts[] = {
      {"start a thread",
       [] {
         std::thread([] {}).join();
         return 0L;
       }},
      {"make a wake-up for itself",
       [] {
         int made[2];
         return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, made);
       }},
      {"make a descriptor not wait",
       [] {
         int made[2];
         if (::pipe(made) != 0) return -1;
         return ::fcntl(made[0], F_SETFL, O_NONBLOCK);
       }},
      {"keep its own scheduling",
       [] {
         struct {
           std::uint32_t size = 48, policy = 0;
           std::uint64_t rest[5] = {};
         } same;
         if (::syscall(SYS_sched_getattr, 0, &same, sizeof same, 0) < 0) return -1L;
         return ::syscall(SYS_sched_setattr, 0, &same, 0);
       }},
  };
  for (const attempt& a : attempts) EXPECT_EQ(error_of(a.does), 0) << a.what;
}

}  // namespace
}  // namespace bangtin::player::decode
