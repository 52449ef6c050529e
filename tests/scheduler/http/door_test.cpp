// Crowds at the door of a real daemon: those who show no credential, who are slow, or who ask too much. A
// screen that behaves is served meanwhile.
#include <fmt/format.h>

#include "scheduler/http/listeners.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace asio = boost::asio;
using crowd = std::vector<std::unique_ptr<raw_client>>;

class door : public site {
 protected:
  door() {
    setup_.connections = {
        .newcomers = 200, .newcomers_of_address = 50, .known = 100, .known_of_credential = 8};
    setup_.waits.drain = milliseconds(100);
  }
  void open_with_screen() {
    start();
    pair(lobby_);
    publish(1);
  }

  std::string poll(const fake_screen& s) {
    return request_text("GET", "/v1/screens/" + s.name + "/programme", "", s.auth());
  }
  // The screen's poll over a new connection.
  int polled() {
    raw_client c(port());
    c.send(poll(lobby_));
    return c.read().status;
  }
  // A value of /metrics.
  long figure(const std::string& name) {
    const std::string text = admin("GET", "/metrics").body;
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stol(text.substr(at + name.size() + 2));
  }
  // Connections from so many addresses, 127.0.0.2 and up, each of which sends `bytes`.
  crowd gather(int connections, int addresses, const std::string& bytes) {
    crowd all;
    for (int i = 0; i < connections; ++i) {
      all.push_back(std::make_unique<raw_client>(port(), 2 + i % addresses));
      all.back()->send(bytes);
    }
    return all;
  }

  fake_screen lobby_;
};

