// Real programs whose clocks are wrong: libfaketime moves the wall clock of a program and leaves the
// monotonic one alone; a small library of ours says that a clock is synchronised.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;

const char* const posters = R"(
timezone = "Asia/Ho_Chi_Minh"
slate = "%/ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [ { media = "%/ap-phich-4-chinh-sach-moi.png", duration = "2s" }, { media = "%/ap-phich-5-diem-ho-tro-doc.png", duration = "2s" } ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)";

// Debian's package faketime has it; empty where it is not installed.
std::string libfaketime() {
  for (const char* triplet : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
    std::string file = std::string("/usr/lib/") + triplet + "/faketime/libfaketimeMT.so.1";
    if (std::filesystem::exists(file)) return file;
  }
  return {};
}

// `moved`: in libfaketime's notation, "+7h" or "@1970-01-02 00:00:00".
std::vector<std::string> clock_moved(const std::string& moved) {
  return {"LD_PRELOAD=" + libfaketime(), "FAKETIME=" + moved, "FAKETIME_DONT_FAKE_MONOTONIC=1"};
}
const std::vector<std::string> synchronised{"LD_PRELOAD=" BANGTIN_SYNCED_CLOCK};
// What the log says is on, up to the number of the poster.
const std::string poster = BANGTIN_SOURCE_DIR "/demo/ap-phich-";
constexpr std::int64_t near_ms = 5'000;

class a_wrong_clock : public ::testing::Test {
 protected:
  virtual_screen screen{640, 360};
  site s{screen};

  void SetUp() override {
    if (!have_virtual_screen() || libfaketime().empty()) GTEST_SKIP() << "needs Xvfb and libfaketime";
  }
  std::filesystem::path programme_file() const {
    std::string text = posters;
    for (std::size_t at = 0; (at = text.find('%', at)) != std::string::npos;) {
      text.replace(at, 1, std::string(BANGTIN_SOURCE_DIR) + "/demo");
    }
    std::filesystem::path file = s.folder() / "posters.toml";
    EXPECT_TRUE(write_file(file, text));
    return file;
  }
  void go_on_air() {
    s.start_daemon();
    s.start_player();
    s.go_on_air(programme_file());
    ASSERT_TRUE(eventually(30s, [&] { return lobby().at("programme_version") == json::value(1); }));
  }
  json::value lobby() { return parse_json(s.run_ok({"--json", "status"})).value().at(0); }
  std::int64_t offset() { return lobby().at("clock_offset_ms").as_int64(); }
  bool is_near(std::int64_t ms) { return std::abs(offset() - ms) < near_ms; }
  // All of it from one answer. The first status after a start is in the oldest format, which has no bound.
  bool is_estimated_within(std::int64_t ms) {
    json::value now = lobby();
    return now.at("clock").as_string() == "estimated" &&
           std::abs(now.at("clock_offset_ms").as_int64()) < ms && now.at("clock_bound_ms").is_int64() &&
           now.at("clock_bound_ms").as_int64() < ms;
  }
  // Whether the player has shown `what` since its log had `from` bytes.
  bool shows(const std::string& what, std::size_t from) {
    return eventually(
        30s, [&] { return s.log_of("bangtin-player").find("shows " + what, from) != std::string::npos; });
  }
  std::size_t log_size() { return s.log_of("bangtin-player").size(); }
};

TEST_F(a_wrong_clock, seven_hours_ahead_follows_the_daemon_and_is_forgotten_at_the_next_start) {
  s.set_environment("bangtin-player", clock_moved("+7h"));
  go_on_air();
  EXPECT_TRUE(eventually(30s, [&] { return is_near(0); })) << offset();
  EXPECT_EQ(lobby().at("clock").as_string(), "unsynced");
  EXPECT_EQ(s.stop(s.player()), 0);
  EXPECT_EQ(s.stop(s.daemon()), 0);
  std::size_t from = log_size();
  s.start_player();
  EXPECT_TRUE(shows(poster, from)) << "alone, and seven hours ahead";
  EXPECT_EQ(s.stop(s.player()), 0);
  s.start_daemon();
  std::string before(lobby().at("last_seen").as_string());
  s.set_environment("bangtin-player", {});
  s.start_player();
  EXPECT_TRUE(eventually(30s, [&] { return lobby().at("last_seen").as_string() != before; }));
  EXPECT_TRUE(is_near(0)) << offset();
}

TEST_F(a_wrong_clock, from_an_older_player_gives_way_to_a_synchronised_daemon) {
  go_on_air();
  EXPECT_EQ(s.stop(s.player()), 0);
  EXPECT_EQ(s.stop(s.daemon()), 0);
  std::int64_t ahead = std::chrono::duration_cast<std::chrono::milliseconds>(
                           (std::chrono::system_clock::now() + 7h).time_since_epoch())
                           .count();
  ASSERT_TRUE(write_file(s.player_data() / "last-time", std::to_string(ahead) + "\n", 0640));
  s.set_environment("bangtind", synchronised);
  s.start_daemon();
  s.start_player();
  EXPECT_TRUE(eventually(30s, [&] { return is_estimated_within(near_ms); })) << lobby();
}

TEST_F(a_wrong_clock, of_1970_plays_until_the_first_contact_and_says_so) {
  go_on_air();
  EXPECT_EQ(lobby().at("clock").as_string(), "unsynced");
  EXPECT_EQ(s.stop(s.player()), 0);
  EXPECT_EQ(s.stop(s.daemon()), 0);
  std::filesystem::remove(s.player_data() / "last-time");
  std::size_t from = log_size();
  s.set_environment("bangtin-player", clock_moved("@1970-01-02 00:00:00"));
  s.start_player();
  EXPECT_TRUE(shows(poster, from));
  EXPECT_EQ(s.log_of("bangtin-player").find("shows slate", from), std::string::npos);
  s.set_environment("bangtind", synchronised);
  s.start_daemon();
  EXPECT_TRUE(eventually(60s, [&] { return is_estimated_within(near_ms); })) << lobby();
}

TEST_F(a_wrong_clock, two_hours_slow_does_not_go_to_the_slate_at_an_approval) {
  s.set_environment("bangtin-player", clock_moved("-2h"));
  go_on_air();
  ASSERT_TRUE(shows(poster, 0));
  std::size_t from = log_size();
  s.run_ok({"--yes", "approve"});
  ASSERT_TRUE(eventually(60s, [&] { return lobby().at("programme_version") == json::value(2); }));
  EXPECT_TRUE(shows(poster, log_size()));
  EXPECT_EQ(s.log_of("bangtin-player").find("shows slate", from), std::string::npos);
  EXPECT_TRUE(is_near(0)) << "it takes the approval's time: " << offset();
}

TEST_F(a_wrong_clock, of_an_approver_does_not_get_past_a_synchronised_daemon) {
  s.set_environment("bangtind", synchronised);
  go_on_air();
  s.set_environment("bangtin", clock_moved("+7h"));
  command_result said = s.run({"--yes", "approve"});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_NE(said.err.find("420 minutes off"), std::string::npos) << said.err;
  EXPECT_NE(said.err.find("timedatectl"), std::string::npos) << said.err;
  s.set_environment("bangtin", {});
  EXPECT_EQ(s.run({"--yes", "approve"}).exit_code, 0);
}

}  // namespace
}  // namespace bangtin::e2e
