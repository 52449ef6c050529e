// Disks that refuse and files that are damaged, under the real player: the picture stays, and the status says
// why nothing counts.
#include <fmt/chrono.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <fstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const char* const posters = R"(
timezone = "{zone}"
slate = "{0}/ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [ {{ media = "{0}/ap-phich-2-phong-chong-lua-dao.jpg", duration = "1s" }}, {{ media = "{0}/ap-phich-4-chinh-sach-moi.png", duration = "1s" }} ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)";

// A mount namespace of this process and the programs that it starts.
bool have_own_mounts() {
  static const bool own =
      ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return own;
}

class a_bad_disk : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
    if (!have_own_mounts()) GTEST_SKIP() << "only root may mount a disk";
    screen_.emplace();
    s_.emplace(*screen_);
    fs::create_directories(s_->player_data());
    ASSERT_EQ(::mount("none", data().c_str(), "tmpfs", 0, "size=64m"), 0);
    mounts_ = 1;
    fs::path file = s_->folder() / "programme.toml";
    ASSERT_TRUE(write_file(file, fmt::format(fmt::runtime(posters), std::string(BANGTIN_SOURCE_DIR) + "/demo",
                                             fmt::arg("zone", noon_zone()))));
    s_->start_daemon();
    s_->start_player();
    s_->go_on_air(file);
    ASSERT_TRUE(eventually(30s, [&] { return plays_counted() >= 2; })) << s_->log_of("bangtin-player");
  }
  void TearDown() override {
    // Before the folder is deleted; the programs keep what they have open.
    while (mounts_-- > 0) ::umount2(data_.c_str(), MNT_DETACH);
    s_.reset();
  }

  fs::path data() {
    if (data_.empty()) data_ = s_->player_data();
    return data_;
  }
  void make_read_only() {
    ASSERT_EQ(::mount(data().c_str(), data().c_str(), nullptr, MS_BIND, nullptr), 0);
    ++mounts_;
    ASSERT_EQ(::mount("none", data().c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
  }
  void make_writable() {
    ::umount2(data().c_str(), MNT_DETACH);
    --mounts_;
  }
  json::value json_of(std::vector<std::string> words) {
    words.insert(words.begin(), "--json");
    return parse_json(s_->run_ok(words)).value();
  }
  std::string problem(const std::string& language) {
    const json::value v = json_of({"--lang", language, "status"});
    const json::value& p = v.at(0).at("problem");
    return p.is_object()
               ? std::string(p.at("what").as_string()) + " " + std::string(p.at("remedy").as_string())
               : std::string();
  }
  std::int64_t plays_counted() {
    std::int64_t plays = 0;
    const json::value rows = json_of({"plays", "count", "--month", this_month()});
    for (const json::value& row : rows.as_array()) plays += row.at("plays").as_int64();
    return plays;
  }
  // The screen shows the two posters in turn, and is never black.
  bool posters_change() {
    small_picture first = screen_->look();
    return !is_black(first) && eventually(6s, [&] {
      small_picture next = screen_->look();
      return !is_black(next) && difference(first, next) > 10;
    });
  }

  std::optional<virtual_screen> screen_;
  std::optional<site> s_;
  fs::path data_;
  int mounts_ = 0;
};

TEST_F(a_bad_disk, that_is_read_only_at_the_start_plays_counts_nothing_and_is_told_of_until_it_is_writable) {
  EXPECT_EQ(s_->stop(s_->player()), 0);
  make_read_only();
  s_->start_player();
  ASSERT_TRUE(eventually(20s, [&] { return posters_change(); })) << s_->log_of("bangtin-player");
  ASSERT_TRUE(eventually(20s, [&] { return problem("en").find("nothing counts") != std::string::npos; }))
      << problem("en") << s_->log_of("bangtin-player");
  EXPECT_NE(s_->log_of("bangtin-player").find("nothing counts"), std::string::npos);
  const std::int64_t before = plays_counted();
  ASSERT_TRUE(posters_change());
  EXPECT_EQ(plays_counted(), before);
  make_writable();
  EXPECT_TRUE(eventually(
      30s,
      [&] { return problem("en").find("nothing counts") == std::string::npos && plays_counted() > before; }))
      << problem("en") << s_->log_of("bangtin-player");
}

TEST_F(a_bad_disk, that_becomes_read_only_while_playing_keeps_the_picture) {
  make_read_only();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(posters_change());
  EXPECT_TRUE(s_->player().running());
  make_writable();
}

// Staff answer the code that stands beside the picture; nobody goes to the screen's machine.
TEST_F(a_bad_disk, that_damaged_the_key_plays_on_and_is_paired_again) {
  EXPECT_EQ(s_->stop(s_->player()), 0);
  ASSERT_TRUE(write_file(data() / "screen.key", std::string(200, '\0'), 0600));
  s_->start_player();
  ASSERT_TRUE(eventually(20s, [&] { return posters_change(); })) << s_->log_of("bangtin-player");
  EXPECT_NE(s_->log_of("bangtin-player").find("its identity is lost"), std::string::npos);
  bool kept = false;
  for (const auto& file : fs::directory_iterator(data())) {
    kept |= file.path().filename().string().starts_with("screen.key.damaged-");
  }
  EXPECT_TRUE(kept);
  std::string code = read_file(data() / "pairing-code", 100).value().substr(0, 9);
  const std::int64_t before = plays_counted();
  ASSERT_TRUE(eventually(20s, [&] {
    return s_->run({"--yes", "screen", "pair", code, "--name", "lobby", "--replace"}).exit_code == 0;
  })) << s_->log_of("bangtind");
  EXPECT_TRUE(eventually(30s, [&] { return plays_counted() > before; })) << s_->log_of("bangtin-player");
}

TEST_F(a_bad_disk, whose_lock_journal_and_other_files_are_folders_plays_and_counts) {
  EXPECT_EQ(s_->stop(s_->player()), 0);
  for (const char* name : {"lock", "journal.db", "last-time", "gstreamer-registry.bin", "notices.json"}) {
    fs::remove_all(data() / name);
    fs::create_directory(data() / name);
  }
  const std::int64_t before = plays_counted();
  s_->start_player();
  EXPECT_TRUE(eventually(30s, [&] { return plays_counted() > before; })) << s_->log_of("bangtin-player");
}

}  // namespace
}  // namespace bangtin::e2e
