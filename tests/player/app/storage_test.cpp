// A disk that refuses, and files that are damaged: the screen plays what it has, or shows its card, and never
// ends. Whether its plays count is stated for each row.
#include <sched.h>
#include <sys/mount.h>

#include <fstream>
#include <functional>
#include <ostream>

#include "evidence/journal/journal.hpp"
#include "player/app/a_playback.hpp"
#include "player/sync/data_folder.hpp"

namespace bangtin::player::app {
namespace {

namespace fs = std::filesystem;

enum class damage { missing, empty, garbage, a_folder, unreadable };
enum class outcome {
  counts,     // plays, and the plays are recorded
  plays,      // plays, and nothing is recorded
  asks,       // plays, nothing is recorded, and a pairing code is offered
  shows_card  // has nothing to play
};

struct row {
  const char* file;
  damage what;
  outcome right;
};
std::ostream& operator<<(std::ostream& o, const row& r) {
  static constexpr const char* names[] = {"missing", "empty", "garbage", "a folder", "unreadable"};
  return o << r.file << " is " << names[static_cast<int>(r.what)];
}

class a_damaged_folder : public a_playback {
 protected:
  void SetUp() override {
    pair_and_publish();
    ASSERT_TRUE(write_file(folder_ / "screen.key", site.screen.pem(), 0600));
    run(3);  // an ordinary run first, so that all files are there
    stage_.inner.shown.clear();
  }

  // What main does, until `pictures` were on show.
  void run(std::size_t pictures) {
    auto folder = sync::hold_data_folder(folder_.path(), core::the_day);
    ASSERT_TRUE(folder) << describe(folder.error());
    sync::screen_key key = sync::find_screen_key(folder_.path(), core::the_day);
    playback_setup s{folder_.path(), nowhere, boot, key.key, &clock, &stage_, {}, {}};
    s.storage_problem = folder->problem;
    s.key_problem = key.problem;
    stage_.waits_for_journal = true;
    stage_.closes_after = pictures;
    playback::open(std::move(s)).value()->run();
  }

