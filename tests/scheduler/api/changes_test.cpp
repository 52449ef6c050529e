// The stream of changes over real sockets.
#include "scheduler/api/changes.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "scheduler/site.hpp"
#include "wire/event_stream.hpp"

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;

class changes : public site {
 protected:
  changes() {
    setup_.change_streams.pause = 1ms;
    setup_.max_change_streams = 3;
  }
  std::string token_line(std::string_view role) {
    admin("POST", "/v1/users", canonical(json::object{{"name", "Lan"}, {"role", role}}));
    const answer made = admin("POST", "/v1/users/Lan/tokens", "{}");
    return "Authorization: Bearer " + std::string(parsed(made).at("token").as_string()) + "\r\n";
  }

  // Of one stream: what its next piece is, a heartbeat as ":"; empty when it has ended in good order.
  static std::string next(raw_client& c) {
    const std::string size = c.line();
    if (size.empty()) return "broken off";
    const std::string chunk = c.bytes(std::stoul(size, nullptr, 16) + 2);
    std::string said = chunk.starts_with(":") ? ":" : "";
    wire::event_stream_reader reader(1'000);
    EXPECT_TRUE(reader.feed(chunk, [&](const wire::stream_event& e) { said = e.type + " " + e.data; }));
    return said;
  }
  static void begin(raw_client& c, const std::string& credential = "") {
    c.send(request_text("GET", "/v1/events", "", credential));
    const answer head = c.read();
    EXPECT_EQ(head.status, 200) << head.body;
    EXPECT_EQ(head.headers.at("content-type"), "text/event-stream");
    EXPECT_EQ(next(c), "ready []");
  }
};

TEST_F(changes, are_told_by_subject) {
  start();
  raw_client c(socket());
  begin(c);
  admin("PUT", "/v1/plan", R"({"tasks":[]})");
  admin("GET", "/v1/site");
  fake_screen lobby;
  pair(lobby);
  EXPECT_EQ(next(c), R"(changed ["screens"])") << "what was refused or only read is no change";
  publish(1);
  std::string all;
  while (all.find("programmes") == std::string::npos) all = next(c);
  EXPECT_TRUE(all.starts_with("changed ")) << all;
}

TEST_F(changes, that_come_while_a_stream_rests_are_one_event) {
  setup_.change_streams.pause = 300ms;
  start();
  raw_client c(socket());
  begin(c);
  const std::string token = token_line("viewer");
  EXPECT_EQ(next(c), R"(changed ["people"])");
  for (int i = 0; i < 20; ++i) admin("PATCH", "/v1/users/Lan", R"({"days":30})");
  EXPECT_EQ(next(c), R"(changed ["people"])");
  fake_screen lobby;
  pair(lobby);
  EXPECT_EQ(next(c), R"(changed ["screens"])") << "of the twenty changes none is left";
}

TEST_F(changes, show_a_sign_of_life_and_end_in_time) {
  setup_.change_streams.heartbeat = 20ms;
  setup_.change_streams.lifetime = 300ms;
  start();
  raw_client c(socket());
  begin(c);
  EXPECT_EQ(next(c), ":");
  std::string last = ":";
  while (last == ":") last = next(c);
  EXPECT_EQ(last, "");
}

TEST_F(changes, end_with_the_right_to_hear_them) {
  setup_.change_streams.heartbeat = 20ms;
  start();
  const std::string token = token_line("viewer");
  raw_client c(port());
  begin(c, token);
  admin("DELETE", "/v1/users/Lan");
  std::string last = ":";
  while (last != "" && last != "broken off") last = next(c);
  EXPECT_EQ(last, "");
  EXPECT_EQ(open("GET", "/v1/events").status, 401);
}

TEST_F(changes, have_a_limit_of_streams_and_end_with_the_daemon) {
  start();
  std::vector<std::unique_ptr<raw_client>> all;
  for (int i = 0; i < 3; ++i) begin(*all.emplace_back(std::make_unique<raw_client>(socket())));
  const answer no = admin("GET", "/v1/events");
  EXPECT_EQ(no.status, 503);
  EXPECT_EQ(no.headers.at("retry-after"), "60");
  stop();
  EXPECT_EQ(next(*all.front()), "");
  EXPECT_TRUE(clean_);
}

}  // namespace
}  // namespace bangtin::scheduler::test
