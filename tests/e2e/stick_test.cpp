// A screen that never has a network, with the real programs: it is paired, gets its programme and gives its
// evidence by a USB stick, which is a folder that somebody moves between the two machines.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class sneakernet : public ::testing::Test {
 protected:
  sneakernet() {
    if (!have_virtual_screen()) return;
    xvfb.emplace(1280, 720);
    here.emplace(*xvfb);
    fs::create_directories(desk());
    fs::create_directories(mounted());
  }
  void SetUp() override {
    if (!xvfb) GTEST_SKIP() << "Xvfb is not installed";
  }
  fs::path desk() const { return here->folder() / "usb"; }
  fs::path mounted() const { return here->folder() / "mounted"; }
  fs::path at_screen() const { return mounted() / "bangtin-bundle"; }
  fs::path at_desk() const { return desk() / "bangtin-bundle"; }
  void to_screen() const { fs::rename(at_desk(), at_screen()); }
  // No hand is so quick that the player, which looks once a second, misses that the stick is gone.
  void to_desk() {
    fs::rename(at_screen(), at_desk());
    if (!here->player().running()) return;
    EXPECT_TRUE(eventually(seconds(10), [&] { return count("USB stick: it is gone") > gone_; })) << said();
    gone_ = count("USB stick: it is gone");
  }
  std::size_t count(const std::string& text) const {
    const std::string all = said();
    std::size_t n = 0;
    for (std::size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++n;
    return n;
  }

  // A programme with this picture.
  void publish(const char* picture) {
    const fs::path file = here->folder() / "programme.toml", demo = fs::path(BANGTIN_SOURCE_DIR) / "demo";
    std::ofstream(file) << "timezone = '" << noon_zone() << "'\nslate = 'slate.png'\n"
                        << "[[screen]]\nname = 'cho'\n[[playlist]]\nname = 'p'\nitems = [ { media = '"
                        << picture << "', duration = '1s' } ]\n"
                        << "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n";
    const auto copy = [&](const char* from, const std::string& to) {
      fs::copy_file(demo / from, here->folder() / to, fs::copy_options::skip_existing);
    };
    copy("ap-phich-1-loi-ich-dich-vu-cong.png", "slate.png");
    copy("ap-phich-4-chinh-sach-moi.png", "old.png");
    copy("ap-phich-1-loi-ich-dich-vu-cong.png", "new.png");
    here->run_ok({"--yes", "apply", file.string()});
    here->run_ok({"--yes", "approve"});
  }
  std::string said() const { return here->log_of("bangtin-player"); }
  bool shows(const std::string& picture) const {
    return said().find("shows " + picture) != std::string::npos;
  }
  // The screen's folder on the stick, wherever that is.
  fs::path own(const fs::path& stick) const {
    std::error_code ignored;
    for (const auto& e : fs::directory_iterator(stick / "screens", ignored)) return e.path();
    return {};
  }
  std::int64_t status_version() const {
    result<std::string> text = read_file(own(at_screen()) / "status.json", 1 << 20);
    if (!text) return -1;
    const json::value inner = parse_json(parse_json(*text).value().at("status").as_string()).value();
    return inner.at("programme_version").as_int64();
  }
  json::object row() {
    const std::string text = here->run_ok({"--json", "status"});
    return parse_json(text.substr(0, text.find('\n'))).value().as_array().at(0).as_object();
  }
  std::int64_t starts() {
    std::int64_t all = 0;
    const std::string text = here->run_ok({"--json", "plays", "count", "--month", this_month()});
    const json::value rows = parse_json(text.substr(0, text.find('\n'))).value();
    for (const json::value& v : rows.as_array()) {
      for (const char* column : {"plays", "partial", "failed", "uncounted"}) all += v.at(column).as_int64();
    }
    return all;
  }

  std::optional<virtual_screen> xvfb;
  std::optional<site> here;
  std::size_t gone_ = 0;
};

