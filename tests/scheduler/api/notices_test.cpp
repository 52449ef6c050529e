// Emergency notices and screenshots, over real sockets.
#include <boost/json/array.hpp>

#include "media/screenshot.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;

class notices : public site {
 protected:
  notices() {
    start();
    pair(lobby);
    market.name = "market";
    pair(market);
  }
  wire::notice flood(const std::string& id) {
    utc_ms now = clock_.now().utc;
    wire::notice n;
    n.number = now.time_since_epoch().count() + ++made_;
    n.id = id;
    n.issued = now;
    n.expires = now + 2h;
    n.screens = {"lobby"};
    n.text = "Cảnh báo lũ";
    return n;
  }
  wire::notice stop_of(const std::string& id) {
    wire::notice n = flood("0000ffff");
    n.text.clear();
    n.screens = {"all"};
    n.stops = {id};
    return n;
  }
  answer post(const wire::notice& n) { return post(n, approver_, root_); }
  answer post(const wire::notice& n, const secret_key& by, const secret_key& root) {
    utc_ms now = clock_.now().utc;
    wire::approver_certificate c{approver_.public_part(), "Approver", now - 1h, now + 24h * 365};
    wire::signed_notice s = wire::sign_notice(n, by, evidence::sign_text(wire::to_text(c), root));
    json::object body{{"notice", wire::to_value(s)}, {"root", root.public_part().hex()}};
    return admin("POST", "/v1/notices", canonical(body));
  }
  wire::screen_commands calls_of(const fake_screen& s, std::int64_t after = 0) {
    answer a = open("GET", "/v1/screens/" + s.name + "/calls?after=" + std::to_string(after), "", s.auth());
    EXPECT_EQ(a.status, 200) << a.body;
    return wire::screen_calls_from_json(a.body).value();
  }
  std::string word_of(const fake_screen& s, const wire::acknowledgement& a) {
    return std::to_string(
        open("POST", "/v1/screens/" + s.name + "/acknowledgements", wire::to_json(a), s.auth()).status);
  }
  json::value listed() { return parsed(admin("GET", "/v1/notices")); }
  std::string a_shot() {
    std::vector<std::uint8_t> pixels(64 * 36 * 4, 99);
    return media::to_jpeg(pixels, 64, 36).value();
  }
  // Sends a long-polling request, and returns when the daemon holds its answer back.
  raw_client waits(const std::string& request) {
    raw_client c(port());
    c.send(request);
    int tries = 0;
    while (open("GET", "/metrics").body.find("\nbangtin_call_polls 1\n") == std::string::npos &&
           ++tries < 100'000) {
    }
    return c;
  }

  fake_screen lobby, market;
  std::int64_t made_ = 0;
};

TEST_F(notices, reach_a_waiting_screen_at_once_and_only_the_screens_that_they_name) {
  raw_client c = waits(request_text("GET", "/v1/screens/lobby/calls?wait=60", "", lobby.auth()));
  ASSERT_EQ(post(flood("0000aaaa")).status, 200);
  auto calls = wire::screen_calls_from_json(c.read().body);
  ASSERT_TRUE(calls);
  ASSERT_EQ(calls->notices.size(), 1U);
  auto v = wire::verify(calls->notices[0], root_.public_part());
  ASSERT_TRUE(v);
  EXPECT_EQ(v->value.text, "Cảnh báo lũ");
  EXPECT_TRUE(calls_of(lobby, v->value.number).notices.empty());
  EXPECT_TRUE(calls_of(market).notices.empty());
  EXPECT_EQ(open("GET", "/v1/screens/lobby/calls", "", market.auth()).status, 403);
  EXPECT_EQ(open("GET", "/v1/screens/lobby/calls").status, 401);
  EXPECT_EQ(open("GET", "/v1/screens/lobby/calls?after=x", "", lobby.auth()).status, 400);
  EXPECT_EQ(open("GET", "/v1/notices").status, 401);
}

