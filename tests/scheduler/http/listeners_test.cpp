#include "scheduler/http/listeners.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::http {
namespace {

class listeners : public ::testing::Test {
 protected:
  asio::io_context context_;
  fakes::temporary_folder folder_;
  std::filesystem::path socket_ = folder_ / "admin.sock";
};

// The child of a killed daemon that has not executed its program yet has all descriptors of the daemon.
TEST_F(listeners, take_a_socket_whose_daemon_was_killed_though_its_child_has_it_still) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  unique_fd reading(ends[0]), writing(ends[1]);
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    result<local_acceptor> held = listen_local(context_.get_executor(), socket_);
    if (!held) ::_exit(1);
    if (::fork() == 0) {
      writing.reset();
      char byte = 0;
      ::_exit(::read(reading.get(), &byte, 1) == 0 ? 0 : 1);
    }
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(daemon, &status, 0), daemon);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(listen_local(context_.get_executor(), socket_));
}

TEST_F(listeners, do_not_take_the_socket_of_one_that_lives) {
  result<local_acceptor> first = listen_local(context_.get_executor(), socket_);
  ASSERT_TRUE(first);
  EXPECT_EQ(listen_local(context_.get_executor(), socket_).error().code, errc::conflict);
}

TEST_F(listeners, refuse_a_folder_in_which_others_may_write) {
  const std::filesystem::path open = folder_ / "open";
  ASSERT_EQ(::mkdir(open.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(open.c_str(), 0777), 0);
  EXPECT_EQ(listen_local(context_.get_executor(), open / "admin.sock").error().code, errc::forbidden);
  EXPECT_FALSE(std::filesystem::exists(open / "admin.sock"));
}

TEST_F(listeners, wait_for_a_port_that_becomes_free) {
  const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
  std::optional<tcp_acceptor> before(listen_tcp(context_.get_executor(), any).value());
  int pauses = 0;
  EXPECT_TRUE(listen_tcp(context_.get_executor(), before->local_endpoint(), [&] {
    if (++pauses == 3) before.reset();
  }));
  EXPECT_EQ(pauses, 3);
}

TEST_F(listeners, wait_for_a_port_that_stays_taken_no_longer_than_that) {
  const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
  tcp_acceptor before = listen_tcp(context_.get_executor(), any).value();
  int pauses = 0;
  result<tcp_acceptor> second =
      listen_tcp(context_.get_executor(), before.local_endpoint(), [&] { ++pauses; });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::conflict);
  EXPECT_EQ(pauses, 49);
}

}  // namespace
}  // namespace bangtin::scheduler::http
