// Tests a zygote that one program starts and the next program of the same process uses.
#include "player/decode/zygote_start.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "player/decode/request.hpp"

namespace bangtin::player::stage::decode {
namespace {

constexpr const char* variable = "BANGTIN_ZYGOTE";

TEST(a_zygote, is_handed_on_once_with_its_socket_and_its_process) {
  if (!player::decode::zygote_works) GTEST_SKIP() << "not with this sanitizer";
  auto started = player::decode::start_zygote(BANGTIN_BINARY_DIR "/bin/bangtin-decode", {});
  ASSERT_TRUE(started);
  player::decode::hand_on(*started);
  EXPECT_EQ(::fcntl(started->socket.get(), F_GETFD) & FD_CLOEXEC, 0) << "it must outlive exec";
  auto taken = player::decode::take_handed_on();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->process.pid(), started->process.pid());
  EXPECT_EQ(taken->socket.get(), started->socket.get());
  EXPECT_NE(::fcntl(taken->socket.get(), F_GETFD) & FD_CLOEXEC, 0) << "it must not reach other programs";
  EXPECT_EQ(std::getenv(variable), nullptr);
  EXPECT_FALSE(player::decode::take_handed_on());
  started->socket.release();  // the other object owns it now, as after exec
  unique_fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(player::decode::send_request(taken->socket.get(), {}, std::vector<int>(3, nothing.get())));
  auto answer = player::decode::receive_answer(taken->socket.get(), std::chrono::seconds(30));
  ASSERT_TRUE(answer && !answer->hung_up);
  EXPECT_GT(answer->pid, 0);
  auto decoder = adopt_process(static_cast<pid_t>(answer->pid));
  ASSERT_TRUE(decoder) << "decoders are children of whoever started the zygote";
  decoder->wait();
}

TEST(a_zygote, is_not_taken_from_nonsense) {
  unique_fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (const std::string& said :
       {std::string(), std::string("x"), std::string("7"), std::string("-1 1"), std::string("999 1"),
        fmt::format("{} {}", file.get(), ::getpid()), fmt::format("1 {}", ::getpid())}) {
    ::setenv(variable, said.c_str(), 1);
    EXPECT_FALSE(player::decode::take_handed_on()) << said;
    EXPECT_EQ(std::getenv(variable), nullptr) << said;
  }
  EXPECT_NE(::fcntl(file.get(), F_GETFD), -1) << "what is not a zygote's is not closed";
}

}  // namespace
}  // namespace bangtin::player::stage::decode
