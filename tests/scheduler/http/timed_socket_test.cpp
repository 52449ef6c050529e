#include "scheduler/http/timed_socket.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>
#include <thread>

#include "base/memory_file.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::test {

namespace asio = boost::asio;
namespace {

// Sends a file through a socket; the disk's thread is blocked until `release`.
class sent_files : public ::testing::Test {
 protected:
  sent_files() {
    ::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error("socketpair");
    peer_ = unique_fd(ends[0]);
    asio::local::stream_protocol::socket s(context_, asio::local::stream_protocol(), ends[1]);
    socket_ = std::make_unique<http::timed_socket>(http::timed_socket::socket_type(std::move(s)));
    EXPECT_TRUE(write_file(folder_ / "film", "a film"));
    file_ = unique_fd(::open((folder_ / "film").c_str(), O_RDONLY | O_CLOEXEC));
    asio::post(disk_, [gate = open_.get_future().share()] { gate.wait(); });
  }
  void send(std::uint64_t offset, std::uint64_t length) {
    asio::co_spawn(
        context_,
        socket_->send_file(file_.get(), offset, length, {std::chrono::seconds(20)}, disk_.get_executor()),
        [this](const std::exception_ptr&, http::timed_socket::error_code ec) { ended_ = ec; });
    context_.poll();
  }
  ~sent_files() override { open(); }
  void open() {
    if (!std::exchange(is_open_, true)) open_.set_value();
  }
  void release() {
    open();
    context_.restart();
    context_.run();
  }
  std::string arrived() {
    std::string text(100, '\0');
    ssize_t n = ::recv(peer_.get(), text.data(), text.size(), MSG_DONTWAIT);
    return n < 0 ? "nothing" : text.substr(0, static_cast<std::size_t>(n));
  }

  fakes::temporary_folder folder_;
  asio::io_context context_{1};
  std::promise<void> open_;
  bool is_open_ = false;
  asio::thread_pool disk_{1};
  unique_fd peer_, file_;
  std::unique_ptr<http::timed_socket> socket_;
  std::optional<http::timed_socket::error_code> ended_;
};

TEST_F(sent_files, are_read_by_the_disks_thread) {
  send(2, 4);
  EXPECT_EQ(arrived(), "nothing") << "and this thread does not wait for the disk";
  release();
  EXPECT_EQ(arrived(), "film");
  EXPECT_EQ(ended_, http::timed_socket::error_code());
}

TEST_F(sent_files, that_are_shorter_than_promised_end_with_eof) {
  send(2, 100);
  release();
  EXPECT_EQ(arrived(), "film");
  EXPECT_EQ(ended_, asio::error::eof);
}

TEST_F(sent_files, whose_socket_is_closed_meanwhile_reach_no_other_descriptor) {
  send(0, 6);
  socket_->close();
  EXPECT_EQ(arrived(), "") << "the other side hears of it at once";
  // This open gets the descriptor number that the socket had.
  unique_fd other(::open((folder_ / "other").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  release();
  EXPECT_EQ(ended_, asio::error::operation_aborted);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "other"), 0U);
}

// Reads over a socket pair, each with a timeout.
class timed_reads : public ::testing::Test {
 protected:
  timed_reads() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error("socketpair");
    peer_ = unique_fd(ends[0]);
    asio::local::stream_protocol::socket s(context_, asio::local::stream_protocol(), ends[1]);
    socket_ = std::make_unique<http::timed_socket>(http::timed_socket::socket_type(std::move(s)));
  }
  void say(const std::string& text) { EXPECT_TRUE(write_all(peer_.get(), text)); }
  // What arrived, or why nothing did.
  std::string read(std::chrono::milliseconds most) {
    std::optional<std::string> got;
    std::string text(100, '\0');
    asio::co_spawn(context_, socket_->read_some(asio::buffer(text), most),
                   [&](const std::exception_ptr&, std::pair<http::timed_socket::error_code, std::size_t> r) {
                     got = r.first ? r.first.message() : text.substr(0, r.second);
                   });
    context_.restart();
    while (!got) context_.run_one();
    return *got;
  }