TEST_F(door, lets_a_screen_in_whatever_crowd_stands_there) {
  open_with_screen();
  raw_client before(port());
  before.send(poll(lobby_));
  ASSERT_EQ(before.read().status, 200);
  struct row {
    const char* situation;
    int connections, addresses;
    std::string bytes;
    long max_newcomers;
  };
  const std::string slow_body = "POST /nothing/here HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nx";
  for (const row& r : std::vector<row>{
           {"1,000 slow bodies to a path that does not exist", 1'000, 1, slow_body, 50},
           {"the same from many addresses", 1'000, 100, slow_body, 200},
           {"slow heads", 1'000, 1, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", 50},
           {"2,000 idle ones from one address", 2'000, 1, "", 50},
           {"2,000 idle ones from 50 addresses", 2'000, 50, "", 200},
           {"answered and idle", 500, 50, request_text("GET", "/v1/openapi.json"), 200},
           {"with a token that nobody has", 500, 50,
            request_text("GET", "/v1/screens/lobby/programme", "", "Authorization: Bearer x\r\n"), 200}}) {
    SCOPED_TRACE(r.situation);
    crowd all = gather(r.connections, r.addresses, r.bytes);
    EXPECT_EQ(polled(), 200) << "over a new connection";
    before.send(poll(lobby_));
    EXPECT_EQ(before.read().status, 200) << "over the one that it has had since before the crowd";
    EXPECT_LE(figure("bangtin_connections_newcomers"), r.max_newcomers);
  }
  EXPECT_GE(figure("bangtin_connections_dropped_total"), 1'000) << "that was tried at all";
}

TEST_F(door, drops_the_oldest_of_a_crowd_for_a_newcomer) {
  open_with_screen();
  crowd all = gather(51, 1, "");
  EXPECT_TRUE(all.front()->ended());
  all.back()->send(request_text("GET", "/healthz"));
  EXPECT_EQ(all.back()->read().status, 200);
  all[1]->send(request_text("GET", "/healthz"));
  EXPECT_EQ(all[1]->read().status, 200) << "only the oldest";
}

TEST_F(door, asks_for_a_credential_with_each_request) {
  open_with_screen();
  raw_client c(port());
  c.send(poll(lobby_));
  ASSERT_EQ(c.read().status, 200);
  EXPECT_EQ(figure("bangtin_connections_newcomers"), 0);
  c.send(request_text("GET", "/v1/media/" + std::string(64, '0'), "", lobby_.auth()));
  ASSERT_EQ(c.read().status, 404);
  EXPECT_EQ(figure("bangtin_connections_newcomers"), 0) << "a valid token counts wherever it is shown";
  c.send(request_text("GET", "/healthz"));
  ASSERT_EQ(c.read().status, 200);
  EXPECT_EQ(figure("bangtin_connections_newcomers"), 1) << "behind a proxy others may use the connection";
}

TEST_F(door, gives_one_credential_no_more_than_its_share) {
  open_with_screen();
  crowd all;
  for (int i = 0; i < 9; ++i) {
    all.push_back(std::make_unique<raw_client>(port()));
    all.back()->send(poll(lobby_));
    ASSERT_EQ(all.back()->read().status, 200);
  }
  EXPECT_TRUE(all.front()->ended());
}

TEST_F(door, does_not_wait_for_a_body_that_nobody_uses) {
  open_with_screen();
  struct row {
    const char* method;
    const char* path;
    int status;
  };
  for (const row& r : {row{"POST", "/nothing", 404}, row{"PUT", "/v1/draft", 401},
                       row{"POST", "/healthz", 405}, row{"POST", "/v1/screens/lobby/plays", 401}}) {
    raw_client c(port());
    c.send(fmt::format("{} {} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{", r.method, r.path));
    answer a = c.read();  // `piece` is longer than this client's own timeout
    EXPECT_EQ(a.status, r.status) << r.path;
    EXPECT_EQ(a.headers["connection"], "close");
    EXPECT_TRUE(c.ended());
  }
}

TEST_F(door, has_a_deadline_for_a_whole_body) {
  setup_.waits.body = milliseconds(200);
  start();
  raw_client c(port());
  c.send("POST /v1/pairing-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  EXPECT_EQ(c.read().status, 408) << "long before the deadline of a piece";
  EXPECT_TRUE(c.ended());
}

// One byte at a time, each in time by itself.
TEST_F(door, has_a_least_rate_for_a_streamed_body) {
  setup_.waits.piece = milliseconds(300);
  setup_.waits.min_bytes_per_s = 1'000'000'000;
  start();
  constexpr int total = 200'000;
  raw_client c(socket());
  c.send(
      fmt::format("PUT /v1/uploads/{} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nContent-Range: bytes "
                  "0-{}/{}\r\n\r\n",
                  sha256("x").hex(), total, total - 1, total));
  std::atomic<bool> answered = false;
  std::thread slow([&] {
    for (int i = 0; i < total - 1 && !answered; ++i) {
      c.send("x");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  answer a = c.read();
  answered = true;
  slow.join();
  EXPECT_EQ(a.status, 503) << a.body;
  EXPECT_NE(a.body.find("did not arrive in time"), std::string::npos) << a.body;
}

TEST_F(door, slows_a_screen_that_floods_and_no_other) {
  setup_.requests = {.per_s = 1, .burst = 20};
  setup_.waits.slowed = milliseconds(10);
  open_with_screen();
  fake_screen other;
  other.name = "hall";
  pair(other);
  raw_client flood(port());
  int served = 0;
  answer last;
  for (int i = 0; i < 40; ++i) {
    flood.send(poll(lobby_));
    last = flood.read();
    served += last.status == 200 ? 1 : 0;
  }
  EXPECT_GE(served, 20);
  EXPECT_LT(served, 40);
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(last.headers["retry-after"], "1");
  EXPECT_EQ(polled(), 429) << "over another connection too";
  raw_client quiet(port());
  quiet.send(request_text("GET", "/v1/screens/hall/programme", "", other.auth()));
  EXPECT_EQ(quiet.read().status, 200);
  EXPECT_EQ(open("GET", "/healthz").status, 200) << "those without a token go by their address";
  for (int i = 0; i < 40; ++i) ASSERT_EQ(admin("GET", "/healthz").status, 200);
  EXPECT_GT(figure("bangtin_requests_slowed_total"), 0);
  stop();
  start();
  const std::string told = admin("GET", "/v1/audit?who=screen%20lobby").body;
  EXPECT_NE(told.find("too many requests refused with 429"), std::string::npos) << told;
  EXPECT_LE(parsed(admin("GET", "/v1/audit?who=screen%20lobby")).as_array().size(), 2U)
      << "not a line for each";
}

TEST(senders, are_ipv4_addresses_or_networks_of_ipv6_addresses) {
  const std::vector<std::pair<std::string, std::string>> rows{{"10.0.0.7", "10.0.0.7"},
                                                              {"::ffff:10.0.0.7", "10.0.0.7"},
                                                              {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
                                                              {"2001:db8:1:2::1", "2001:db8:1:2::/64"},
                                                              {"fe80::1%1", "fe80::/64"}};
  for (const auto& [from, sender] : rows) {
    EXPECT_EQ(http::tcp_peer(asio::ip::make_address(from)).network, sender);
  }
}

TEST_F(door, of_the_admin_socket_is_another) {
  open_with_screen();
  crowd all = gather(300, 50, "");
  EXPECT_EQ(admin("GET", "/healthz").status, 200);
}

}  // namespace
}  // namespace bangtin::scheduler::test
