#include "base/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bangtin {
namespace {

std::string read_to_end(int fd) {
  std::string all;
  char buffer[4096];
  for (ssize_t n = ::read(fd, buffer, sizeof buffer); n > 0; n = ::read(fd, buffer, sizeof buffer)) {
    all.append(buffer, static_cast<std::size_t>(n));
  }
  return all;
}

TEST(a_child, has_the_descriptors_and_the_environment_it_was_given_and_no_others) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  unique_fd reads(ends[0]);
  unique_fd writes(ends[1]);
  int leaked = ::open("/dev/null", O_RDONLY);  // not close-on-exec, as a library might leave it
  unique_fd owner(leaked);
  process_setup setup;
  setup.argv = {"/bin/sh", "-c", "env; ls -x -w 200 /proc/self/fd"};
  setup.descriptors = {{writes.get(), 1}, {writes.get(), 3}};
  setup.environment = {"PATH=/usr/bin:/bin", "GIVEN=yes"};
  result<child_process> child = start_process(setup);
  ASSERT_TRUE(child.has_value()) << describe(child.error());
  writes.reset();
  std::string said = read_to_end(reads.get());
  EXPECT_NE(said.find("GIVEN=yes\n"), std::string::npos);
  EXPECT_EQ(said.find("HOME="), std::string::npos);
  EXPECT_NE(said.find("\n0  1  2  3  4\n"), std::string::npos) << said;
  EXPECT_EQ(child->wait(), 0);
}

TEST(a_program_that_does_not_exist, is_an_error_and_not_a_child) {
  process_setup setup;
  setup.argv = {"/nowhere/program"};
  result<child_process> child = start_process(setup);
  ASSERT_FALSE(child.has_value());
  EXPECT_EQ(child.error().code, errc::not_found);
}

TEST(a_child_that_still_runs, ends_with_its_owner) {
  pid_t pid = -1;
  {
    process_setup setup;
    setup.argv = {"/bin/sleep", "1000"};
    result<child_process> child = start_process(setup);
    ASSERT_TRUE(child.has_value());
    pid = child->pid();
    EXPECT_TRUE(child->running());
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(a_childs_end, can_be_polled_for) {
  process_setup setup;
  setup.argv = {"/bin/sh", "-c", "exit 7"};
  result<child_process> child = start_process(setup);
  ASSERT_TRUE(child.has_value());
  pollfd p{child->pidfd(), POLLIN, 0};
  EXPECT_EQ(::poll(&p, 1, 60'000), 1);
  EXPECT_EQ(WEXITSTATUS(child->wait()), 7);
  EXPECT_FALSE(child->running());
}

}  // namespace
}  // namespace bangtin