TEST_F(notices, are_kept_through_a_restart_until_they_are_stopped_or_over) {
  ASSERT_EQ(post(flood("0000aaaa")).status, 200);
  ASSERT_EQ(post(flood("0000bbbb")).status, 200);
  stop();
  start();
  EXPECT_EQ(calls_of(lobby).notices.size(), 2U);
  ASSERT_EQ(post(stop_of("0000aaaa")).status, 200);
  wire::screen_commands calls = calls_of(lobby);
  ASSERT_EQ(calls.notices.size(), 2U) << "the other one, and the stop";
  EXPECT_EQ(wire::notice_from_bytes(calls.notices[0].bytes)->id, "0000bbbb");
  EXPECT_TRUE(wire::notice_from_bytes(calls.notices[1].bytes)->is_stop());
  stop();
  start();
  EXPECT_EQ(calls_of(lobby), calls);
  EXPECT_EQ(post(stop_of("0000aaaa")).status, 404) << "it is not on any more";
  json::value all = listed();
  ASSERT_EQ(all.at("notices").as_array().size(), 2U);
  EXPECT_TRUE(all.at("notices").at(0).at("stopped").is_null());
  EXPECT_FALSE(all.at("notices").at(1).at("stopped").is_null());
  clock_.ms += 3 * 3'600'000;
  EXPECT_TRUE(calls_of(lobby).notices.empty());
}

TEST_F(notices, that_do_not_hold_are_refused_and_nobody_hears_of_them) {
  secret_key stranger = secret_key::generate();
  EXPECT_EQ(post(flood("0000aaaa"), stranger, root_).status, 422) << "signed by a stranger";
  ASSERT_EQ(post(flood("0000bbbb")).status, 200) << "this pins nothing new";
  EXPECT_EQ(post(flood("0000aaaa"), approver_, stranger).status, 422) << "of another root";
  wire::notice n = flood("0000aaaa");
  n.number = 5;
  EXPECT_EQ(post(n).status, 409) << "an old number";
  n = flood("0000bbbb");
  EXPECT_EQ(post(n).status, 409) << "a name that is taken";
  n = flood("0000aaaa");
  n.screens = {"school"};
  EXPECT_EQ(post(n).status, 404) << "a screen that is not paired";
  n = flood("0000aaaa");
  n.issued -= 11min;
  EXPECT_EQ(post(n).status, 422) << "clocks apart";
  n = flood("0000aaaa");
  n.number += 3'600'000;
  EXPECT_EQ(post(n).status, 422) << "a number from the future";
  n = flood("0000aaaa");
  n.issued -= 5min;
  n.expires = clock_.now().utc;
  EXPECT_EQ(post(n).status, 422) << "over already";
  n = flood("0000aaaa");
  n.media = wire::notice_media{"a.png", false, 0ms, {sha256("never uploaded"), 5}};
  EXPECT_EQ(post(n).status, 404) << "a file that is not here";
  EXPECT_EQ(admin("POST", "/v1/notices", "{\"notice\":1,\"root\":\"\"}").status, 422);
  EXPECT_EQ(calls_of(lobby).notices.size(), 1U);
  EXPECT_EQ(listed().at("notices").as_array().size(), 1U);
  n.media->file = store("a picture");
  EXPECT_EQ(post(n).status, 200) << "and now it is";
}

TEST_F(notices, are_at_most_twenty_at_once) {
  for (int i = 0; i < 20; ++i) ASSERT_EQ(post(flood(fmt::format("{:08x}", i + 16))).status, 200);
  answer a = post(flood("0000aaaa"));
  EXPECT_EQ(parsed(a).at("code").as_string(), "limit");
  EXPECT_EQ(post(stop_of("00000010")).status, 200);
  EXPECT_EQ(post(flood("0000aaaa")).status, 200);
}

