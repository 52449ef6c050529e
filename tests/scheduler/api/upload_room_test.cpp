// Which uploads may begin. The store is real, the disk's free space and the clock are the test's.
#include "scheduler/api/upload_room.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scheduler/site.hpp"
#include "support/temporary_folder.hpp"
#include "wire/admin/media_room.hpp"

namespace bangtin::scheduler::test {
namespace {

using api::upload_room;

class room_for_uploads : public ::testing::Test {
 protected:
  room_for_uploads() {
    clock_.ms = to_unix_ms(std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()));
  }
  upload_room room(std::uint64_t quota = 0) {
    return upload_room({store_, clock_, quota, [this] { return free_; }});
  }
  // What has arrived of an upload that nobody is sending; it was touched so long ago.
  digest part(const std::string& bytes, std::chrono::hours age) {
    const digest d = sha256(bytes + "more");
    EXPECT_TRUE(store_.resume(d, 0).value().write(as_bytes(bytes)));
    std::filesystem::last_write_time(folder_ / "store/incoming" / (d.hex() + ".part"),
                                     std::filesystem::file_time_type::clock::now() - age);
    return d;
  }

  fakes::temporary_folder folder_;
  media::store store_ = media::store::open(folder_ / "store").value();
  standing_clock clock_;
  std::optional<std::uint64_t> free_ = wire::admin::reserved_bytes + 1000;
  const digest a_ = sha256("a"), b_ = sha256("b");
};

TEST_F(room_for_uploads, counts_what_running_ones_will_still_fill) {
  upload_room r = room();
  auto a = r.take(a_, 600);
  ASSERT_TRUE(a);
  EXPECT_EQ(r.now().disk, 400U);
  EXPECT_EQ(r.take(b_, 401).error().code, errc::io);
  EXPECT_TRUE(r.take(b_, 400)) << "and it is given back at once";
  free_ = *free_ - 500;
  a->filled(500);
  EXPECT_EQ(r.now().disk, 400U) << "what has arrived is not counted twice";
  EXPECT_TRUE(r.take(a_, 100)) << "a second request for a running upload";
  *a = upload_room::place();
  EXPECT_EQ(r.now().disk, 500U);
}

TEST_F(room_for_uploads, counts_them_within_the_quota_too) {
  upload_room r = room(1000);
  auto a = r.take(a_, 700);
  ASSERT_TRUE(a);
  const error no = r.take(b_, 301).error();
  EXPECT_EQ(no.code, errc::limit);
  EXPECT_NE(describe(no).find("bangtin media sweep"), std::string::npos) << describe(no);
  EXPECT_EQ(r.now().quota, 300U);
  EXPECT_TRUE(r.take(b_, 300));
}

TEST_F(room_for_uploads, the_refusal_says_what_stays_reserved) {
  const error no = room().take(a_, 2'000'000).error();
  EXPECT_EQ(describe(no).substr(0, 94),
            "the daemon's disk has room for 1 KB, and 2 MB are to come; 256 MiB more stay reserved for the ")
      << describe(no);
}

TEST_F(room_for_uploads, a_disk_that_says_nothing_refuses_nothing) {
  free_ = std::nullopt;
  EXPECT_TRUE(room().take(a_, 1ULL << 50));
  EXPECT_EQ(room().now().disk, std::nullopt);
}

TEST_F(room_for_uploads, abandoned_uploads_make_room_and_others_stay) {
  using std::chrono::hours;
  const digest oldest = part(std::string(300, 'o'), hours(100)), old = part(std::string(300, 'p'), hours(30)),
               young = part(std::string(300, 'y'), hours(2));
  upload_room r = room(1000);
  EXPECT_TRUE(r.take(a_, 100)) << "there is room";
  EXPECT_EQ(store_.arriving().size(), 3U);
  EXPECT_TRUE(r.take(a_, 200)) << "there is after the oldest one is gone";
  EXPECT_EQ(store_.arrived(oldest), 0);
  EXPECT_EQ(store_.arrived(old), 300);
  EXPECT_FALSE(r.take(old, 701)) << "never what goes on now, and never a young one";
  EXPECT_EQ(store_.arrived(old), 300);
  EXPECT_EQ(store_.arrived(young), 300);
  EXPECT_FALSE(r.take(a_, 1001));
  EXPECT_EQ(store_.arrived(young), 300);
}

TEST_F(room_for_uploads, an_upload_that_is_being_sent_is_never_abandoned) {
  const digest d = sha256("being sent");
  auto sending = store_.resume(d, 0).value();
  ASSERT_TRUE(sending.write(as_bytes("being")));
  clock_.ms += 3'600'000'000;
  EXPECT_FALSE(room(10).take(a_, 10));
  EXPECT_EQ(store_.arrived(d), 5);
}

TEST_F(room_for_uploads, that_nobody_is_sending_counts_as_room) {
  part(std::string(300, 'p'), std::chrono::hours(1));
  EXPECT_EQ(room(1000).now().quota, 1000U) << "so that nobody is kept from going on with one";
}

// Whatever is taken, filled and given back: the places together never promise more than there is.
RC_GTEST_PROP(any_uploads, never_get_more_than_there_is, ()) {
  fakes::temporary_folder folder;
  media::store store = media::store::open(folder / "store").value();
  standing_clock clock;
  std::uint64_t free = wire::admin::reserved_bytes + 1000;
  upload_room room({store, clock, 0, [&]() -> std::optional<std::uint64_t> { return free; }});
  std::map<int, std::pair<upload_room::place, std::uint64_t>> taken;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 4), rc::gen::inRange(1, 700)));
  for (auto [what, who, bytes] : steps) {
    const auto n = static_cast<std::uint64_t>(bytes);
    if (what == 0 && !taken.contains(who)) {
      auto p = room.take(sha256(std::to_string(who)), n);
      if (p) taken.emplace(who, std::pair(std::move(*p), n));
    } else if (what == 1 && taken.contains(who)) {
      const std::uint64_t some = std::min(n, taken.at(who).second);
      taken.at(who).first.filled(some);
      taken.at(who).second -= some;
      free -= some;
    } else if (what == 2) {
      taken.erase(who);
    }
    std::uint64_t promised = 0;
    for (const auto& [id, place] : taken) promised += place.second;
    RC_ASSERT(promised + wire::admin::reserved_bytes <= free);
    RC_ASSERT(room.now().disk == free - wire::admin::reserved_bytes - promised);
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
