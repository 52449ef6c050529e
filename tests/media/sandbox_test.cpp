#include "media/ingest/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <thread>

#include "base/files.hpp"
#include "media/folder.hpp"

namespace bangtin::media::ingest {
namespace {

using media::testing::put;
using media::testing::temporary_folder;

// Runs `attempt` in a child behind the walls; true when it says that it got through.
template <class F>
bool gets_through(const temporary_folder& f, F attempt) {
  put(f / "file", "content");
  std::filesystem::create_directories(f / "out");
  pid_t child = ::fork();
  if (child == 0) {
    int file = ::open((f / "file").c_str(), O_RDONLY);
    if (!enter_sandbox(file, f / "out", {})) ::_exit(2);
    ::_exit(attempt(file) ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  EXPECT_NE(WEXITSTATUS(status), 2) << "the walls could not be put up";
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(sandbox, lets_the_worker_do_its_work) {
  temporary_folder f;
  EXPECT_TRUE(gets_through(f, [](int file) { return ::lseek(file, 0, SEEK_END) == 7; }));
  EXPECT_TRUE(gets_through(f, [](int file) {
    return ::open(("/proc/self/fd/" + std::to_string(file)).c_str(), O_RDONLY) >= 0;
  })) << "the file once more, as GStreamer opens it";
  EXPECT_TRUE(gets_through(
      f, [&](int) { return ::open((f / "out/made").c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0; }));
  EXPECT_TRUE(gets_through(f, [](int) { return ::open("/etc/fonts/fonts.conf", O_RDONLY) >= 0; }));
  EXPECT_TRUE(gets_through(f, [](int) {
    int x = 0;
    std::thread([&] { x = 1; }).join();
    return x == 1;
  }));
}

TEST(sandbox, keeps_the_worker_from_everything_else) {
  temporary_folder f;
  for (int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    EXPECT_FALSE(gets_through(f, [family](int) { return ::socket(family, SOCK_STREAM, 0) >= 0; })) << family;
  }
  EXPECT_FALSE(gets_through(f, [](int) {
    char* argv[] = {const_cast<char*>("true"), nullptr};
    return ::execv("/bin/true", argv) == 0 || errno != EACCES;
  }));
  EXPECT_FALSE(gets_through(f, [](int) {
    pid_t p = ::fork();
    if (p == 0) ::_exit(0);
    return p > 0;
  }));
  EXPECT_FALSE(gets_through(f, [](int) { return ::kill(::getppid(), 0) == 0; }));
  EXPECT_FALSE(gets_through(f, [&](int) { return ::symlink("/etc/passwd", (f / "out/link").c_str()) == 0; }));
  EXPECT_FALSE(gets_through(f, [](int) {
    rlimit r{};
    return ::getrlimit(RLIMIT_CORE, &r) != 0 || r.rlim_max != 0;
  }));
  EXPECT_FALSE(gets_through(f, [](int) { return ::umask(0) != 077; }));
}

TEST(sandbox, opens_no_other_files_where_the_kernel_can_see_to_it) {
  if (::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) {
    GTEST_SKIP() << "this kernel has no Landlock";
  }
  temporary_folder f;
  put(f / "other", "secret");
  EXPECT_FALSE(gets_through(f, [](int) { return ::open("/etc/passwd", O_RDONLY) >= 0; }));
  EXPECT_FALSE(gets_through(f, [&](int) { return ::open((f / "other").c_str(), O_RDONLY) >= 0; }));
  EXPECT_FALSE(gets_through(f, [&](int) { return ::open((f / "file").c_str(), O_WRONLY) >= 0; }));
  EXPECT_FALSE(
      gets_through(f, [&](int) { return ::open((f / "new").c_str(), O_WRONLY | O_CREAT, 0600) >= 0; }));
  EXPECT_FALSE(gets_through(f, [&](int) { return ::unlink((f / "other").c_str()) == 0; }));
  EXPECT_TRUE(std::filesystem::exists(f / "other"));
}

}  // namespace
}  // namespace bangtin::media::ingest
