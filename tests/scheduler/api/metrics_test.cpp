// The figures for Prometheus, and the example of alert rules that uses them.
#include "scheduler/api/metrics.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>
#include <regex>
#include <set>

#include "scheduler/site.hpp"
#include "support/no_room.hpp"

namespace bangtin::scheduler::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string rules_file = std::string(BANGTIN_SOURCE_DIR) + "/systemd/bangtin-alerts.yml";

TEST(figures_of_screens, are_told_as_the_screen_reported_them) {
  ledger::screen_report r;
  r.last_seen = from_unix_ms(1'791'590'400'000);
  r.clock_offset_ms = -1'500;
  r.status.programme_version = 7;
  r.status.now_playing = "posters/vneid.png";
  r.status.unsent_records = 12;
  r.status.disk_free_bytes = 5'000'000'000;
  r.status.frames_dropped = 3;
  r.status.clock = clock_trust::synced;
  r.status.output = "connected";
  r.status.temperature_mc = 51'250;
  ledger::screen_report dark;
  dark.status.now_playing = "no-display";
  dark.status.output = "disconnected";
  dark.status.problem_what = msg("the display is off");
  const std::string text = api::screen_figures(
      {{"lobby", true, r}, {"a \"quoted\" \\ name", true, dark}, {"silent", false, std::nullopt}});
  for (const char* line :
       {"bangtin_screen_paired{screen=\"lobby\"} 1\n", "bangtin_screen_paired{screen=\"silent\"} 0\n",
        "bangtin_screen_last_contact_timestamp_seconds{screen=\"lobby\"} 1791590400\n",
        "bangtin_screen_state{screen=\"lobby\",state=\"item\"} 1\n",
        "bangtin_screen_state{screen=\"a \\\"quoted\\\" \\\\ name\",state=\"no-display\"} 1\n",
        "bangtin_screen_programme_version{screen=\"lobby\"} 7\n",
        "bangtin_screen_problem{screen=\"lobby\"} 0\n",
        "bangtin_screen_problem{screen=\"a \\\"quoted\\\" \\\\ name\"} 1\n",
        "bangtin_screen_output_connected{screen=\"lobby\"} 1\n",
        "bangtin_screen_output_connected{screen=\"a \\\"quoted\\\" \\\\ name\"} 0\n",
        "bangtin_screen_unsent_records{screen=\"lobby\"} 12\n",
        "bangtin_screen_clock_offset_seconds{screen=\"lobby\"} -1.5\n",
        "bangtin_screen_clock_synced{screen=\"lobby\"} 1\n",
        "bangtin_screen_disk_free_bytes{screen=\"lobby\"} 5000000000\n",
        "bangtin_screen_temperature_celsius{screen=\"lobby\"} 51.25\n",
        "bangtin_screen_frames_dropped_total{screen=\"lobby\"} 3\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  for (const char* absent :
       {"disk_total_bytes{", "problem{screen=\"silent\"", "temperature_celsius{screen=\"a"}) {
    EXPECT_THAT(text, Not(HasSubstr(absent)));
  }
}

class metrics : public site {
 protected:
  metrics() { start(); }
  std::string text() { return admin("GET", "/metrics").body; }
};

TEST_F(metrics, have_the_times_of_requests_by_class_of_route) {
  fake_screen lobby;
  pair(lobby);
  publish(1);
  ASSERT_EQ(open("GET", "/v1/screens/lobby/programme", "", lobby.auth()).status, 200);
  ASSERT_EQ(open("GET", "/v1/screens/lobby/calls?wait=0", "", lobby.auth()).status, 200);
  const std::string all = text();
  for (const char* line : {"# TYPE bangtin_request_duration_seconds histogram\n",
                           "bangtin_request_duration_seconds_count{route=\"long_poll\"} 1\n",
                           "bangtin_request_duration_seconds_bucket{route=\"long_poll\",le=\"+Inf\"} 1\n",
                           "bangtin_request_duration_seconds_sum{route=\"programmes\"}"}) {
    EXPECT_THAT(all, HasSubstr(line));
  }
}

TEST(a_histogram, counts_each_duration_at_its_bound) {
  http::duration_histogram h;
  for (double s : {0.0, 0.001, 0.0011, 30.0, 31.0}) h.add(std::chrono::duration<double>(s));
  EXPECT_EQ(h.counts, (std::array<std::uint64_t, 10>{2, 1, 0, 0, 0, 0, 0, 0, 1, 1}));
  EXPECT_DOUBLE_EQ(h.sum.count(), 61.0021);
}

TEST_F(metrics, follow_what_screens_report) {
  fake_screen lobby;
  pair(lobby);
  EXPECT_THAT(text(), Not(HasSubstr("bangtin_screen_unsent_records{")));
  wire::screen_status s;
  s.version = "1";
  s.now_playing = "slate";
  s.unsent_records = 5;
  s.utc_ms_now = clock_.ms;
  ASSERT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(s), lobby.auth()).status, 204);
  clock_.mono_ms += 10'000;  // what was read before is fresh for some seconds
  EXPECT_THAT(text(), HasSubstr("bangtin_screen_unsent_records{screen=\"lobby\"} 5\n"));
}

TEST_F(metrics, have_all_that_the_alert_rules_name) {
  const std::string all = text();
  const std::string rules = read_file(rules_file, 1 << 20).value();
  std::set<std::string> named;
  const std::regex name("bangtin_[a-z_]+");
  for (std::sregex_iterator at(rules.begin(), rules.end(), name), end; at != end; ++at)
    named.insert(at->str());
  EXPECT_GE(named.size(), 15U);
  for (std::string n : named) {
    const std::size_t bucket = n.rfind("_bucket");
    if (bucket != std::string::npos) n.resize(bucket);
    EXPECT_THAT(all, HasSubstr("# TYPE " + n + " "));
  }
}

TEST(the_alert_rules, are_accepted_by_promtool) {
  if (std::system("promtool --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not installed";
  const int status = std::system(("promtool check rules '" + rules_file + "' >&2").c_str());
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

class health : public site {
 protected:
  health() { start(); }
  void later() { clock_.mono_ms += 10'000; }
};

TEST_F(health, is_not_ok_while_nothing_can_be_stored) {
  EXPECT_EQ(open("GET", "/healthz").status, 200);
  std::optional<fakes::no_room> full(std::in_place);
  later();
  answer broken = open("GET", "/healthz");
  EXPECT_EQ(broken.status, 503);
  EXPECT_THAT(broken.body, Not(HasSubstr(folder_.path().string()))) << "the network does not learn where";
  EXPECT_THAT(open("GET", "/metrics").body, HasSubstr("bangtin_storage_ok 0\n"));
  EXPECT_EQ(admin("GET", "/healthz").status, 503);
  full.reset();
  EXPECT_EQ(open("GET", "/healthz").status, 503) << "what was found is fresh for some seconds";
  later();
  EXPECT_EQ(open("GET", "/healthz").status, 200);
  EXPECT_THAT(open("GET", "/metrics").body, HasSubstr("bangtin_storage_ok 1\n"));
}

TEST_F(health, is_not_ok_without_the_folder_of_the_files) {
  ASSERT_EQ(open("GET", "/healthz").status, 200);
  std::filesystem::rename(setup_.data / "media", setup_.data / "gone");
  later();
  EXPECT_EQ(open("GET", "/healthz").status, 503);
}

}  // namespace
}  // namespace bangtin::scheduler::test
