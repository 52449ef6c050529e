// What only the decoder is denied, because it opens no files in its sandbox, and what it needs.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/sandbox/attempts.hpp"
#include "player/decode/confinement.hpp"
#include "player/decode/protocol.hpp"

namespace bangtin::sandbox::testing {
namespace {

// Enters as the decoder does, with the socket to the stage at its descriptor number.
bool enter_with_stage(const place& p) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return false;
  if (::fcntl(pair[0], F_DUPFD, 40) < 0 || ::dup2(pair[1], player::decode::control_fd) < 0) return false;
  return enter_as_decoder(p);
}

const attempt beyond_opening[] = {
    {"open a file that everybody may read", [](const place&) { return ::open("/dev/null", O_RDONLY); }},
    {"open a library", [](const place&) { return ::open("/usr/lib", O_RDONLY | O_DIRECTORY); }},
    {"open its own file once more",
     [](const place& p) {
       return ::open(("/proc/self/fd/" + std::to_string(p.file.get())).c_str(), O_RDONLY);
     }},
    {"create a file in a folder",
     [](const place& p) { return ::open((p.output() / "x").c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600); }},
    {"follow a link",
     [](const place&) {
       char to[64];
       return ::readlink("/proc/self/exe", to, sizeof to);
     }},
    {"ask for a file", [](const place&) { return ::access("/usr", R_OK); }},
    {"list a folder",
     [](const place& p) {
       char to[512];
       return ::syscall(SYS_getdents64, p.folder.get(), to, sizeof to);
     }},
    {"send to an address on its socket",
     [](const place&) {
       sockaddr to{AF_UNIX, {0, 'x'}};
       return ::sendto(player::decode::control_fd, "x", 1, MSG_DONTWAIT, &to, 4);
     }},
    {"pass on a descriptor", [](const place&) { return ::sendmsg(player::decode::control_fd, nullptr, 0); }},
    {"turn memory that it wrote into a program",
     [](const place&) {
       void* m = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       return ::syscall(SYS_pkey_mprotect, m, 4096, PROT_READ | PROT_EXEC, -1);
     }},
};

TEST(a_decoder_in_its_sandbox, opens_no_files_and_talks_to_the_stage_alone) {
  place p;
  for (const attempt& a : beyond_opening) {
    EXPECT_EQ(outcome_of(p, enter_with_stage, a), outcome::denied) << a.name;
  }
}

const attempt decoder_work[] = {
    {"start a thread",
     [](const place&) {
       std::thread([] {}).join();
       return 0L;
     }},
    {"make a wake-up for itself",
     [](const place&) {
       int made[2];
       return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, made);
     }},
    {"make a descriptor not wait",
     [](const place&) {
       int made[2];
       if (::pipe(made) != 0) return -1;
       return ::fcntl(made[0], F_SETFL, O_NONBLOCK);
     }},
    {"keep its own scheduling",
     [](const place&) {
       struct {
         std::uint32_t size = 48, policy = 0;
         std::uint64_t rest[5] = {};
       } same;
       if (::syscall(SYS_sched_getattr, 0, &same, sizeof same, 0) < 0) return -1L;
       return ::syscall(SYS_sched_setattr, ::gettid(), &same, 0);
     }},
    {"read its file",
     [](const place& p) {
       char to[7];
       return ::pread(p.file.get(), to, sizeof to, 0) == 7 ? 0 : -1;
     }},
    {"send to the stage",
     [](const place&) { return ::send(player::decode::control_fd, "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -1; }},
    {"listen to the stage",
     [](const place&) {
       char to[1];
       long n = ::recv(player::decode::control_fd, to, sizeof to, MSG_DONTWAIT);
       return n < 0 && errno == EAGAIN ? 0 : -1;
     }},
    {"compile a conversion",
     [](const place&) {
       void* m =
           ::mmap(nullptr, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       return m == MAP_FAILED ? -1 : 0;
     }},
};

TEST(a_decoder_in_its_sandbox, can_do_its_work) {
  place p;
  for (const attempt& a : decoder_work) {
    attempt strict{a.name, [&](const place& at) { return a.make(at) >= 0 ? 0L : (errno = EPERM, -1L); }};
    EXPECT_EQ(outcome_of(p, enter_with_stage, strict), outcome::let_through) << a.name;
  }
}

TEST(a_decoder_in_its_sandbox, confines_threads_that_run_already) {
  place p;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::thread before;
  std::atomic<bool> opened{true};
  auto enter = [&](const place& at) {
    before = std::thread([&] {
      char go = 0;
      bool told = ::read(ends[0], &go, 1) == 1;
      opened = !told || ::open("/dev/null", O_RDONLY) >= 0;
    });
    return enter_as_decoder(at);
  };
  attempt a{"open in a thread that was there before", [&](const place&) {
              if (::write(ends[1], "x", 1) != 1) return 0L;
              before.join();
              return success_if(opened);
            }};
  EXPECT_EQ(outcome_of(p, enter, a), outcome::denied);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace bangtin::sandbox::testing
