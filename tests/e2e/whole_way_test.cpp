// The three real programs on loopback with a virtual screen: from files to a counted line, while the test
// sees every item on the screen.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/chrono.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "e2e/evidence_book.hpp"
#include "e2e/reference.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;

const std::filesystem::path demo = std::filesystem::path(BANGTIN_SOURCE_DIR) / "demo";

// All media of the demonstration in one playlist, each for a short time.
const char* const every_item = R"(
timezone = "{zone}"
slate = "{0}/ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "lobby"
venue = "service-centre"
[[playlist]]
name = "all"
items = [
  {{ media = "{0}/clip-1-loi-ich-15s-1080p.mp4", duration = "3s", theme = "III.2", title = "Lợi ích, \"thực chất\"" }},
  {{ media = "{0}/clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", duration = "3s", theme = "III.2" }},
  {{ media = "{0}/clip-3-chuyen-doi-so-10-10-12s-1080p.mp4", duration = "3s", theme = "III.5" }},
  {{ media = "{0}/ap-phich-1-loi-ich-dich-vu-cong.png", duration = "1500ms", theme = "III.2" }},
  {{ media = "{0}/ap-phich-2-phong-chong-lua-dao.jpg", duration = "1500ms", theme = "III.3" }},
  {{ media = "{0}/ap-phich-3-bieu-duong-dien-hinh.svg", duration = "1500ms", theme = "III.4" }},
  {{ media = "{0}/ap-phich-4-chinh-sach-moi.png", duration = "1500ms", theme = "III.1" }},
  {{ media = "{0}/ap-phich-5-diem-ho-tro-doc.png", duration = "1500ms", theme = "III.2" }},
  {{ media = "{0}/huong-dan-1-dang-ky-vneid-muc-2.pdf", duration = "1s", theme = "III.2" }},
  {{ media = "{0}/huong-dan-2-nop-ho-so-truc-tuyen.pdf", duration = "1s", theme = "III.2" }},
]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
task = "IV.2.c"
)";
constexpr std::size_t items = 10;

struct expected_picture {
  std::string what;
  std::vector<small_picture> any_of;
  double nearest = 255;
};

// What the test must see on the screen: each image, each page, and some frame of each clip's first three
// seconds.
std::vector<expected_picture> expected_pictures(site& s) {
  std::vector<expected_picture> all;
  json::value listed = parse_json(s.run_ok({"--json", "media", "list"})).value();
  for (const json::value& entry : listed.as_array()) {
    std::string name(entry.at("file").as_string());
    bool video = entry.at("kind").as_string() == "video";
    int page = 0;
    for (const json::value& file : entry.at("files").as_array()) {
      std::string sha256(file.at("sha256").as_string());
      std::filesystem::path rendition = s.daemon_data() / "media" / "objects" / sha256.substr(0, 2) / sha256;
      std::vector<small_picture> pictures =
          video ? video_on_screen(rendition, 3s) : std::vector{still_on_screen(rendition)};
      all.push_back({fmt::format("{} {}", name, ++page), std::move(pictures)});
    }
  }
  return all;
}

