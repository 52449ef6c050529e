// Alerts of a whole daemon: from a screen that is dark to the hook, over a restart, and back.
#include <sys/stat.h>

#include "base/files.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class alerts_of_a_site : public site {
 protected:
  alerts_of_a_site() {
    EXPECT_TRUE(write_file(hook_, "#!/bin/sh\ncat >> " + log_ + "\nexit $(cat " + code_ + ")\n", 0700));
    EXPECT_TRUE(write_file(code_, "0"));
    setup_.alerts.command = hook_;
    setup_.alerts.look_every = milliseconds(5);
  }
  std::string told() {
    const result<std::string> text = read_file(log_, 1 << 20);
    return text ? *text : "";
  }
  // Looks at the screens while time goes on, until `done` or for an hour of the daemon's time.
  template <class Done>
  bool pass_time(Done done) {
    for (int i = 0; i < 240; ++i) {
      if (done()) return true;
      const std::int64_t before = clock_.ms;
      clock_.ms = before + 15'000;
      clock_.mono_ms += 15'000;
      open("GET", "/metrics");  // the daemon's thread has gone round
      std::this_thread::sleep_for(milliseconds(8));
    }
    return done();
  }
  void report(const fake_screen& s, const std::string& shows) {
    wire::screen_status status;
    status.version = "1.0";
    status.now_playing = shows;
    status.programme_version = 1;
    status.disk_free_bytes = 9'000'000'000;
    status.utc_ms_now = clock_.ms;
    EXPECT_EQ(open("POST", "/v1/screens/lobby/status", to_json(status), s.auth()).status, 204);
  }
  bool has(const std::string& text) { return told().find(text) != std::string::npos; }

  const std::string hook_ = (folder_ / "hook").string(), log_ = (folder_ / "told").string(),
                    code_ = (folder_ / "code").string();
};

TEST_F(alerts_of_a_site, are_told_once_over_a_restart_and_so_is_their_end) {
  start();
  fake_screen lobby;
  pair(lobby);
  publish(1);
  ASSERT_TRUE(pass_time([&] { return has("\"event\":\"begins\""); })) << told();
  EXPECT_TRUE(has("\"kind\":\"dark\"")) << told();
  EXPECT_TRUE(has("\"screen\":\"lobby\"")) << told();
  EXPECT_TRUE(has("has not been heard of")) << told();
  const std::string before = told();
  // Then it is stored too: the ledger answers this request after it.
  const auto is_active = [&] {
    return open("GET", "/metrics").body.find("bangtin_alerts_active 1") != std::string::npos;
  };
  ASSERT_TRUE(pass_time(is_active));
  stop();
  start();
  for (int i = 0; i < 40; ++i) {
    clock_.ms += 15'000;
    open("GET", "/metrics");
    std::this_thread::sleep_for(milliseconds(8));
  }
  EXPECT_EQ(told(), before) << "nothing is told twice";
  EXPECT_TRUE(is_active());
  ASSERT_TRUE(pass_time([&] {
    report(lobby, "poster.png");
    return has("\"event\":\"ends\"");
  })) << told();
  EXPECT_NE(open("GET", "/metrics").body.find("bangtin_alerts_delivered 1"), std::string::npos);
}

// The hook was told and the daemon ends before it can note that, as after kill -9.
TEST_F(alerts_of_a_site, that_were_under_way_come_again_with_the_same_id) {
  ASSERT_TRUE(write_file(hook_, "#!/bin/sh\ncat >> " + log_ + "\nsleep $(cat " + code_ + ")\n", 0700));
  ASSERT_TRUE(write_file(code_, "1000"));
  start();
  fake_screen lobby;
  pair(lobby);
  publish(1);
  ASSERT_TRUE(pass_time([&] { return told().ends_with("\n"); })) << told();
  const std::string once = told();
  stop();
  ASSERT_TRUE(write_file(code_, "0"));
  start();
  ASSERT_TRUE(pass_time([&] { return told().size() == 2 * once.size(); })) << told();
  EXPECT_EQ(told(), once + once);
  EXPECT_FALSE(pass_time([&] { return told().size() > 2 * once.size(); })) << told();
}

TEST_F(alerts_of_a_site, can_be_tried_and_what_fails_is_named) {
  start();
  EXPECT_EQ(admin("POST", "/v1/alerts/test").status, 204);
  EXPECT_TRUE(has("\"alerts\":[]")) << told();
  ASSERT_TRUE(write_file(code_, "3"));
  const answer failed = admin("POST", "/v1/alerts/test");
  EXPECT_EQ(failed.status, 503);
  EXPECT_NE(failed.body.find("code"), std::string::npos) << failed.body;
  const json::value where = parsed(admin("GET", "/v1/site"));
  EXPECT_EQ(where.at("alerts").as_string(), "on");
  EXPECT_EQ(where.at("problems").as_array().size(), 1U);
  EXPECT_NE(open("GET", "/metrics").body.find("bangtin_alerts_delivered 0"), std::string::npos);
  ASSERT_TRUE(write_file(code_, "0"));
  EXPECT_EQ(admin("POST", "/v1/alerts/test").status, 204);
  EXPECT_FALSE(parsed(admin("GET", "/v1/site")).as_object().contains("problems")) << "it arrives again";
}

TEST_F(alerts_of_a_site, of_which_nobody_is_told_are_refused) {
  setup_.alerts = {};
  start();
  EXPECT_EQ(admin("POST", "/v1/alerts/test").status, 409);
  EXPECT_EQ(parsed(admin("GET", "/v1/site")).at("alerts").as_string(), "off");
}

TEST_F(alerts_of_a_site, do_not_hold_up_the_end_of_the_daemon) {
  ASSERT_TRUE(write_file(hook_, "#!/bin/sh\ntouch " + log_ + "\nsleep 1000\n", 0700));
  start();
  std::jthread caller([&] { admin("POST", "/v1/alerts/test"); });
  while (!std::filesystem::exists(log_)) std::this_thread::sleep_for(milliseconds(5));
  stop();
  EXPECT_TRUE(clean_) << "its thread has ended";
}

}  // namespace
}  // namespace bangtin::scheduler::test
