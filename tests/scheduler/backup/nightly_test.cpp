// The daemon's own backups of each night: whole, each media file once, and old ones go only when newer ones
// are there.
#include "scheduler/backup/nightly.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/archive/archive_reader.hpp"
#include "scheduler/backup/restored_site.hpp"
#include "support/no_room.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace fs = std::filesystem;

class nightly : public restored_site {
 protected:
  nightly() {
    nights_.folder = folder_ / "nights";
    fs::create_directory(nights_.folder);
    nights_.plan.daily = 2;
    nights_.plan.weekly = nights_.plan.monthly = 0;
  }
  backup::snapshot snapshot() {
    fetched f = fetch();
    auto fd = std::make_shared<unique_fd>(::memfd_create("ledger", MFD_CLOEXEC));
    EXPECT_TRUE(write_all(fd->get(), f.ledger));
    return {std::move(fd), f.head.facts};
  }
  result<void> write_night(int d, const backup::snapshot& from) {
    auto store = media::store::open(data() / "media");
    return backup::write_night(nights_, day(d), from, "data = \"/srv\"\n", *store, {});
  }
  static std::chrono::local_days day(int d) {
    return std::chrono::local_days(std::chrono::year(2026) / 11 / static_cast<unsigned>(d));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& e : fs::directory_iterator(nights_.folder)) all.push_back(e.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
  }

  backup::nightly_setup nights_;
};

TEST_F(nightly, each_is_whole_and_a_media_file_is_written_once) {
  make_site();
  ASSERT_TRUE(write_night(1, snapshot()));
  const std::string member = wire::admin::object_member(sha256("a picture"));
  const auto inode = [&] {
    struct stat s {};
    EXPECT_EQ(::stat((nights_.folder / member).c_str(), &s), 0);
    return s.st_ino;
  };
  const auto first = inode();
  publish(2);
  ASSERT_TRUE(write_night(2, snapshot()));
  EXPECT_EQ(inode(), first);
  stop();
  for (auto [night, version] : {std::pair{1, 1}, {2, 2}}) {
    app::restore_order o = order(folder_ / ("restored-" + std::to_string(night)));
    o.file = nights_.folder / backup::file_of(day(night));
    o.key = data() / "daemon.key";
    auto done = app::restore(o);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(done->missing, 0);
    EXPECT_EQ(done->configuration, o.data / "restored-bangtind.toml");
    EXPECT_TRUE(fs::exists(o.data / member));
    setup_.data = o.data;
    start();
    EXPECT_EQ(parsed(admin("GET", "/v1/site")).at("programme_version"), version);
    stop();
  }
}

TEST_F(nightly, old_ones_go_with_the_media_files_that_only_they_name) {
  make_site();
  const auto extra = store("another picture");
  ASSERT_TRUE(write_night(1, snapshot()));
  ASSERT_TRUE(write_night(2, snapshot()));
  EXPECT_TRUE(fs::exists(nights_.folder / wire::admin::object_member(extra.sha256)));
  fs::remove(data() / wire::admin::object_member(extra.sha256));
  ASSERT_TRUE(write_night(3, snapshot()));
  EXPECT_EQ(names(), (std::vector<std::string>{"bangtin-2026-11-02.tar", "bangtin-2026-11-03.tar", "media"}));
  EXPECT_TRUE(fs::exists(nights_.folder / wire::admin::object_member(extra.sha256)));
  ASSERT_TRUE(write_night(4, snapshot()));
  EXPECT_FALSE(fs::exists(nights_.folder / wire::admin::object_member(extra.sha256)));
  EXPECT_TRUE(fs::exists(nights_.folder / wire::admin::object_member(sha256("a picture"))));
}

TEST_F(nightly, one_that_fails_takes_none_away) {
  make_site();
  ASSERT_TRUE(write_night(1, snapshot()));
  ASSERT_TRUE(write_night(2, snapshot()));
  const backup::snapshot third = snapshot();
  const auto before = files_in(nights_.folder);
  result<void> done;
  {
    fakes::no_room full;
    done = write_night(3, third);
  }
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::io);
  EXPECT_EQ(files_in(nights_.folder), before);
  std::stop_source stop;
  stop.request_stop();
  auto store = media::store::open(data() / "media");
  EXPECT_FALSE(backup::write_night(nights_, day(3), third, "", *store, stop.get_token()));
  EXPECT_EQ(files_in(nights_.folder), before);
}

TEST_F(nightly, a_damaged_copy_of_a_media_file_is_found_within_thirty_nights) {
  make_site();
  ASSERT_TRUE(write_night(1, snapshot()));
  const fs::path copy = nights_.folder / wire::admin::object_member(sha256("a picture"));
  ASSERT_TRUE(write_file(copy, "a pictvre"));
  const backup::snapshot from = snapshot();
  for (int d = 2; d <= 30; ++d) ASSERT_TRUE(write_night(d, from));
  nights_.plan.daily = 3;
  auto store = media::store::open(data() / "media");
  const auto last = std::chrono::local_days(std::chrono::year(2026) / 12 / 1);
  ASSERT_TRUE(backup::write_night(nights_, last, from, "", *store, {}));
  EXPECT_EQ(read_file(copy, 100).value(), "a picture");
}

TEST_F(nightly, a_folder_that_is_not_there_is_an_error) {
  nights_.folder = folder_ / "not-mounted";
  EXPECT_EQ(backup::nights_in(nights_.folder).error().code, errc::not_found);
}

// Asks the daemon until it says so.
TEST_F(nightly, the_daemon_makes_them_and_says_when_it_cannot) {
  make_site();
  stop();
  setup_.nightly = nights_;
  setup_.nightly_look_every = milliseconds(20);
  start();
  auto until = [&](const std::string& text) {
    for (int tries = 0; tries < 1000; ++tries) {
      const std::string said = admin("GET", "/v1/site").body + admin("GET", "/metrics").body;
      if (said.find(text) != std::string::npos) return true;
      ::usleep(10'000);
    }
    return false;
  };
  EXPECT_TRUE(until("bangtin_backup_newest_seconds 1791590400"));
  EXPECT_TRUE(until("bangtin_backup_ok 1"));
  EXPECT_EQ(names(), (std::vector<std::string>{"bangtin-2026-10-10.tar", "media"}));
  fs::rename(nights_.folder, folder_ / "unplugged");
  clock_.ms += 24 * 3600 * 1000;
  EXPECT_TRUE(until("bangtin_backup_ok 0"));
  EXPECT_TRUE(until("the nightly backup failed"));
  fs::rename(folder_ / "unplugged", nights_.folder);
  EXPECT_TRUE(until("bangtin_backup_ok 1"));
  EXPECT_EQ(names().at(1), "bangtin-2026-10-11.tar");
}

}  // namespace
}  // namespace bangtin::scheduler::test