TEST_F(sneakernet, takes_a_screen_from_its_pairing_to_its_second_receipt) {
  here->start_daemon();
  here->run_ok({"keys", "init"});
  publish("old.png");
  here->start_player_with_sticks(mounted());

  // The first trip: the request comes to the desk, and the answer goes back with the programme.
  std::string code;
  ASSERT_TRUE(eventually(seconds(30), [&] {
    result<std::string> text = read_file(here->player_data() / "pairing-code", 100);
    return text && (code = text->substr(0, 9)).size() == 9;
  })) << said();
  fs::create_directory(at_screen());
  ASSERT_TRUE(eventually(seconds(30), [&] { return fs::exists(own(at_screen()) / "pairing-request.json"); }))
      << said();
  to_desk();
  here->run_ok({"screen", "pair", code, "--name", "cho", "--bundle", desk().string()});
  here->run_ok({"bundle", "export", desk().string(), "--screen", "cho"});
  to_screen();
  ASSERT_TRUE(eventually(seconds(60), [&] { return shows("old.png") && status_version() == 1; })) << said();

  // The second trip: evidence goes to the desk, receipts and a new programme come back.
  ASSERT_TRUE(eventually(seconds(30), [&] { return !fs::is_empty(own(at_screen()) / "evidence"); }))
      << said();
  to_desk();
  publish("new.png");
  const std::string first = here->run_ok({"--json", "bundle", "import", desk().string()});
  const json::value taken = parse_json(first.substr(0, first.find('\n'))).value().as_array().at(0);
  EXPECT_GT(taken.at("records").as_int64(), 0);
  EXPECT_TRUE(taken.at("receipts").as_bool());
  EXPECT_EQ(row().at("programme_version"), 1);
  EXPECT_TRUE(fs::is_empty(own(at_desk()) / "evidence")) << "what has a receipt is not carried again";
  here->run_ok({"bundle", "import", desk().string()});
  to_screen();
  ASSERT_TRUE(eventually(seconds(60), [&] { return shows("new.png") && status_version() == 2; })) << said();

  // Killed at any moment, with the stick in, it goes on.
  ::kill(here->player().pid(), SIGKILL);
  here->player().wait();
  here->start_player_with_sticks(mounted());
  ASSERT_TRUE(eventually(seconds(60), [&] {
    return fs::exists(own(at_screen()) / "evidence") && !fs::is_empty(own(at_screen()) / "evidence") &&
           status_version() == 2;
  })) << said();
  here->stop(here->player());
  to_desk();
  const std::string second = here->run_ok({"--json", "bundle", "import", desk().string()});
  EXPECT_TRUE(parse_json(second.substr(0, second.find('\n')))
                  .value()
                  .as_array()
                  .at(0)
                  .at("refused")
                  .as_array()
                  .empty())
      << second;
  EXPECT_GT(starts(), 0);
  EXPECT_NE(here->run_ok({"audit", "--object", "cho", "--json"}).find("by USB stick"), std::string::npos);
}

// Two bodies with their own daemons and keys: what one shares, the other loads, and approves itself.
TEST(shared_material, goes_from_one_body_to_another) {
  site one("none"), other("none");
  for (site* s : {&one, &other}) {
    s->start_daemon();
    s->run_ok({"keys", "init"});
  }
  const fs::path demo = fs::path(BANGTIN_SOURCE_DIR) / "demo", usb = one.folder() / "usb";
  fs::create_directory(usb);
  auto document = [](const std::string& text) { return parse_json(text.substr(0, text.find('\n'))).value(); };
  const json::value added =
      document(one.run_ok({"--json", "media", "add", (demo / "ap-phich-4-chinh-sach-moi.png").string(),
                           "--title", "Chính sách mới", "--theme", "III.2"}));
  const std::string id(added.as_array().at(0).at("media").as_string());
  one.run_ok({"media", "edit", id, "--audience", "người dân", "--language", "vi"});
  one.run_ok({"bundle", "share", usb.string(), "--media", id});
  EXPECT_NE(read_file(usb / "bangtin-share" / "README.txt", 1 << 20).value().find("Chính sách mới"),
            std::string::npos);

  const json::value taken = document(other.run_ok({"--yes", "--json", "bundle", "take", usb.string()}));
  const json::value& row = taken.at("media").as_array().at(0);
  EXPECT_EQ(row.at("status"), "accepted");
  const std::string here(row.at("media").as_string());
  const json::value item = document(other.run_ok({"--json", "media", "show", here}));
  EXPECT_EQ(item.at("title"), "Chính sách mới");
  EXPECT_EQ(item.at("theme"), "III.2");
  EXPECT_EQ(item.at("audience"), "người dân");
  EXPECT_EQ(item.at("language"), "vi");
  EXPECT_NE(std::string(item.at("origin").as_string()).find("daemon"), std::string::npos);
  const json::value again = document(other.run_ok({"--yes", "--json", "bundle", "take", usb.string()}));
  EXPECT_EQ(again.at("media").as_array().at(0).at("status"), "duplicate");

  // A changed word, or another file under its name, and nothing is taken.
  const fs::path list = usb / "bangtin-share" / "index.json";
  std::string text = read_file(list, 1 << 20).value();
  text.replace(text.find("III.2"), 5, "III.3");
  std::ofstream(list) << text;
  EXPECT_EQ(other.run({"--yes", "bundle", "take", usb.string()}).exit_code, 4);
}

}  // namespace
}  // namespace bangtin::e2e