  void damage_file(const fs::path& file, damage what) {
    fs::remove_all(file);
    switch (what) {
      case damage::missing:
        return;
      case damage::empty:
      case damage::garbage:
        ASSERT_TRUE(write_file(file, what == damage::empty ? "" : std::string(3'000, '\x8f'), 0600));
        return;
      case damage::a_folder:
        fs::create_directories(file / "full");
        return;
      case damage::unreadable:  // not even root can follow it
        fs::create_symlink(file.filename(), file);
        return;
    }
  }

  bool played() const {
    return std::any_of(stage_.inner.shown.begin(), stage_.inner.shown.end(), [](const auto& s) {
      return std::holds_alternative<player::stage::picture_file>(s.what);
    });
  }
  std::vector<evidence::record> in_journal() {
    auto journal =
        evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
    if (!journal) return {};
    auto batch = (*journal)->next_batch(2'000);
    std::vector<evidence::record> records;
    if (!batch || !*batch) return records;
    for (const std::string& line : (*batch)->lines) records.push_back(evidence::from_line(line).value());
    return records;
  }
  std::size_t ends_in_journal() {
    std::size_t ends = 0;
    for (const evidence::record& r : in_journal()) ends += r.type == evidence::record_type::end ? 1 : 0;
    return ends;
  }
};

class a_player : public a_damaged_folder, public ::testing::WithParamInterface<row> {};

TEST_P(a_player, never_ends_because_of_its_files) {
  const row& r = GetParam();
  std::size_t before = r.file == std::string("journal.db") ? 0 : ends_in_journal();
  damage_file(folder_ / r.file, r.what);
  run(r.right == outcome::shows_card ? 1 : 6);
  ASSERT_FALSE(stage_.inner.shown.empty());
  EXPECT_EQ(played(), r.right != outcome::shows_card);
  EXPECT_EQ(fs::exists(folder_ / "pairing-code"),
            r.right == outcome::asks || std::string(r.file) == "identity.json");
  if (r.right != outcome::counts) return;
  EXPECT_GT(ends_in_journal(), before);
}

constexpr damage all[] = {damage::missing, damage::empty, damage::garbage, damage::a_folder,
                          damage::unreadable};

std::vector<row> rows() {
  using enum outcome;
  std::vector<row> every;
  for (damage d : all) {
    every.push_back({"lock", d, counts});
    every.push_back({"screen.key", d, asks});
    every.push_back({"token", d, counts});  // identity.json has the token since a player that pairs again
    every.push_back({"identity.json", d, shows_card});
    every.push_back({"programme.json", d, shows_card});
    every.push_back({"next.json", d, counts});
    every.push_back({"notices.json", d, counts});
    every.push_back({"last-time", d, counts});
    every.push_back({"gstreamer-registry.bin", d, counts});
    every.push_back({"journal.db", d, d == damage::unreadable ? plays : counts});
    every.push_back({"journal.db.receipt", d, counts});
    every.push_back({"notices", d, counts});
    every.push_back({"media", d, shows_card});
  }
  return every;
}

// ---- a disk that refuses writes

// A small disk on DATA, in a mount namespace of this process.
class a_disk : public a_damaged_folder {
 protected:
  void SetUp() override {
    static const bool own_mounts =
        ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    if (!own_mounts || ::mount("none", data(), "tmpfs", 0, "size=4m") != 0) {
      GTEST_SKIP() << "only root may mount a disk";
    }
    mounted_ = true;
    a_damaged_folder::SetUp();
  }
  void TearDown() override {
    make_writable();
    if (mounted_) ::umount2(data(), MNT_DETACH);
  }

  // A second mount above the first, because a file that is open for writing keeps its mount writable.
  void make_read_only() {
    ASSERT_EQ(::mount(data(), data(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount("none", data(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
    read_only_ = true;
  }
  void fill() {
    std::ofstream all(folder_ / "ballast", std::ios::binary);
    std::string page(4096, 'x');
    while (all.write(page.data(), static_cast<std::streamsize>(page.size())) && all.flush()) {
    }
  }
  void make_writable() {
    if (std::exchange(read_only_, false)) ::umount2(data(), MNT_DETACH);
    fs::remove(folder_ / "ballast");
  }

  // Plays while the disk refuses writes, from the start or from the second picture on; lets it accept them
  // after the eighth picture; and plays on.
  void plays_through(const std::function<void()>& refuse, bool from_the_start) {
    std::size_t before = ends_in_journal();
    if (from_the_start) refuse();
    bool refuses = from_the_start;
    bool healed = false;
    fs::file_time_type written{};
    stage_.stands_still = [&] {
      std::size_t shown = stage_.inner.shown.size();
      if (shown >= 2 && !std::exchange(refuses, true)) refuse();
      if (shown < 8) return false;
      if (!std::exchange(healed, true)) {
        written = fs::last_write_time(folder_ / "journal.db");
        make_writable();
      }
      // A journal that could not be opened is tried again every two seconds.
      return from_the_start && fs::last_write_time(folder_ / "journal.db") == written;
    };
    run(16);
    EXPECT_TRUE(played());
    std::int64_t lost = 0;
    for (const evidence::record& r : in_journal()) lost += r.lost;
    EXPECT_GE(lost, from_the_start ? 3 : 0);
    EXPECT_LE(lost, 9);
    EXPECT_GT(ends_in_journal(), before);
  }

 private:
  const char* data() const { return folder_.path().c_str(); }
  bool mounted_ = false, read_only_ = false;
};

TEST_F(a_disk, that_is_read_only_plays_what_is_there_and_nothing_is_recorded) {
  std::size_t before = ends_in_journal();
  make_read_only();
  run(6);
  EXPECT_TRUE(played());
  make_writable();
  EXPECT_EQ(ends_in_journal(), before);
}

TEST_F(a_disk, that_is_read_only_lets_no_second_player_in) {
  fs::remove(folder_ / "lock");
  make_read_only();
  auto first = sync::hold_data_folder(folder_.path(), core::the_day);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->problem);
  auto second = sync::hold_data_folder(folder_.path(), core::the_day);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::conflict);
}

TEST_F(a_disk, that_is_read_only_shows_the_card_of_a_screen_that_was_never_set_up) {
  for (const auto& file : fs::directory_iterator(folder_.path())) fs::remove_all(file);
  make_read_only();
  run(1);
  ASSERT_FALSE(stage_.inner.shown.empty());
  EXPECT_FALSE(played());
}

// The plays meanwhile are in a GAP, and those after it are recorded, without a new start.
TEST_F(a_disk, that_becomes_writable_is_used_again) {
  plays_through([this] { make_read_only(); }, true);
}
TEST_F(a_disk, that_becomes_read_only_while_playing_and_writable_again_is_used_again) {
  // The journal's file is open already, and stays writable through its descriptor.
  plays_through([this] { make_read_only(); }, false);
}
TEST_F(a_disk, that_is_full_for_a_while_is_used_again) {
  plays_through([this] { fill(); }, true);
}
TEST_F(a_disk, that_fills_up_while_playing_is_used_again_when_there_is_room) {
  plays_through([this] { fill(); }, false);
}

INSTANTIATE_TEST_SUITE_P(files, a_player, ::testing::ValuesIn(rows()));

}  // namespace
}  // namespace bangtin::player::app
