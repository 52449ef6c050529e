// A takedown through the real programs while a film arrives over a slow network: it does not wait for the
// film, and people learn that the film crawls.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"
#include "e2e/slow_network.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;

class a_takedown : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
    screen_.emplace();
    s_.emplace(*screen_);
    s_->start_daemon();
    network_.emplace(s_->address());
    s_->start_player_through(network_->address());
    s_->go_on_air(programme({wrong, right}));
    ASSERT_TRUE(eventually(40s, [&] { return has(1); })) << s_->log_of("bangtin-player");
  }

  // Pictures of 5 s and clips, in rotation.
  std::filesystem::path programme(const std::vector<std::string>& media) {
    std::string items;
    for (const std::string& m : media) {
      items += fmt::format("{{ media = \"{}/{}\"{} }}, ", demo, m,
                           m.ends_with(".png") ? ", duration = \"5s\"" : "");
    }
    std::filesystem::path file = s_->folder() / "programme.toml";
    EXPECT_TRUE(write_file(file, fmt::format("timezone = \"Asia/Ho_Chi_Minh\"\nslate = \"{}/{}\"\n"
                                             "[[screen]]\nname = \"lobby\"\n"
                                             "[[playlist]]\nname = \"all\"\nitems = [{}]\n"
                                             "[[campaign]]\nname = \"all\"\nplaylist = \"all\"\n"
                                             "screens = [\"all\"]\n",
                                             demo, right, items)));
    return file;
  }
  std::string approve(const std::vector<std::string>& media, std::vector<std::string> words = {}) {
    s_->run_ok({"--yes", "apply", programme(media).string()});
    words.insert(words.begin(), {"--yes", "approve"});
    return s_->run_ok(words);
  }
  json::value status() { return parse_json(s_->run_ok({"--json", "status"})).value().at(0); }
  // The screen shows this version, or has all of it and says when it will.
  bool has(std::int64_t version) {
    json::value v = status();
    const json::value& next = v.at("changes_over");
    return v.at("programme_version") == json::value(version) ||
           (next.is_object() && next.at("version").as_int64() == version);
  }
  bool plays(const std::string& what) {
    json::value v = status();
    const json::value& now = v.at("now_playing");
    return now.is_string() && now.as_string().find(what) != json::string::npos;
  }
  bool is_called(const char* name) {
    json::value v = status();
    return v.at("supply").is_string() && v.at("supply").as_string() == name;
  }

  const std::string demo = std::string(BANGTIN_SOURCE_DIR) + "/demo";
  const std::string wrong = "ap-phich-4-chinh-sach-moi.png";
  const std::string right = "ap-phich-1-loi-ich-dich-vu-cong.png";
  const std::string film = "clip-1-loi-ich-15s-1080p.mp4";
  std::optional<virtual_screen> screen_;
  std::optional<site> s_;
  std::optional<slow_network> network_;
};

TEST_F(a_takedown, does_not_wait_for_a_film_at_twenty_kilobytes_a_second) {
  network_->limit_files(20'000);
  network_->limit_rest(20'000);
  std::string said = approve({wrong, right, film});
  EXPECT_NE(said.find("lobby: fetches"), std::string::npos) << said;
  EXPECT_FALSE(has(2));
  approve({right});
  EXPECT_TRUE(eventually(10s, [&] { return has(3); })) << s_->log_of("bangtin-player");
  EXPECT_TRUE(eventually(30s, [&] { return status().at("programme_version") == json::value(3); }));
}

TEST_F(a_takedown, that_is_urgent_needs_no_file_of_the_programme_that_orders_it) {
  approve({wrong});
  ASSERT_TRUE(
      eventually(40s, [&] { return status().at("programme_version") == json::value(2) && plays(wrong); }));
  network_->limit_files(2);
  std::string said = approve({right, film}, {"--now"});
  EXPECT_NE(said.find("lobby: fetches"), std::string::npos) << said;
  EXPECT_TRUE(eventually(10s, [&] { return plays("slate"); })) << s_->log_of("bangtin-player");
  EXPECT_FALSE(has(3)) << "the film is missing";
}

TEST_F(a_takedown, does_not_wait_at_two_bytes_a_second_and_the_film_is_called_slow) {
  network_->limit_files(2);
  approve({wrong, right, film});
  EXPECT_TRUE(eventually(90s, [&] { return is_called("slow"); })) << s_->log_of("bangtin-player");
  command_result people = s_->run({"status"});
  EXPECT_NE(people.out.find("slow: programme version 2 arrives at"), std::string::npos) << people.out;
  approve({right});
  EXPECT_TRUE(eventually(10s, [&] { return has(3); })) << s_->log_of("bangtin-player");
  EXPECT_TRUE(eventually(20s, [&] { return is_called("") || status().at("supply").is_null(); }));
}

}  // namespace
}  // namespace bangtin::e2e
