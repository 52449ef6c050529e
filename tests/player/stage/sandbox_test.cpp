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

// Whether it succeeds in there; a negative answer is a failure.
bool succeeds(const std::function<long()>& attempt) {
  pid_t child = ::fork();
  if (child == 0) {
    if (!close_sandbox()) ::_exit(2);
    ::_exit(attempt() < 0 && errno == EPERM ? 1 : 0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) < 2) << "status " << status;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

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
      {"make another that could",
       [] {
         int made[2];
         return ::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, made);
       }},
      {"start a process", [] { return ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
      {"signal the player", [] { return ::kill(::getppid(), 0); }},
      {"have a descriptor signal the player", [&] { return ::fcntl(pair[1], F_SETOWN, ::getppid()); }},
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
         return ::syscall(SYS_sched_setattr, ::getppid(), &wanted, 0);
       }},
      {"pin the player",
       [] {
         cpu_set_t one;
         CPU_ZERO(&one);
         CPU_SET(0, &one);
         return ::sched_setaffinity(::getppid(), sizeof one, &one);
       }},
      {"raise its own limits",
       [] {
         rlimit more{RLIM_INFINITY, RLIM_INFINITY};
         return ::syscall(SYS_prlimit64, 0, RLIMIT_CPU, &more, nullptr);
       }},
  };
  for (const attempt& a : attempts) EXPECT_FALSE(succeeds(a.does)) << a.what;
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
      {"make a descriptor not wait", [] { return ::fcntl(0, F_SETFL, O_NONBLOCK); }},
      {"keep its own scheduling",
       [] {
         struct {
           std::uint32_t size = 48, policy = SCHED_OTHER;
           std::uint64_t rest[5] = {};
         } same;
         return ::syscall(SYS_sched_setattr, 0, &same, 0);
       }},
  };
  for (const attempt& a : attempts) EXPECT_TRUE(succeeds(a.does)) << a.what;
}

}  // namespace
}  // namespace bangtin::player::decode