TEST(the_whole_way, from_files_to_a_counted_line_with_every_item_seen) {
  if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  virtual_screen screen;
  site s(screen);
  std::filesystem::path file = s.folder() / "programme.toml";
  ASSERT_TRUE(
      write_file(file, fmt::format(fmt::runtime(every_item), demo.string(), fmt::arg("zone", noon_zone()))));
  s.start_daemon();
  s.start_player();
  s.go_on_air(file);
  ASSERT_TRUE(eventually(30s, [&] {
    return s.run_ok({"--json", "status"}).find("\"now_playing\":\"" + demo.string()) != std::string::npos;
  })) << s.log_of("bangtin-player");

  // Looks until it has seen every item, for at most 90 s; a round of all items takes 24.5 s.
  std::vector<expected_picture> expected = expected_pictures(s);
  ASSERT_EQ(expected.size(), 18u);
  constexpr double alike = 6.0;
  eventually(90s, [&] {
    small_picture seen = screen.look();
    bool all = true;
    for (expected_picture& e : expected) {
      for (const small_picture& p : e.any_of) e.nearest = std::min(e.nearest, difference(seen, p));
      all = all && e.nearest < alike;
    }
    return all;
  });
  for (const expected_picture& e : expected)
    EXPECT_LT(e.nearest, alike) << e.what << " was not seen on the screen";
  // The references must differ from each other, or the checks above would prove nothing.
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t j = i + 1; j < expected.size(); ++j) {
      if (expected[i].any_of.size() == 1 && expected[j].any_of.size() == 1) {
        EXPECT_GT(difference(expected[i].any_of[0], expected[j].any_of[0]), 0.5)
            << expected[i].what << " / " << expected[j].what;
      }
    }
  }

  const std::string month = this_month();
  auto counted = [&] {
    std::size_t media = 0;
    json::value rows =
        parse_json(s.run_ok({"--json", "plays", "count", "--month", month, "--by", "media"})).value();
    for (const json::value& row : rows.as_array()) media += row.at("plays").as_int64() > 0 ? 1 : 0;
    return media;
  };
  EXPECT_TRUE(eventually(60s, [&] { return counted() == items; }))
      << "not every item was counted; the player said:\n"
      << s.log_of("bangtin-player");
  EXPECT_EQ(s.stop(s.player()), 0);
  std::filesystem::path csv = s.folder() / "out.csv";
  s.run_ok({"plays", "export", "--month", month, "--format", "csv", "-o", csv.string()});
  std::string table = read_file(csv, 1'000'000).value();
  EXPECT_TRUE(
      table.starts_with("\xEF\xBB\xBFmonth,day,screen,venue,task,theme,campaign,media,title,plays,airtime_s,"
                        "partial,failed,uncertain_clock,uncounted\r\n"));
  EXPECT_NE(table.find(",lobby,service-centre,IV.2.c,III.2,all,"), std::string::npos) << table;
  EXPECT_NE(table.find("\"Lợi ích, \"\"thực chất\"\"\""), std::string::npos) << table;
  json::value rows =
      parse_json(s.run_ok({"--json", "plays", "count", "--month", month, "--by", "media"})).value();
  EXPECT_EQ(s.stop(s.daemon()), 0);

  book b = read_book(s.daemon_data() / "ledger.sqlite");
  EXPECT_EQ(b.faults, std::vector<std::string>{});
  EXPECT_GT(b.receipts, 0);
  for (const json::value& row : rows.as_array()) {
    EXPECT_EQ(b.plays[std::string(row.at("media").as_string())], row.at("plays").as_int64())
        << row.at("media").as_string();
  }
}

// What a screen makes of such a programme from a hostile daemon is tested in
// tests/player/sync/uplink_test.cpp.
TEST(a_programme_with_a_broken_signature, is_not_handed_out_and_the_last_good_one_plays_on) {
  if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  virtual_screen screen;
  site s(screen);
  std::filesystem::path file = s.folder() / "programme.toml";
  ASSERT_TRUE(write_file(
      file, fmt::format("slate = \"{0}/ap-phich-4-chinh-sach-moi.png\"\n[[screen]]\nname = \"lobby\"\n"
                        "[[playlist]]\nname = \"p\"\nitems = [ {{ media = "
                        "\"{0}/ap-phich-2-phong-chong-lua-dao.jpg\", duration = \"2s\" }} ]\n"
                        "[[campaign]]\nname = \"c\"\nplaylist = \"p\"\nscreens = [\"all\"]\n",
                        demo.string())));
  s.start_daemon();
  s.start_player();
  s.go_on_air(file);
  auto status = [&] { return s.run_ok({"--json", "status"}); };
  ASSERT_TRUE(eventually(
      30s, [&] { return status().find("\"now_playing\":\"" + demo.string()) != std::string::npos; }));
  small_picture good = screen.look();

  // Somebody with the daemon's disk stores a changed programme: the published one with another duration and
  // the next version number.
  EXPECT_EQ(s.stop(s.daemon()), 0);
  auto in_ledger = [&](const char* statement) {
    SQLite::Database((s.daemon_data() / "ledger.sqlite").string(), SQLite::OPEN_READWRITE).exec(statement);
  };
  in_ledger(
      "INSERT INTO programmes SELECT 2, identity || 'x', approver, issued, expires, published, "
      "replace(replace(json, '\\\"version\\\":1', '\\\"version\\\":2'), '\\\"duration_ms\\\":2000', "
      "'\\\"duration_ms\\\":3000') FROM programmes WHERE version = 1");
  std::string refusal;
  try {
    s.start_daemon();
  } catch (const std::runtime_error& e) {
    refusal = e.what();
  }
  EXPECT_NE(refusal.find("the programme of version 2 is not what an approver signed"), std::string::npos)
      << refusal;
  EXPECT_LT(difference(screen.look(), good), 6.0);

  in_ledger("DELETE FROM programmes WHERE version = 2");
  s.start_daemon();
  EXPECT_TRUE(eventually(60s, [&] {
    json::value all = parse_json(status()).value();
    const json::value& lobby = all.as_array().at(0);
    return lobby.at("problem").is_null() && lobby.at("programme_version") == json::value(1);
  })) << status();
  EXPECT_LT(difference(screen.look(), good), 6.0);
}

}  // namespace
}  // namespace bangtin::e2e
