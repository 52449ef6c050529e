// A player's threads and a whole daemon in one process: what a channel brings, over a restart and to a player
// that finds none.
#include <thread>

#include "player/sync/daemon_route.hpp"
#include "player/sync/uplink.hpp"
#include "scheduler/site.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;
using player::sync::channel_news;
using player::sync::daemon_api;

class a_player_and_its_daemon : public site {
 protected:
  void begin() {
    start();
    pair(lobby_);
    route_.emplace("http://127.0.0.1:" + std::to_string(port()), lobby_.token);
    route_->channel = std::make_shared<channel_news>();
    thread_.emplace(lobby_.name, *route_);
    programmes_ = player::sync::open_daemon(*route_, {});
    notices_ = player::sync::open_daemon(*route_, {});
  }
  ~a_player_and_its_daemon() override { thread_.reset(); }
  // Asks again and again, as the notice thread does, until a notice comes.
  std::string next_notice() {
    for (int i = 0; i < 1'000; ++i) {
      result<wire::screen_commands> heard = notices_->calls(lobby_.name, after_, 25s);
      if (!heard || heard->notices.empty()) continue;
      const wire::notice_claim claimed = wire::claim_of(heard->notices.back().bytes).value();
      after_ = claimed.number;
      return claimed.id;
    }
    return "none";
  }
  std::int64_t next_programme(const std::optional<digest>& known) {
    for (int i = 0; i < 1'000; ++i) {
      auto offered = programmes_->programme(lobby_.name, known, 25s);
      if (!offered || !*offered) continue;
      known_ = sha256((*offered)->bytes);
      return wire::verify(**offered, root_.public_part(), 0)->value.version;
    }
    return -1;
  }
  void start_notice(const std::string& id) {
    const utc_ms now = clock_.now().utc;
    wire::notice n;
    n.number = to_unix_ms(now) + ++made_;
    n.id = id;
    n.issued = now;
    n.expires = now + 2h;
    n.screens = {"all"};
    n.text = "Cảnh báo lũ";
    const wire::approver_certificate c{approver_.public_part(), "Approver", now - 1h, now + 24h * 365};
    const wire::signed_notice note =
        wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
    const json::object body{{"notice", wire::to_value(note)}, {"root", root_.public_part().hex()}};
    ASSERT_EQ(admin("POST", "/v1/notices", canonical(body)).status, 200);
  }
  long figure(const std::string& name) {
    const std::string text = admin("GET", "/metrics").body;
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stol(text.substr(at + name.size() + 2));
  }
  void wait_for_channel() {
    while (!route_->channel->is_open()) std::this_thread::yield();
  }

  fake_screen lobby_;
  std::optional<player::sync::daemon_route> route_;
  std::optional<player::sync::channel_thread> thread_;
  std::unique_ptr<daemon_api> programmes_, notices_;
  std::optional<digest> known_;
  std::int64_t after_ = 0, made_ = 0;
};

TEST_F(a_player_and_its_daemon, meet_over_one_channel_and_nobody_polls) {
  begin();
  publish(1);
  start_notice("0000aaaa");
  EXPECT_EQ(next_notice(), "0000aaaa");
  EXPECT_EQ(next_programme({}), 1);
  wait_for_channel();
  EXPECT_EQ(figure("bangtin_channels"), 1);
  std::jthread waits([&] { EXPECT_EQ(next_notice(), "0000bbbb"); });
  std::jthread asks([&] { EXPECT_EQ(next_programme(known_), 2); });
  EXPECT_EQ(figure("bangtin_long_polls"), 0);
  EXPECT_EQ(figure("bangtin_call_polls"), 0);
  publish(2);
  start_notice("0000bbbb");
}

TEST_F(a_player_and_its_daemon, find_each_other_again_after_a_restart_and_nothing_is_lost_or_twice) {
  begin();
  publish(1);
  start_notice("0000aaaa");
  EXPECT_EQ(next_notice(), "0000aaaa");
  EXPECT_EQ(next_programme({}), 1);
  wait_for_channel();
  setup_.listen = "127.0.0.1:" + std::to_string(port());
  stop();
  start();
  publish(2);
  start_notice("0000bbbb");
  EXPECT_EQ(next_notice(), "0000bbbb");
  EXPECT_EQ(next_programme(known_), 2);
}

// A daemon that has no room answers as one of the version before: the player polls.
TEST_F(a_player_and_its_daemon, go_on_with_polls_where_there_is_no_channel) {
  setup_.max_channels = 0;
  begin();
  publish(1);
  start_notice("0000aaaa");
  EXPECT_EQ(next_notice(), "0000aaaa");
  EXPECT_EQ(next_programme({}), 1);
  std::jthread waits([&] { EXPECT_EQ(next_notice(), "0000bbbb"); });
  while (figure("bangtin_call_polls") != 1) std::this_thread::yield();
  start_notice("0000bbbb");
}

TEST_F(a_player_and_its_daemon, hear_at_once_that_the_screen_is_unpaired) {
  setup_.channels.heartbeat = 10ms;
  begin();
  publish(1);
  EXPECT_EQ(next_programme({}), 1);
  (void)notices_->calls(lobby_.name, 0, 0s);
  wait_for_channel();
  ASSERT_EQ(admin("DELETE", "/v1/screens/lobby/pairing").status, 204);
  for (int i = 0; i < 1'000; ++i) {
    if (!notices_->calls(lobby_.name, 0, 1s)) return;
  }
  FAIL() << "its token is worth nothing any more";
}

}  // namespace
}  // namespace bangtin::scheduler::test
