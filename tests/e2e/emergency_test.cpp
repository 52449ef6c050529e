// An emergency notice through the real programs: from the command to the screen, through power cuts and the
// loss of the daemon, and back to the plan.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;

const char* const one_clip = R"(
timezone = "{zone}"
slate = "{0}/ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [ {{ media = "{0}/clip-1-loi-ich-15s-1080p.mp4" }}, {{ media = "{0}/ap-phich-4-chinh-sach-moi.png", duration = "20s" }} ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)";

std::size_t count_in(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

class an_emergency : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
    screen_.emplace();
    s_.emplace(*screen_);
    std::filesystem::path file = s_->folder() / "programme.toml";
    const std::string demo = std::string(BANGTIN_SOURCE_DIR) + "/demo";
    ASSERT_TRUE(write_file(file, fmt::format(fmt::runtime(one_clip), demo, fmt::arg("zone", noon_zone()))));
    s_->start_daemon();
    s_->start_player();
    s_->go_on_air(file);
    ASSERT_TRUE(eventually(30s, [&] { return plays("demo"); })) << s_->log_of("bangtin-player");
  }

  json::value json_of(const std::vector<std::string>& words) {
    std::vector<std::string> all = {"--json", "--yes"};
    all.insert(all.end(), words.begin(), words.end());
    return parse_json(s_->run_ok(all)).value();
  }
  bool plays(const std::string& what) {
    json::value v = json_of({"status"});
    const json::value& now = v.at(0).at("now_playing");
    return now.is_string() && now.as_string().find(what) != json::string::npos;
  }
  std::size_t said(const std::string& line) { return count_in(s_->log_of("bangtin-player"), line); }
  std::string state_of(const std::string& id) {
    json::value all = json_of({"emergency", "list"});
    for (const json::value& n : all.as_array()) {
      if (n.at("id").as_string() == id) {
        return std::string(n.at("state").as_string()) + " " +
               std::string(n.at("screens").at(0).at("state").as_string());
      }
    }
    return "";
  }

  std::optional<virtual_screen> screen_;
  std::optional<site> s_;
};

TEST_F(an_emergency, is_shown_at_once_acknowledged_survives_crashes_and_ends) {
  small_picture before = screen_->look();
  auto begun = std::chrono::steady_clock::now();
  json::value started = json_of({"emergency", "start", "--text",
                                 "CẢNH BÁO LŨ\nSơ tán ngay đến Trường Tiểu học Xã Mẫu", "--for", "10m"});
  auto answered = std::chrono::steady_clock::now();
  const std::string id(started.at("id").as_string());
  const std::string on_show = "emergency: " + id + " is on show";
  ASSERT_TRUE(eventually(10s, [&] { return said(on_show) == 1; })) << s_->log_of("bangtin-player");
  auto seen = std::chrono::steady_clock::now();
  auto ms = [&](auto t) { return std::chrono::duration_cast<std::chrono::milliseconds>(t - begun).count(); };
  std::cout << "command took " << ms(answered) << " ms, on the screen after " << ms(seen) << " ms\n";
  EXPECT_GT(difference(before, screen_->look()), 5.0);
  EXPECT_TRUE(eventually(10s, [&] { return state_of(id) == "on shown"; })) << state_of(id);
  EXPECT_TRUE(eventually(10s, [&] { return plays("notice"); }));
  // The staff sees it too, in a screenshot.
  std::filesystem::path screenshot = s_->folder() / "lobby.png";
  json::value taken = json_of({"screen", "shot", "lobby", "-o", screenshot.string()});
  EXPECT_TRUE(taken.at("fresh").as_bool());
  EXPECT_EQ(taken.at("width").to_number<int>(), 640);
  EXPECT_EQ(taken.at("height").to_number<int>(), 360);
  EXPECT_EQ(read_file(screenshot, 10'000'000).value().substr(1, 3), "PNG");
  // The item that the notice interrupted has left a partial play.
  EXPECT_TRUE(eventually(10s, [&] {
    json::value rows = json_of({"plays", "count", "--month", this_month(), "--by", "screen"});
    return !rows.as_array().empty() && rows.at(0).at("partial").to_number<int>() >= 1;
  }));

  // A power cut: the daemon is gone, and the screen shows the notice again from its own disk.
  s_->daemon().kill();
  s_->daemon().wait();
  s_->player().kill();
  s_->player().wait();
  s_->start_player();
  ASSERT_TRUE(eventually(10s, [&] { return said(on_show) == 2; })) << s_->log_of("bangtin-player");
  s_->start_daemon();
  EXPECT_EQ(state_of(id), "on shown") << "the daemon has kept it";

  json_of({"emergency", "stop"});
  ASSERT_TRUE(eventually(40s, [&] { return said("emergency: " + id + " is over") == 1; }))
      << s_->log_of("bangtin-player");
  EXPECT_TRUE(eventually(10s, [&] { return state_of(id) == "stopped ended"; })) << state_of(id);
  EXPECT_TRUE(eventually(10s, [&] { return plays("demo"); }));
}

TEST_F(an_emergency, of_a_picture_ends_by_itself_and_reaches_a_screen_that_was_off) {
  json_of({"screen", "shot", "lobby", "-o", (s_->folder() / "first.jpg").string()});
  s_->player().kill();
  s_->player().wait();
  json::value old = json_of({"screen", "shot", "lobby", "-o", (s_->folder() / "old.jpg").string()});
  EXPECT_FALSE(old.at("fresh").as_bool()) << "nobody answers: the newest that there is";
  json::value media = json_of({"media", "list"});
  std::string picture;
  for (const json::value& m : media.as_array()) {
    if (m.at("kind").as_string() == "image") picture = std::string(m.at("id").as_string());
  }
  json::value started =
      json_of({"emergency", "start", "--media", picture, "--screens", "lobby", "--for", "8s", "--no-wait"});
  const std::string id(started.at("id").as_string());
  EXPECT_EQ(state_of(id), "on waiting");
  s_->start_player();
  ASSERT_TRUE(eventually(7s, [&] { return said("emergency: " + id + " is on show") == 1; }))
      << s_->log_of("bangtin-player");
  ASSERT_TRUE(eventually(15s, [&] { return said("emergency: " + id + " is over") == 1; }))
      << s_->log_of("bangtin-player");
  EXPECT_TRUE(eventually(10s, [&] { return state_of(id) == "over ended"; })) << state_of(id);
}

TEST_F(an_emergency, without_an_approver_is_refused_and_changes_nothing) {
  std::filesystem::remove(s_->folder() / ".local/share/bangtin/keys/approver.pem");
  command_result r = s_->run({"--yes", "emergency", "start", "--text", "x", "--for", "1h"});
  EXPECT_NE(r.exit_code, 0);
  EXPECT_TRUE(json_of({"emergency", "list"}).as_array().empty());
}

}  // namespace
}  // namespace bangtin::e2e
