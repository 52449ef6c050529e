// A screen with a channel, and without one: what waits for the daemon's word asks by the usual routes once
// the channel has said that there is something.
#include <gtest/gtest.h>

#include <thread>

#include "player/sync/client_pool.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/daemon_route.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/uplink.hpp"
#include "support/temporary_folder.hpp"
#include "wire/scripted_server.hpp"

namespace bangtin::player::sync {
namespace {

using std::chrono::seconds;
namespace events = wire::channel_events;

wire::stream_event event(std::string_view type, std::string data, std::string id = {}) {
  return {std::string(type), std::move(data), std::move(id)};
}

class a_screen_with_a_channel : public ::testing::Test {
 protected:
  a_site site;
  set_clock clock;
  std::shared_ptr<channel_news> news = std::make_shared<channel_news>();
  daemon_in_memory* network = nullptr;  // owned by `daemon`
  std::unique_ptr<daemon_api> daemon = [this] {
    auto inner = std::make_unique<daemon_in_memory>();
    network = inner.get();
    return with_channel(std::move(inner), news, {});
  }();

  void say(std::string_view type, std::string data) { ASSERT_TRUE(news->hear(event(type, std::move(data)))); }
  void open() { say(events::ready, "1"); }
  wire::signed_notice notice(std::int64_t number, const std::string& id) const {
    wire::notice n;
    n.number = number;
    n.id = id;
    n.issued = clock.reading.utc;
    n.expires = clock.reading.utc + hours(1);
    n.screens = {"lobby"};
    n.text = "Cảnh báo lũ";
    const wire::approver_certificate c{site.approver.public_part(), "Hoa", core::the_day - hours(1000),
                                       core::the_day + hours(10'000)};
    return wire::sign_notice(n, site.approver, evidence::sign_text(wire::to_text(c), site.root));
  }
  void say_notice(const wire::signed_notice& n) { say(events::notice, canonical(wire::to_value(n))); }
};

TEST_F(a_screen_with_a_channel, asks_for_a_programme_only_when_there_is_another_one) {
  network->published = site.sign(core::small_programme(1));
  const digest first = sha256(network->published->bytes);
  ASSERT_TRUE(daemon->programme("lobby", {}, seconds(0)));  // the first question goes to the daemon
  ASSERT_EQ(network->known_when_asked.size(), 1U);
  say(events::programme, first.hex());
  open();
  auto none = daemon->programme("lobby", first, seconds(0));
  ASSERT_TRUE(none && !*none);
  EXPECT_EQ(network->known_when_asked.size(), 1U) << "the channel has said that it is the one";
  network->published = site.sign(core::small_programme(2));
  say(events::programme, sha256(network->published->bytes).hex());
  auto next = daemon->programme("lobby", first, seconds(60));
  ASSERT_TRUE(next && *next);
  EXPECT_EQ((*next)->bytes, network->published->bytes);
}

TEST_F(a_screen_with_a_channel, hears_whole_notices_and_requests_once_each) {
  const wire::signed_notice old = notice(5, "0000aaaa"), flood = notice(7, "0000bbbb");
  say_notice(old);
  say_notice(flood);
  say(events::shot, "42");
  open();
  auto calls = daemon->calls("lobby", 5, seconds(60));
  ASSERT_TRUE(calls);
  EXPECT_EQ(*calls, (wire::screen_commands{{flood}, 42}));
  calls = daemon->calls("lobby", 7, seconds(0));
  ASSERT_TRUE(calls);
  EXPECT_EQ(*calls, wire::screen_commands());
  EXPECT_TRUE(network->asked_after.empty()) << "nobody polls";
}

// After a minute a screen judges again what it has refused, because its clock may have been wrong.
TEST_F(a_screen_with_a_channel, asks_the_daemon_again_for_notices_that_it_refused) {
  say_notice(notice(7, "0000bbbb"));
  open();
  ASSERT_TRUE(daemon->calls("lobby", 3, seconds(0)));
  ASSERT_TRUE(daemon->calls("lobby", 7, seconds(0)));
  network->calls_to_make = {{{notice(7, "0000bbbb")}, 0}};
  auto again = daemon->calls("lobby", 3, seconds(60));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->notices.size(), 1U);
  EXPECT_EQ(network->asked_after, std::vector<std::int64_t>{3});
}

TEST_F(a_screen_with_a_channel, follows_a_site_statement_and_tells_the_daemon_that_it_keeps_it) {
  open();
  daemon->keeps_trust(0);
  ASSERT_TRUE(daemon->programme("lobby", {}, seconds(0)));
  say(events::trust, "3");
  ASSERT_TRUE(daemon->programme("lobby", {}, seconds(60)));
  EXPECT_EQ(daemon->announced_trust(), 3);
  ASSERT_TRUE(daemon->calls("lobby", 0, seconds(60)));
  EXPECT_EQ(daemon->announced_trust(), 3);
  const std::size_t asked = network->known_when_asked.size();
  daemon->keeps_trust(3);
  ASSERT_TRUE(daemon->programme("lobby", {}, seconds(60)));
  EXPECT_EQ(network->known_when_asked.size(), asked + 1);
  EXPECT_EQ(network->trust_kept_there, 3);
}

TEST_F(a_screen_with_a_channel, polls_where_there_is_none_and_stops_when_one_comes) {
  network->published = site.sign(core::small_programme(1));
  const digest known = sha256(network->published->bytes);
  ASSERT_TRUE(daemon->programme("lobby", {}, seconds(0)));
  news->end(false, error{errc::not_found, msg("no"), msg("no")});
  ASSERT_TRUE(daemon->programme("lobby", known, seconds(25)));
  ASSERT_TRUE(daemon->calls("lobby", 1, seconds(25)));
  EXPECT_EQ(network->known_when_asked.size(), 2U);
  EXPECT_EQ(network->asked_after.size(), 1U);
  say(events::programme, known.hex());
  open();
  ASSERT_TRUE(daemon->programme("lobby", known, seconds(0)));
  ASSERT_TRUE(daemon->calls("lobby", 1, seconds(0)));
  EXPECT_EQ(network->known_when_asked.size(), 2U);
  EXPECT_EQ(network->asked_after.size(), 1U);
}

TEST_F(a_screen_with_a_channel, believes_no_more_of_it_than_of_a_poll) {
  fakes::temporary_folder folder;
  const media_files files = *media_files::open(folder.path()), own = *media_files::open(folder / "notices");
  notice_sync line(folder.path(), site.as("lobby"), files, own);
  wire::signed_notice forged = notice(7, "0000bbbb");
  forged.signature.value[3] ^= 1;
  say_notice(forged);
  open();
  auto heard = line.round(*daemon, clock.now(), seconds(0));
  ASSERT_TRUE(heard && heard->attack);
  EXPECT_EQ(heard->attack->kind, wire::attack::bad_notice);
  EXPECT_TRUE(line.active(clock.now()).empty());
  news->end(false, error{errc::verification, msg("endless"), msg("look")});
  heard = line.round(*daemon, clock.now(), seconds(60));
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, errc::verification) << "which is named as endless data";
}

TEST_F(a_screen_with_a_channel, reads_no_event_that_is_malformed) {
  for (const wire::stream_event& bad :
       {event(events::programme, "zz"), event(events::trust, "-1"), event(events::shot, "x"),
        event(events::notice, "{}"), event(events::notice, "no JSON"), event(events::trust, "")})
    EXPECT_FALSE(news->hear(bad)) << bad.type << ' ' << bad.data;
  EXPECT_TRUE(news->hear(event("of a later version", "anything")));
}

// ---- over HTTP

std::string chunked(const std::string& text) {
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
      "{:x}\r\n{}\r\n",
      text.size(), text);
}
const std::string some_events = ": here\n\nevent: trust\ndata: 3\nid: 0.3.0.0.\n\nevent: ready\ndata: 1\n\n";

TEST(a_channel_over_http, passes_events_and_tells_a_good_end_from_a_break) {
  const struct {
    std::string bytes;
    bool ends_well;
    errc code;
  } rows[] = {
      {chunked(some_events) + "0\r\n\r\n", true, {}},
      {chunked(some_events), false, errc::unreachable},
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false, errc::not_found},
      {chunked("event: notice\ndata: " + std::string(wire::max_channel_event_bytes, 'x')), false,
       errc::verification},
  };
  for (const auto& row : rows) {
    wire::scripted_server server({{row.bytes}});
    auto daemon = http_daemon(server.url(), "", {});
    std::vector<wire::stream_event> heard;
    const result<void> ended =
        daemon->hold_channel("Sảnh", {5, 2, "0.0.0.0."}, [&](const wire::stream_event& e) {
          heard.push_back(e);
          return result<void>();
        });
    const std::string request = server.requests().at(0);
    EXPECT_TRUE(request.starts_with("GET /v1/screens/S%E1%BA%A3nh/channel?after=5 HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nLast-Event-ID: 0.0.0.0.\r\n"), std::string::npos) << request;
    EXPECT_NE(request.find("\r\nBangtin-Trust: 2\r\n"), std::string::npos) << request;
    EXPECT_EQ(ended.has_value(), row.ends_well) << row.bytes.substr(0, 200);
    if (!row.ends_well) {
      EXPECT_EQ(ended.error().code, row.code);
    }
    if (row.bytes.find("ready") != std::string::npos) {
      EXPECT_EQ(heard, (std::vector{event("trust", "3", "0.3.0.0."), event("ready", "1")}));
    }
  }
}

