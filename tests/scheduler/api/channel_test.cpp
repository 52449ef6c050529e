// A screen's channel over real sockets, and what it says.
#include "scheduler/api/channel.hpp"

#include "scheduler/site.hpp"
#include "wire/event_stream.hpp"
#include "wire/notice.hpp"

namespace bangtin::wire {
inline void PrintTo(const stream_event& e, std::ostream* out) {
  *out << '{' << e.type << ", " << e.data << ", " << e.id << '}';
}
}  // namespace bangtin::wire

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;
namespace events = wire::channel_events;
using wire::stream_event;

// A client of a channel: reads its chunks over a blocking socket.
class channel_client {
 public:
  channel_client(std::uint16_t port, const fake_screen& s, std::string_view target = "channel?after=0",
                 std::string_view more = {})
      : raw_(port) {
    raw_.send(request_text("GET", fmt::format("/v1/screens/{}/{}", s.name, target), "",
                           s.auth() + std::string(more)));
    head_ = raw_.read();
  }

  const answer& head() const { return head_; }
  // The next event; empty: the channel has ended in good order. Fails the test where it breaks off.
  std::optional<stream_event> next() {
    while (ready_.empty()) {
      const std::string size = raw_.line();
      if (size.empty()) {
        ADD_FAILURE() << "the channel broke off";
        return std::nullopt;
      }
      const std::string chunk = raw_.bytes(std::stoul(size, nullptr, 16) + 2);
      if (size == "0") return std::nullopt;
      std::string_view text = chunk;
      text.remove_suffix(2);
      if (text.starts_with(":")) ++heartbeats;
      EXPECT_TRUE(reader_.feed(text, [&](stream_event e) { ready_.push_back(std::move(e)); }));
    }
    stream_event first = std::move(ready_.front());
    ready_.erase(ready_.begin());
    return first;
  }
  // All events up to `ready`, without it; the last id is where the screen has come to.
  std::vector<stream_event> first() {
    std::vector<stream_event> all;
    for (;;) {
      std::optional<stream_event> e = next();
      if (!e) return all;
      position = e->id;
      if (e->type == events::ready) return all;
      all.push_back(*e);
    }
  }
  std::string position;
  int heartbeats = 0;

 private:
  raw_client raw_;
  answer head_;
  wire::event_stream_reader reader_{wire::max_channel_event_bytes};
  std::vector<stream_event> ready_;
};

class channels : public site {
 protected:
  void open_with_screen() {
    start();
    pair(lobby);
  }
  wire::signed_notice flood(std::int64_t number, std::vector<std::string> screens = {"all"}) const {
    const utc_ms now = clock_.now().utc;
    wire::notice n;
    n.number = to_unix_ms(now) + number;
    n.id = fmt::format("{:08x}", number);
    n.issued = now;
    n.expires = now + 2h;
    n.screens = std::move(screens);
    n.text = "Cảnh báo lũ";
    const wire::approver_certificate c{approver_.public_part(), "Approver", now - 1h, now + 24h * 365};
    return wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
  }
  void start_notice(const wire::signed_notice& n) {
    const json::object body{{"notice", wire::to_value(n)}, {"root", root_.public_part().hex()}};
    ASSERT_EQ(admin("POST", "/v1/notices", canonical(body)).status, 200);
  }
  long figure(const std::string& name) {
    const std::string text = admin("GET", "/metrics").body;
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stol(text.substr(at + name.size() + 2));
  }
  static std::vector<std::string> types(const std::vector<stream_event>& all) {
    std::vector<std::string> names;
    for (const stream_event& e : all) names.push_back(e.type);
    return names;
  }

  fake_screen lobby;
};

TEST_F(channels, say_what_there_is_and_then_what_comes) {
  open_with_screen();
  const digest one = publish(1);
  channel_client c(port(), lobby);
  EXPECT_EQ(c.head().status, 200);
  EXPECT_EQ(c.head().headers.at("content-type"), "text/event-stream");
  EXPECT_EQ(c.head().headers.at("transfer-encoding"), "chunked");
  EXPECT_EQ(c.head().headers.count("content-length"), 0U);
  EXPECT_EQ(c.head().headers.at("cache-control"), "no-store");
  const std::vector<stream_event> begin = c.first();
  ASSERT_EQ(types(begin), (std::vector<std::string>{"authority", "programme"}));
  EXPECT_EQ(begin[1].data, one.hex());
  const digest two = publish(2);
  EXPECT_EQ(c.next()->data, two.hex());
  const wire::signed_notice notice = flood(1);
  start_notice(notice);
  std::optional<stream_event> e = c.next();
  EXPECT_EQ(e->type, "notice");
  EXPECT_EQ(e->data, canonical(wire::to_value(notice)));
  EXPECT_EQ(figure("bangtin_channels"), 1);
  raw_client staff(this->socket());
  staff.send(request_text("GET", "/v1/screens/lobby/shot?wait=1"));
  EXPECT_EQ(c.next()->type, "shot");
}