TEST_F(notices, are_acknowledged_per_screen) {
  wire::notice n = flood("0000aaaa");
  n.screens = {"all"};
  ASSERT_EQ(post(n).status, 200);
  utc_ms now = clock_.now().utc;
  EXPECT_EQ(word_of(lobby, {"0000aaaa", now, {}, {}}), "204");
  EXPECT_EQ(word_of(lobby, {"0000aaaa", now + 9min, {}, {}}), "204") << "again, after a restart";
  EXPECT_EQ(word_of(market, {"0000aaaa", {}, {}, msg("its clock is wrong")}), "204");
  EXPECT_EQ(word_of(lobby, {"0000bbbb", now, {}, {}}), "404");
  json::value row = listed().at("notices").at(0);
  EXPECT_EQ(row.at("screens").at(0).at("name").as_string(), "lobby");
  EXPECT_EQ(row.at("screens").at(0).at("shown").as_int64(), now.time_since_epoch().count());
  EXPECT_TRUE(row.at("screens").at(0).at("ended").is_null());
  EXPECT_TRUE(row.at("screens").at(1).at("shown").is_null());
  EXPECT_EQ(row.at("screens").at(1).at("refused").at("id").as_string(), "its clock is wrong");
  EXPECT_EQ(word_of(lobby, {"0000aaaa", {}, now + 1h, {}}), "204");
  row = listed().at("notices").at(0);
  EXPECT_EQ(row.at("screens").at(0).at("shown").as_int64(), now.time_since_epoch().count());
  EXPECT_FALSE(row.at("screens").at(0).at("ended").is_null());
}

TEST_F(notices, leave_an_audit_line_for_each_thing_that_happened) {
  ASSERT_EQ(post(flood("0000aaaa")).status, 200);
  utc_ms now = clock_.now().utc;
  word_of(lobby, {"0000aaaa", now, {}, {}});
  word_of(lobby, {"0000aaaa", now, {}, {}});
  ASSERT_EQ(post(stop_of("0000aaaa")).status, 200);
  stop();
  auto ledger = ledger::sqlite::open_sqlite_ledger(folder_ / "data" / "ledger.sqlite", false).value();
  std::vector<ledger::audit_line> lines = ledger->audit().newest(3).value();
  EXPECT_NE(lines[0].what.find("emergency stop 0000ffff of 0000aaaa signed by Approver"), std::string::npos);
  EXPECT_EQ(lines[1].what, "shows emergency notice 0000aaaa");
  EXPECT_EQ(lines[1].who, "lobby");
  EXPECT_EQ(lines[2].what, "emergency start 0000aaaa signed by Approver");
}

TEST_F(notices, do_not_keep_a_stopping_daemon_waiting) {
  raw_client c = waits(request_text("GET", "/v1/screens/lobby/calls?wait=60", "", lobby.auth()));
  stop();
  EXPECT_EQ(c.read().status, 200);
}

using shots = notices;

TEST_F(shots, are_asked_for_and_answered) {
  EXPECT_EQ(admin("GET", "/v1/screens/lobby/shot").status, 404) << "there is none yet";
  EXPECT_EQ(admin("GET", "/v1/screens/school/shot").status, 404);
  raw_client staff(socket());
  staff.send(request_text("GET", "/v1/screens/lobby/shot?wait=30"));
  wire::screen_commands calls;
  for (int tries = 0; calls.screenshot_request == 0 && tries < 100'000; ++tries) calls = calls_of(lobby);
  ASSERT_GT(calls.screenshot_request, 0);
  EXPECT_EQ(calls_of(market).screenshot_request, 0);
  std::string path = "/v1/screens/lobby/shot?wish=" + std::to_string(calls.screenshot_request);
  EXPECT_EQ(open("POST", path, "not a picture", lobby.auth()).status, 422);
  EXPECT_EQ(open("POST", path, a_shot(), market.auth()).status, 403);
  EXPECT_EQ(open("POST", path, a_shot(), lobby.auth()).status, 204);
  answer a = staff.read();
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(a.headers["content-type"], "image/jpeg");
  EXPECT_EQ(a.headers["bangtin-fresh"], "yes");
  EXPECT_EQ(a.body, a_shot());
  EXPECT_EQ(calls_of(lobby).screenshot_request, 0) << "the wish is answered";
  clock_.ms += 60'000;
  a = admin("GET", "/v1/screens/lobby/shot?wait=1");
  EXPECT_EQ(a.headers["bangtin-fresh"], "no") << "nobody answers: the newest that there is";
  EXPECT_EQ(a.headers["bangtin-taken"], std::to_string(clock_.ms - 60'000));
  EXPECT_EQ(open("GET", "/v1/screens/lobby/shot", "", lobby.auth()).status, 401);
}

}  // namespace
}  // namespace bangtin::scheduler::test
