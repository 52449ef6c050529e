#include "media/store.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "media/folder.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using testing::different_bytes;
using testing::get;
using testing::put;
using testing::temporary_folder;

// Bytes that differ everywhere, so that a misplaced piece is detected.
store opened(const temporary_folder& f) {
  return store::open(f / "store").value();
}

// Uploads from the store's offset, in pieces of `piece` bytes, up to `until`.
void send(store& s, const digest& d, std::string_view content, std::size_t piece, std::size_t until) {
  auto u = s.resume(d, s.arrived(d)).value();
  while (static_cast<std::size_t>(u.offset()) < until) {
    auto at = static_cast<std::size_t>(u.offset());
    u.write(as_bytes(content.substr(at, std::min(piece, until - at)))).value();
  }
  u.pause().value();
}

bool folder_is_empty(const fs::path& p) {
  return fs::directory_iterator(p) == fs::directory_iterator();
}

TEST(store_upload, is_invisible_until_it_is_whole) {
  temporary_folder f;
  store s = opened(f);
  std::string content = different_bytes(100'000);
  digest d = sha256(content);
  send(s, d, content, 7'000, content.size());
  EXPECT_FALSE(s.has(d));
  EXPECT_EQ(s.size_of(d).error().code, errc::not_found);
  EXPECT_EQ(s.open_object(d).error().code, errc::not_found);
  EXPECT_EQ(s.arrived(d), 100'000);
  ASSERT_TRUE(s.resume(d, 100'000).value().finish());
  EXPECT_TRUE(s.has(d));
  EXPECT_EQ(s.size_of(d).value(), 100'000);
  EXPECT_EQ(get(s.path_of(d)), content);
  EXPECT_TRUE(s.verify(d).value());
  EXPECT_TRUE(folder_is_empty(f / "store/incoming"));
  EXPECT_EQ(s.resume(d, 100'000).error().code, errc::conflict) << "it is complete";
}

// The daemon died between the last byte and the rename, or before the last byte.
TEST(store_upload, of_which_all_had_arrived_before_a_restart_is_finished_without_another_byte) {
  temporary_folder f;
  std::string content = different_bytes(100'000);
  digest d = sha256(content);
  std::string other = different_bytes(50'000) + "x";
  {
    store s = opened(f);
    send(s, d, content, 30'000, content.size());
    send(s, sha256(other), other, 30'000, other.size() - 1);
    EXPECT_FALSE(s.has(d));
  }
  store s = opened(f);
  EXPECT_FALSE(s.has(d));
  EXPECT_TRUE(s.resume(d, 100'000).value().finish());
  EXPECT_TRUE(s.verify(d).value());
  EXPECT_FALSE(s.has(sha256(other)));
  EXPECT_EQ(s.arrived(sha256(other)), static_cast<std::int64_t>(other.size() - 1));
}

TEST(store_upload, of_an_empty_file_is_a_file) {
  temporary_folder f;
  store s = opened(f);
  digest d = sha256("");
  EXPECT_FALSE(s.has(d));
  ASSERT_TRUE(s.resume(d, 0).value().finish());
  EXPECT_EQ(s.size_of(d).value(), 0);
}

TEST(store_upload, of_other_bytes_than_announced_is_refused_and_deleted) {
  struct {
    const char* situation;
    std::string arrives;
  } const cases[] = {{"one bit differs", "the filf"},
                     {"one byte short", "the fil"},
                     {"one byte more", "the file!"},
                     {"nothing", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.situation);
    temporary_folder f;
    store s = opened(f);
    digest d = sha256("the file");
    auto u = s.resume(d, 0).value();
    u.write(as_bytes(c.arrives)).value();
    auto done = u.finish();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, errc::verification);
    EXPECT_FALSE(done.error().remedy.empty());
    EXPECT_FALSE(s.has(d));
    EXPECT_EQ(s.arrived(d), 0);
    EXPECT_TRUE(folder_is_empty(f / "store/incoming"));
  }
}

TEST(store_upload, bytes_damaged_between_two_tries_are_found) {
  temporary_folder f;
  store s = opened(f);
  std::string content = different_bytes(50'000);
  digest d = sha256(content);
  send(s, d, content, 10'000, 30'000);
  fs::path part = fs::directory_iterator(f / "store/incoming")->path();
  std::string wrong = get(part);
  wrong[17] = static_cast<char>(wrong[17] ^ 1);
  put(part, wrong);
  auto u = s.resume(d, 30'000).value();
  u.write(as_bytes(std::string_view(content).substr(30'000))).value();
  EXPECT_EQ(u.finish().error().code, errc::verification);
  EXPECT_FALSE(s.has(d));
}

TEST(store_upload, goes_on_only_where_it_is) {
  temporary_folder f;
  store s = opened(f);
  std::string content = different_bytes(1000);
  digest d = sha256(content);
  send(s, d, content, 100, 400);
  for (std::int64_t wrong : {0, 399, 401, 1000}) {
    auto u = s.resume(d, wrong);
    ASSERT_FALSE(u) << wrong;
    EXPECT_EQ(u.error().code, errc::conflict);
    EXPECT_NE(describe(u.error()).find("400"), std::string::npos) << "it says where to go on";
  }
  EXPECT_EQ(s.arrived(d), 400);
}

TEST(store_upload, two_at_once_of_the_same_file_do_not_mix) {
  temporary_folder f;
  store s = opened(f);
  store other = opened(f);
  digest d = sha256("the file");
  {
    auto first = s.resume(d, 0).value();
    EXPECT_EQ(s.resume(d, 0).error().code, errc::conflict);
    EXPECT_EQ(other.resume(d, 0).error().code, errc::conflict);
    first.write(as_bytes("the ")).value();
  }
  auto second = other.resume(d, 4).value();
  second.write(as_bytes("file")).value();
  EXPECT_TRUE(second.finish());
  EXPECT_EQ(get(s.path_of(d)), "the file");
}

// A child writes, reports its progress, and is killed without warning; the next child continues.
RC_GTEST_PROP(store_upload, survives_kill_at_any_moment, ()) {
  temporary_folder f;
  store s = opened(f);
  const std::string content = different_bytes(400'000);
  const digest d = sha256(content);
  const auto kills = *rc::gen::inRange(1, 5);
  for (int k = 0; k < kills && !s.has(d); ++k) {
    const auto least = *rc::gen::inRange<std::int64_t>(0, 100'000);
    const auto piece = *rc::gen::inRange<std::size_t>(1'000, 30'000);
    std::int64_t begin = s.arrived(d);
    int ends[2];
    RC_ASSERT(::pipe(ends) == 0);
    pid_t child = ::fork();
    if (child == 0) {
      auto u = s.resume(d, begin);
      if (!u) ::_exit(1);
      while (static_cast<std::size_t>(u->offset()) < content.size()) {
        std::int64_t at = u->offset();
        if (!u->write(as_bytes(std::string_view(content).substr(static_cast<std::size_t>(at), piece))))
          ::_exit(1);
        at = u->offset();
        if (::write(ends[1], &at, sizeof at) < 0) ::_exit(1);
      }
      ::_exit(u->finish() ? 0 : 1);
    }
    ::close(ends[1]);
    std::int64_t at = 0;
    while (at < begin + least && ::read(ends[0], &at, sizeof at) == sizeof at) continue;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    RC_ASSERT(s.arrived(d) >= at);
    RC_ASSERT(!s.has(d) || get(s.path_of(d)) == content);
  }
  if (!s.has(d)) {
    send(s, d, content, 65'536, content.size());
    RC_ASSERT(s.resume(d, s.arrived(d)).value().finish().has_value());
  }
  RC_ASSERT(get(s.path_of(d)) == content);
}

TEST(store_upload, that_finds_no_room_loses_nothing_of_what_arrived) {
  temporary_folder f;
  store s = opened(f);
  std::string content = different_bytes(64 * 1024);
  digest d = sha256(content);
  // A file size limit simulates a full disk. It applies to a whole process, so a child sets it.
  pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit small{40'000, 40'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) ::_exit(2);
    auto u = s.resume(d, 0).value();
    u.write(as_bytes(std::string_view(content).substr(0, 30'000))).value();
    bool refused = !u.write(as_bytes(std::string_view(content).substr(30'000)));
    ::_exit(refused && u.offset() == 30'000 ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(s.arrived(d), 30'000) << "not the part that was written before the disk was full";
  send(s, d, content, 8'000, content.size());
  EXPECT_TRUE(s.resume(d, s.arrived(d)).value().finish());
}

TEST(store_verify, sets_a_damaged_object_aside) {
  temporary_folder f;
  store s = opened(f);
  put(f / "made", "the file");
  digest d = s.adopt(f / "made").value();
  EXPECT_TRUE(s.verify(d).value());
  fs::permissions(s.path_of(d), fs::perms::owner_all);
  put(s.path_of(d), "the fi1e");
  EXPECT_FALSE(s.verify(d).value());
  EXPECT_FALSE(s.has(d));
  EXPECT_EQ(s.verify(d).error().code, errc::not_found);
  // The file can be stored again.
  put(f / "made", "the file");
  EXPECT_EQ(s.adopt(f / "made").value(), d);
  EXPECT_TRUE(s.verify(d).value());
}

TEST(store_adopt, moves_the_file_in) {
  temporary_folder f;
  store s = opened(f);
  for (int twice = 0; twice < 2; ++twice) {
    put(f / "made", "the file");
    digest d = s.adopt(f / "made").value();
    EXPECT_EQ(d, sha256("the file"));
    EXPECT_EQ(get(s.path_of(d)), "the file");
    EXPECT_FALSE(fs::exists(f / "made"));
  }
}

TEST(store_adopt, copies_from_another_disk) {
  if (::access("/dev/shm", W_OK) != 0) GTEST_SKIP() << "no second file system here";
  temporary_folder f;
  store s = opened(f);
  fs::path made = "/dev/shm/bangtin-media-test-" + std::to_string(::getpid());
  std::string content = different_bytes(700'000);
  put(made, content);
  auto d = s.adopt(made);
  bool gone = !fs::exists(made);
  fs::remove(made);
  ASSERT_TRUE(d) << describe(d.error());
  EXPECT_TRUE(gone);
  EXPECT_EQ(get(s.path_of(*d)), content);
  EXPECT_TRUE(folder_is_empty(f / "store/incoming"));
}

TEST(store_adopt, takes_nothing_but_plain_files) {
  temporary_folder f;
  store s = opened(f);
  put(f / "target", "secret");
  fs::create_symlink(f / "target", f / "link");
  ASSERT_EQ(::mkfifo((f / "fifo").c_str(), 0600), 0);
  fs::create_directory(f / "folder");
  for (const char* name : {"link", "fifo", "folder", "absent"}) EXPECT_FALSE(s.adopt(f / name)) << name;
  EXPECT_EQ(get(f / "target"), "secret");
  EXPECT_FALSE(s.has(sha256("secret")));
}

TEST(store_remove, forgets_objects_and_uploads) {
  temporary_folder f;
  store s = opened(f);
  put(f / "made", "whole");
  digest whole = s.adopt(f / "made").value();
  digest part = sha256("part");
  send(s, part, "part", 2, 2);
  EXPECT_TRUE(s.remove(whole));
  EXPECT_TRUE(s.remove(part));
  EXPECT_TRUE(s.remove(part)) << "nothing to remove is no failure";
  EXPECT_FALSE(s.has(whole));
  EXPECT_EQ(s.arrived(part), 0);
}

TEST(store_sweep, deletes_what_nobody_touched_for_a_week) {
  temporary_folder f;
  store s = opened(f);
  digest old = sha256("old"), young = sha256("young"), busy = sha256("busy");
  send(s, old, "old", 2, 2);
  send(s, young, "young", 2, 2);
  auto writing = s.resume(busy, 0).value();
  writing.write(as_bytes("bu")).value();
  struct stat st {};
  ASSERT_EQ(::stat((f / "store/incoming" / (old.hex() + ".part")).c_str(), &st), 0);
  utc_ms touched{std::chrono::seconds(st.st_mtim.tv_sec)};
  EXPECT_EQ(s.sweep(touched + store::keep_leftovers).value(), 0) << "not before the time";

  timespec week_ago[2] = {st.st_mtim, st.st_mtim};
  for (timespec& t : week_ago) t.tv_sec -= 8 * 24 * 3600;
  for (const digest& d : {old, busy}) {
    ::utimensat(AT_FDCWD, (f / "store/incoming" / (d.hex() + ".part")).c_str(), week_ago, 0);
  }
  EXPECT_EQ(s.sweep(touched).value(), 1);
  EXPECT_EQ(s.arrived(old), 0);
  EXPECT_EQ(s.arrived(young), 2);
  EXPECT_EQ(s.arrived(busy), 2) << "it is being written";
}

TEST(store_sweep, leaves_objects_alone) {
  temporary_folder f;
  store s = opened(f);
  put(f / "made", "whole");
  digest d = s.adopt(f / "made").value();
  EXPECT_EQ(s.sweep(utc_ms(std::chrono::hours(24 * 365 * 300))).value(), 0);
  EXPECT_TRUE(s.has(d));
}

class in_each_layout : public ::testing::TestWithParam<store_layout> {
 protected:
  temporary_folder f;
  store s = store::open(f / "store", {GetParam()}).value();
};

TEST_P(in_each_layout, an_upload_goes_on_where_it_was_cut_and_damage_is_found) {
  digest d = sha256("the file");
  send(s, d, "the file", 3, 4);
  EXPECT_EQ(s.arrived(d), 4);
  auto u = s.resume(d, 4).value();
  u.write(as_bytes("file")).value();
  ASSERT_TRUE(u.finish());
  EXPECT_EQ(s.size_of(d).value(), 8);
  EXPECT_EQ(s.verify(d, [] { return true; }).error().code, errc::unreachable) << "stopped";
  EXPECT_TRUE(s.verify(d).value());
  put(s.path_of(d), "the filf");
  EXPECT_FALSE(s.verify(d).value());
  EXPECT_FALSE(s.has(d));
  EXPECT_EQ(s.verify(d).error().code, errc::not_found);
}

TEST_P(in_each_layout, only_what_is_wanted_is_kept) {
  digest whole = sha256("whole"), part = sha256("part");
  for (const char* name : {"whole", "other"}) {
    put(f / "made", name);
    ASSERT_TRUE(s.adopt(f / "made"));
  }
  send(s, part, "part", 2, 2);
  send(s, sha256("given up"), "given up", 2, 2);
  EXPECT_EQ(s.list().size(), 2u);
  s.keep_only({whole, part});
  EXPECT_TRUE(s.has(whole));
  EXPECT_EQ(s.list(), std::vector{whole});
  EXPECT_EQ(s.arrived(part), 2);
  EXPECT_FALSE(s.has(sha256("other")));
  EXPECT_EQ(s.arrived(sha256("given up")), 0);
}

TEST_P(in_each_layout, objects_are_never_swept) {
  put(f / "made", "whole");
  digest d = s.adopt(f / "made").value();
  send(s, sha256("part"), "part", 2, 2);
  EXPECT_EQ(s.sweep(utc_ms(std::chrono::hours(24 * 365 * 300))).value(), 1);
  EXPECT_TRUE(s.has(d));
}

INSTANTIATE_TEST_SUITE_P(store, in_each_layout, ::testing::Values(store_layout::sharded, store_layout::flat));

TEST(store_room, leaves_a_reserve_to_others) {
  temporary_folder f;
  constexpr std::uintmax_t all = std::uintmax_t{1} << 60;
  struct {
    store_setup setup;
    std::int64_t bytes;
    bool room;
  } const cases[] = {{{}, 1, true},
                     {{}, std::int64_t{1} << 60, false},
                     {{store_layout::flat, all, 100}, 1, false},
                     {{store_layout::flat, all, 0}, 1, true}};
  for (const auto& c : cases) {
    store s = store::open(f / "store", c.setup).value();
    result<void> room = s.has_room_for(c.bytes);
    EXPECT_EQ(room.has_value(), c.room) << c.setup.reserve_bytes << " " << c.bytes;
    if (!room) {
      EXPECT_EQ(room.error().code, errc::io);
    }
  }
}

}  // namespace
}  // namespace bangtin::media