  asio::io_context context_{1};
  unique_fd peer_;
  std::unique_ptr<http::timed_socket> socket_;
};

TEST_F(timed_reads, have_their_own_time_and_not_that_of_the_read_before) {
  const std::string too_late = asio::error::make_error_code(asio::error::timed_out).message();
  say("a");
  EXPECT_EQ(read(std::chrono::hours(1)), "a");
  EXPECT_EQ(read(std::chrono::milliseconds(1)), too_late) << "less time than the read before had";

  say("b");
  EXPECT_EQ(read(std::chrono::milliseconds(20)), "b");
  asio::steady_timer later(context_, std::chrono::milliseconds(40));
  later.async_wait([&](boost::system::error_code) { say("c"); });
  EXPECT_EQ(read(std::chrono::hours(1)), "c") << "the time of the read before has passed meanwhile";
  EXPECT_EQ(read(std::chrono::milliseconds(1)), too_late);
}

TEST_F(timed_reads, end_after_a_rest_as_before_it) {
  const std::string too_late = asio::error::make_error_code(asio::error::timed_out).message();
  EXPECT_EQ(read(std::chrono::milliseconds(1)), too_late);
  bool rested = false;
  asio::co_spawn(context_, socket_->rest(std::chrono::milliseconds(1)),
                 [&](const std::exception_ptr&) { rested = true; });
  context_.restart();
  while (!rested) context_.run_one();
  EXPECT_EQ(read(std::chrono::milliseconds(1)), too_late);
}

TEST(transfers, have_time_by_what_has_arrived) {
  using std::chrono::seconds;
  struct piece {
    int waited_s;
    std::uint64_t bytes;
    int left_s;  // afterwards
  };
  http::transfer_time t({seconds(30), 1000});
  EXPECT_EQ(t.left(), seconds(30));
  for (const piece& p : {piece{10, 0, 20}, piece{15, 0, 5}, piece{0, 10'000, 15}, piece{15, 0, 0},
                         piece{5, 5'000, 0}, piece{0, 1'000'000, 30}, piece{900, 0, 30}, piece{100, 0, 0}}) {
    t.waited(seconds(p.waited_s), p.bytes);
    EXPECT_EQ(t.left(), seconds(p.left_s)) << p.waited_s << " s, " << p.bytes << " bytes";
  }
}

// A body that is longer than the socket holds, so the rest waits for the reader.
TEST_F(sent_files, from_memory_follow_their_head_whole) {
  open();
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i) + ",";
  const unique_fd file = memory_file("body", body);
  ASSERT_TRUE(file);
  EXPECT_LT(::pwrite(file.get(), "x", 1, 0), 0) << "nobody changes it";
  const std::string head = "a head\n";
  ASSERT_TRUE(socket_->sends_from_memory());
  asio::co_spawn(
      context_,
      socket_->write_from_memory(asio::buffer(head), file.get(), body.size(), {std::chrono::seconds(20)}),
      [this](const std::exception_ptr&, http::timed_socket::error_code ec) { ended_ = ec; });
  std::string got(head.size() + body.size(), '\0');
  std::thread reader([&] {
    for (std::size_t at = 0; at < got.size();) {
      const ssize_t n = ::recv(peer_.get(), got.data() + at, got.size() - at, 0);
      if (n <= 0) return;
      at += static_cast<std::size_t>(n);
    }
  });
  release();
  reader.join();
  EXPECT_EQ(ended_, http::timed_socket::error_code());
  EXPECT_TRUE(got == head + body);
}

TEST_F(sent_files, from_memory_end_when_nobody_reads) {
  open();
  const std::string body(3'000'000, 'x');
  const unique_fd file = memory_file("body", body);
  asio::co_spawn(context_,
                 socket_->write_from_memory(asio::buffer(body.data(), 1), file.get(), body.size(),
                                            {std::chrono::milliseconds(50)}),
                 [this](const std::exception_ptr&, http::timed_socket::error_code ec) { ended_ = ec; });
  release();
  EXPECT_EQ(ended_, asio::error::timed_out);
}

}  // namespace
}  // namespace bangtin::scheduler::test