TEST_F(channels, go_on_where_the_one_before_broke_off) {
  open_with_screen();
  publish(1);
  start_notice(flood(1));
  std::string position;
  {
    channel_client c(port(), lobby);
    EXPECT_EQ(types(c.first()), (std::vector<std::string>{"notice", "authority", "programme"}));
    position = c.position;
  }
  const wire::signed_notice next = flood(2);
  {
    channel_client again(port(), lobby, "channel?after=0", "Last-Event-ID: " + position + "\r\n");
    EXPECT_TRUE(again.first().empty()) << "nothing is said twice";
  }
  start_notice(next);
  channel_client third(port(), lobby, "channel?after=0", "Last-Event-ID: " + position + "\r\n");
  const std::vector<stream_event> news = third.first();
  ASSERT_EQ(types(news), std::vector<std::string>{"notice"});
  EXPECT_EQ(news[0].data, canonical(wire::to_value(next)));
  // A screen that was just started says only which notice it has.
  channel_client started(port(), lobby, fmt::format("channel?after={}", to_unix_ms(clock_.now().utc) + 1));
  EXPECT_EQ(types(started.first()), (std::vector<std::string>{"notice", "authority", "programme"}));
}

TEST_F(channels, say_nothing_of_what_is_for_other_screens) {
  open_with_screen();
  fake_screen market;
  market.name = "market";
  pair(market);
  channel_client c(port(), lobby), d(port(), market);
  c.first();
  d.first();
  start_notice(flood(1, {"market"}));
  start_notice(flood(2, {"lobby"}));
  const stream_event mine = *c.next(), theirs = *d.next();
  EXPECT_EQ(mine.data, canonical(wire::to_value(flood(2, {"lobby"}))));
  EXPECT_EQ(theirs.data, canonical(wire::to_value(flood(1, {"market"}))));
}

TEST_F(channels, have_a_heartbeat_and_an_end) {
  setup_.channels = {.heartbeat = 10ms, .lifetime = 300ms};
  open_with_screen();
  channel_client c(port(), lobby);
  c.first();
  EXPECT_EQ(c.next(), std::nullopt);
  EXPECT_GE(c.heartbeats, 1);
}

TEST_F(channels, end_with_the_pairing_and_with_the_daemon) {
  setup_.channels.heartbeat = 10ms;
  open_with_screen();
  publish(1);
  channel_client c(port(), lobby);
  c.first();
  ASSERT_EQ(admin("DELETE", "/v1/screens/lobby/pairing").status, 204);
  EXPECT_EQ(c.next(), std::nullopt);
  EXPECT_EQ(channel_client(port(), lobby).head().status, 401);
  fake_screen market;
  market.name = "market";
  pair(market);
  channel_client d(port(), market);
  d.first();
  stop();
  EXPECT_TRUE(clean_);
  EXPECT_EQ(d.next(), std::nullopt);
}

TEST_F(channels, are_as_many_as_allowed_and_the_others_poll) {
  setup_.max_channels = 1;
  open_with_screen();
  publish(1);
  channel_client c(port(), lobby);
  EXPECT_EQ(c.head().status, 200);
  c.first();
  channel_client d(port(), lobby);
  EXPECT_EQ(d.head().status, 503);
  EXPECT_EQ(d.head().headers.at("retry-after"), "60");
  EXPECT_EQ(open("GET", "/v1/screens/lobby/programme", "", lobby.auth()).status, 200);
}

TEST_F(channels, begin_nowhere_else) {
  open_with_screen();
  const struct {
    std::string_view target, header;
  } rows[] = {{"channel?after=x", ""},
              {"channel?after=-1", ""},
              {"channel", "Last-Event-ID: 1\r\n"},
              {"channel", "Last-Event-ID: 0.0.0.0.zz\r\n"}};
  for (const auto& row : rows)
    EXPECT_EQ(channel_client(port(), lobby, row.target, row.header).head().status, 400) << row.target;
  const answer head = open("HEAD", "/v1/screens/lobby/channel", "", lobby.auth());
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(figure("bangtin_channels"), 0);
}

// ---- the difference, without a daemon

TEST(channel_news_of_a_state, are_the_newest_of_each_subject) {
  wire::channel_position told;
  api::channel_state now;
  EXPECT_EQ(api::channel_news(now, told), "");
  now = {
      .programme = std::string(64, 'a'), .trust = 3, .authority = 2, .commands = {{}, 9}, .newest_notice = 7};
  const std::string said = api::channel_news(now, told);
  for (std::string_view part : {"event: programme\n", "event: trust\ndata: 3\n",
                                "event: authority\ndata: 2\n", "event: shot\ndata: 9\n"})
    EXPECT_NE(said.find(part), std::string::npos) << said;
  EXPECT_EQ(told, (wire::channel_position{7, 3, 2, 9, std::string(64, 'a')}));
  EXPECT_EQ(api::channel_news(now, told), "");
  now.trust = 2;  // the daemon was restored from an older copy
  const std::string back = api::channel_news(now, told);
  EXPECT_EQ(told.trust, 2);
  EXPECT_EQ(back, "event: trust\ndata: 2\nid: " + to_text(told) + "\n\n");
}

}  // namespace
}  // namespace bangtin::scheduler::test