TEST(a_channel_over_http, ends_with_the_error_of_its_hearer_and_with_the_stop) {
  for (bool stopped : {false, true}) {
    wire::scripted_server server({{chunked(some_events), false, true}});
    bool stop = false;
    auto daemon = http_daemon(server.url(), "", [&] { return stop; });
    const result<void> ended = daemon->hold_channel("lobby", {}, [&](const wire::stream_event&) {
      stop = stopped;
      return stopped ? result<void>() : result<void>(error{errc::invalid, msg("bad"), msg("no")});
    });
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, stopped ? errc::unreachable : errc::invalid);
  }
}

// ---- the second connection

TEST(the_connections_of_a_screen, are_shared_by_its_threads) {
  const wire::scripted_answer none{"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", false};
  wire::scripted_server server({none, none, none, none});
  auto pool = std::make_shared<client_pool>(server.url(), "token");
  auto asks = http_daemon(server.url(), "token", {}, 0, pool),
       reports = http_daemon(server.url(), "token", {}, 0, pool);
  for (int i = 0; i < 2; ++i) {
    (void)asks->acknowledge("lobby", {});
    (void)reports->send_status("lobby", {}, 1);
  }
  EXPECT_EQ(server.requests().size(), 4U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(the_connections_of_a_screen, stop_only_the_request_of_the_thread_that_stops) {
  const wire::scripted_answer none{"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", false};
  wire::scripted_server server({none, none});
  auto pool = std::make_shared<client_pool>(server.url(), "token");
  bool stop = false;
  auto stopped = http_daemon(
      server.url(), "token", [&] { return stop; }, 0, pool);
  EXPECT_TRUE(stopped->acknowledge("lobby", {}));
  stop = true;
  EXPECT_TRUE(http_daemon(server.url(), "token", {}, 0, pool)->acknowledge("lobby", {}));
}

// ---- when it is tried again

TEST(the_pause_before_the_next_channel, fits_how_the_one_before_ended) {
  const error gone{errc::unreachable, msg("cut"), {}}, none{errc::not_found, msg("no"), {}},
      full{errc::limit, msg("full"), {}};
  const struct {
    result<void> ended;
    bool was_open;
    milliseconds least, most;
  } rows[] = {
      {{}, true, milliseconds(0), milliseconds(0)},
      {{}, false, std::chrono::minutes(10), std::chrono::minutes(11)},  // something else answered
      {none, false, std::chrono::minutes(10), std::chrono::minutes(11)},
      {full, false, std::chrono::minutes(10), std::chrono::minutes(11)},
      {gone, true, milliseconds(750), milliseconds(1250)},
      {gone, false, milliseconds(750), milliseconds(1250)},
  };
  for (const auto& row : rows) {
    for (double chance : {0.0, 0.5, 0.99}) {
      back_off again;
      const milliseconds pause = channel_pause(row.ended, row.was_open, again, chance);
      EXPECT_GE(pause, row.least);
      EXPECT_LE(pause, row.most);
    }
  }
}

TEST(a_channel_thread, asks_once_notices_are_wanted_and_says_where_it_has_come_to) {
  wire::scripted_server server(
      {{chunked(some_events) + "0\r\n\r\n", false},
       {chunked(std::string(some_events) + "event: trust\nid: 0.4.0.0.\ndata: 4\n\n"), false, true}});
  daemon_route route(server.url(), "token");
  route.channel = std::make_shared<channel_news>();
  {
    channel_thread thread("lobby", route);
    (void)route.channel->wait_for_commands(9, 1, seconds(20), {});  // ends early: statement 3 is above 1
    while (route.channel->question().last_id.empty()) std::this_thread::yield();
    const auto waited = route.channel->wait_for_programme(std::nullopt, 3, milliseconds(0), {});
    EXPECT_EQ(waited, channel_news::said::nothing) << "between two channels nobody polls";
    while (route.channel->trust() < 4) std::this_thread::yield();  // which the second channel says
  }
  const std::vector<std::string>& asked = server.requests();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_NE(asked[0].find("channel?after=9"), std::string::npos);
  EXPECT_EQ(asked[0].find("Last-Event-ID"), std::string::npos);
  EXPECT_NE(asked[1].find("Last-Event-ID: 0.3.0.0."), std::string::npos);
}

}  // namespace
}  // namespace bangtin::player::sync
