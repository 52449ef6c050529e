// A site over HTTPS with the real programs: a screen pairs and plays, a person works from another machine,
// and somebody else answers in the daemon's place.
#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using std::chrono::seconds;

class over_https : public ::testing::Test {
 protected:
  over_https() {
    if (!have_virtual_screen()) return;
    xvfb.emplace(640, 360);
    here.emplace(*xvfb);
  }
  void SetUp() override {
    if (!xvfb) GTEST_SKIP() << "Xvfb is not installed";
  }
  std::filesystem::path programme() {
    const std::filesystem::path file = here->folder() / "programme.toml";
    std::ofstream(file) << "timezone = '" << noon_zone()
                        << "'\nslate = 'slate.png'\n[[screen]]\nname = 'lobby'\n"
                        << "[[playlist]]\nname = 'p'\nitems = [ { media = 'poster.png', duration = '2s' } ]\n"
                        << "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n";
    const std::filesystem::path demo = std::filesystem::path(BANGTIN_SOURCE_DIR) / "demo";
    std::filesystem::copy_file(demo / "ap-phich-1-loi-ich-dich-vu-cong.png", here->folder() / "slate.png");
    std::filesystem::copy_file(demo / "ap-phich-4-chinh-sach-moi.png", here->folder() / "poster.png");
    return file;
  }
  std::string player_says() const { return here->log_of("bangtin-player"); }
  // Whether the player says this after what it has said already.
  bool player_will_say(const std::string& text, std::size_t after) const {
    return eventually(seconds(90), [&] { return player_says().find(text, after) != std::string::npos; });
  }
  void replace_daemon(const std::function<void()>& meanwhile) {
    here->stop(here->daemon());
    meanwhile();
    here->start_daemon();
  }

  std::optional<virtual_screen> xvfb;
  std::optional<site> here;
};

TEST_F(over_https, a_screen_pairs_and_plays_and_no_false_daemon_gets_its_token) {
  here->speak_tls();
  here->start_daemon();
  here->start_player();
  here->go_on_air(programme());
  ASSERT_TRUE(player_will_say("shows poster.png", 0)) << player_says();
  EXPECT_TRUE(std::filesystem::exists(here->player_data() / "authority.json"));

  // Another daemon takes the place: the screen names the attack, and plays on.
  std::size_t said = player_says().size();
  const std::filesystem::path aside = here->folder() / "aside";
  replace_daemon([&] { std::filesystem::rename(here->daemon_data(), aside); });
  EXPECT_TRUE(player_will_say("false-daemon", said)) << player_says();
  EXPECT_TRUE(player_will_say("shows poster.png", player_says().size()));

  // The right one comes back, with a new authority of which its key speaks.
  said = player_says().size();
  replace_daemon([&] {
    std::filesystem::remove_all(here->daemon_data());
    std::filesystem::rename(aside, here->daemon_data());
    std::filesystem::remove(here->daemon_data() / "tls-authority.key");
  });
  EXPECT_TRUE(player_will_say("certificates stand under the authority", said)) << player_says();
  EXPECT_EQ(here->stop(here->player()), 0);
}

TEST_F(over_https, a_screen_follows_a_daemon_that_is_switched_to_tls) {
  here->start_daemon();
  here->start_player();
  here->go_on_air(programme());
  ASSERT_TRUE(player_will_say("shows poster.png", 0)) << player_says();
  here->speak_tls();
  replace_daemon([] {});
  EXPECT_TRUE(player_will_say("the daemon speaks HTTPS", 0)) << player_says();
  // As a version without TLS has left it.
  here->stop(here->player());
  std::filesystem::remove(here->player_data() / "authority.json");
  const std::size_t said = player_says().size();
  here->start_player();
  EXPECT_TRUE(player_will_say("certificates stand under the authority", said)) << player_says();
  auto seen = [&] {
    return here->run_ok({"--json", "status"}).find("\"now_playing\":\"poster.png\"") != std::string::npos;
  };
  EXPECT_TRUE(eventually(seconds(60), seen)) << here->run_ok({"--json", "status"});
  EXPECT_EQ(player_says().find("false-daemon"), std::string::npos);
}

TEST_F(over_https, a_person_works_from_another_machine_with_a_token_file) {
  here->speak_tls();
  here->start_daemon();
  here->run_ok({"keys", "init"});
  here->run_ok({"user", "add", "Lan", "--role", "viewer"});
  const std::string file = (here->folder() / "lan.token").string();
  here->run_ok({"user", "token", "Lan", "-o", file});
  here->set_variable("BANGTIN_SOCKET", std::nullopt);
  here->set_variable("BANGTIN_TOKEN_FILE", file);
  here->run_ok({"media", "list"});
  EXPECT_EQ(here->run({"user", "list"}).exit_code, 1) << "a viewer";

  // Nobody else gets the token: neither over plain HTTP nor under another authority.
  const command_result plain = here->run({"--server", "http://10.0.0.5:8470", "media", "list"});
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_NE(plain.err.find("https://"), std::string::npos) << plain.err;
  replace_daemon([&] { std::filesystem::rename(here->daemon_data(), here->folder() / "aside"); });
  const command_result other = here->run({"media", "list"});
  EXPECT_EQ(other.exit_code, 4) << other.err;

  std::filesystem::permissions(file, std::filesystem::perms(0644));
  const command_result open = here->run({"media", "list"});
  EXPECT_NE(open.exit_code, 0);
  EXPECT_NE(open.err.find("chmod 600"), std::string::npos) << open.err;
}

}  // namespace
}  // namespace bangtin::e2e
