// A screen is paired, unpaired, paired again, replaced and removed, with the real programs. Whatever happens
// to its pairing, it plays on.
#include <fmt/chrono.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using std::chrono::seconds;

class pairing : public ::testing::Test {
 protected:
  pairing() {
    if (!have_virtual_screen()) return;
    xvfb.emplace(640, 360);
    here.emplace(*xvfb);
  }
  void SetUp() override {
    if (!xvfb) GTEST_SKIP() << "Xvfb is not installed";
  }

  // A programme that shows the picture of one colour on these screens.
  std::filesystem::path programme(const std::vector<std::string>& screens) {
    std::filesystem::path file = here->folder() / "programme.toml";
    std::ofstream out(file);
    out << "timezone = '" << noon_zone() << "'\nslate = 'slate.png'\n";
    for (const std::string& s : screens) out << "[[screen]]\nname = '" << s << "'\n";
    out << "[[playlist]]\nname = 'p'\nitems = [ { media = 'poster.png', duration = '2s' } ]\n"
        << "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n";
    std::filesystem::path demo = std::filesystem::path(BANGTIN_SOURCE_DIR) / "demo";
    auto copy = [&](const char* from, const char* to) {
      std::filesystem::copy_file(demo / from, here->folder() / to,
                                 std::filesystem::copy_options::skip_existing);
    };
    copy("ap-phich-1-loi-ich-dich-vu-cong.png", "slate.png");
    copy("ap-phich-4-chinh-sach-moi.png", "poster.png");
    return file;
  }
  void publish(const std::vector<std::string>& screens) {
    here->run_ok({"--yes", "apply", programme(screens).string()});
    here->run_ok({"--yes", "approve"});
  }

  std::string code() const {
    result<std::string> text = read_file(here->player_data() / "pairing-code", 100);
    return text && text->size() >= 9 ? text->substr(0, 9) : "";
  }
  // Waits for a code that is not `old`.
  std::string next_code(const std::string& old = "") const {
    EXPECT_TRUE(eventually(seconds(40), [&] { return !code().empty() && code() != old; }))
        << here->log_of("bangtin-player");
    return code();
  }
  json::array status() {
    std::string text = here->run_ok({"--json", "status"});
    return parse_json(text.substr(0, text.find('\n'))).value().as_array();
  }
  json::object row(const std::string& name) {
    for (const json::value& v : status()) {
      if (v.at("name").as_string() == name) return v.as_object();
    }
    return {};
  }
  bool is_playing(const std::string& name) {
    json::object r = row(name);
    return !r.empty() && r.at("pairing") == "paired" && r.at("now_playing") == "poster.png";
  }

  std::optional<virtual_screen> xvfb;
  std::optional<site> here;
};

TEST_F(pairing, goes_its_whole_way_and_the_screen_plays_on) {
  here->start_daemon();
  here->run_ok({"keys", "init"});
  publish({"lobby"});
  EXPECT_EQ(row("lobby").at("pairing"), "none");
  here->start_player();
  std::string first = next_code();

  // The command on the card, as it stands there.
  here->run_ok({"screen", "pair", first});
  ASSERT_TRUE(eventually(seconds(40), [&] { return is_playing("lobby"); }));
  EXPECT_EQ(code(), "");

  small_picture poster = xvfb->look();
  auto shows_panel = [&] { return difference(xvfb->look(), poster) > 0.5; };

  // Unpaired: the screen learns of it by itself, shows a code, and plays on.
  here->run_ok({"screen", "unpair", "lobby"});
  EXPECT_EQ(row("lobby").at("pairing"), "unpaired");
  std::string second = next_code(first);
  std::string shows = here->log_of("bangtin-player");
  EXPECT_TRUE(eventually(seconds(20), [&] {
    return here->log_of("bangtin-player").find("shows poster.png", shows.size()) != std::string::npos;
  })) << "it stopped playing";

  EXPECT_TRUE(eventually(seconds(20), shows_panel)) << "no code beside the picture";

  // Paired again, with nothing done on the screen's machine.
  here->run_ok({"screen", "pair", second});
  ASSERT_TRUE(eventually(seconds(40), [&] { return is_playing("lobby"); })) << here->log_of("bangtin-player");
  EXPECT_TRUE(eventually(seconds(20), [&] { return !shows_panel(); })) << "the code stays";
  EXPECT_TRUE(eventually(seconds(20), [&] { return row("lobby").at("unsent_records").as_int64() < 4; }))
      << "what it played meanwhile arrives";

  // The folder is wiped: a new machine takes the name, and leaves no ghost.
  here->stop(here->player());
  std::filesystem::remove_all(here->player_data());
  here->start_player();
  std::string third = next_code(second);
  command_result refused = here->run({"screen", "pair", third});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("--name"), std::string::npos) << refused.err;
  here->run_ok({"screen", "pair", third, "--name", "lobby"});
  ASSERT_TRUE(eventually(seconds(40), [&] { return is_playing("lobby"); }));
  EXPECT_EQ(status().size(), 1U);

  // While the published programme names it, only the draft loses it. Its plays stay.
  EXPECT_NE(here->run_ok({"screen", "remove", "lobby", "--json"}).find("\"removed\":false"),
            std::string::npos);
  EXPECT_FALSE(row("lobby").empty());
  publish({"market"});
  here->run_ok({"screen", "remove", "lobby"});
  EXPECT_TRUE(row("lobby").empty());
  EXPECT_EQ(row("market").at("pairing"), "none");
  EXPECT_NE(here->run_ok({"plays", "count", "--month", this_month(), "--by", "screen"}).find("lobby"),
            std::string::npos);

  // The player goes back to pairing, and takes the other name.
  std::string fourth = next_code(third);
  here->run_ok({"screen", "pair", fourth});
  EXPECT_TRUE(eventually(seconds(40), [&] { return is_playing("market"); }))
      << here->log_of("bangtin-player");
  EXPECT_EQ(here->stop(here->player()), 0);
}

}  // namespace
}  // namespace bangtin::e2e
