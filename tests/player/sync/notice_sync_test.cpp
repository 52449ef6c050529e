// Notices on their way to the conductor, and answers on their way back, with a daemon that lies, repeats
// itself and becomes unreachable.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "media/screenshot.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/outbox.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
namespace {

const utc_ms noon = core::the_day + hours(12);

class notices_heard : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  a_site site;
  media_files programme_files = media_files::open(folder_.path()).value();
  media_files own_files = media_files::open(folder_ / "notices").value();
  daemon_in_memory daemon;
  time_reading now{noon, milliseconds(1'000'000), clock_trust::synced};

  notice_sync line() { return notice_sync(folder_.path(), site.as("lobby"), programme_files, own_files); }
  wire::notice flood(std::int64_t number, const std::string& id) const {
    wire::notice n;
    n.number = number;
    n.id = id;
    n.issued = noon - minutes(1);
    n.expires = noon + hours(1);
    n.screens = {"all"};
    n.text = "Cảnh báo lũ";
    return n;
  }
  wire::notice stop(std::int64_t number, const std::string& of) const {
    wire::notice n = flood(number, "0000ffff");
    n.text.clear();
    n.stops = {of};
    return n;
  }
  wire::signed_notice sign(const wire::notice& n, const secret_key& by) const {
    return wire::sign_notice(n, by, site.sign(core::small_programme()).approver);
  }
  wire::signed_notice sign(const wire::notice& n) const { return sign(n, site.approver); }
  void says(std::vector<wire::signed_notice> notices, std::int64_t screenshot = 0) {
    daemon.calls_to_make.push_back({std::move(notices), screenshot});
  }
  std::vector<std::string> ids(const notice_sync& l) const {
    std::vector<std::string> all;
    for (const core::active_notice& n : l.active(now)) all.push_back(n.id);
    return all;
  }
};

TEST_F(notices_heard, hold_until_they_are_stopped_or_over) {
  notice_sync l = line();
  says({sign(flood(10, "0000aaaa")), sign(flood(11, "0000bbbb"))});
  EXPECT_TRUE(l.round(daemon, now, seconds(0))->changed);
  EXPECT_THAT(ids(l), testing::ElementsAre("0000aaaa", "0000bbbb"));
  says({sign(stop(12, "0000aaaa"))});
  EXPECT_TRUE(l.round(daemon, now, seconds(0))->changed);
  EXPECT_THAT(ids(l), testing::ElementsAre("0000bbbb"));
  EXPECT_THAT(daemon.asked_after, testing::ElementsAre(0, 11));
  now.utc += hours(1);
  EXPECT_TRUE(ids(l).empty());
}

TEST_F(notices_heard, are_remembered_through_a_power_cut_and_so_is_what_was_stopped) {
  {
    notice_sync l = line();
    says({sign(flood(10, "0000aaaa")), sign(flood(11, "0000bbbb")), sign(stop(12, "0000aaaa"))});
    ASSERT_TRUE(l.round(daemon, now, seconds(0))->changed);
    ASSERT_TRUE(l.keep(now));
  }
  notice_sync l = line();
  EXPECT_EQ(l.begin(now).size(), 1u);
  EXPECT_THAT(ids(l), testing::ElementsAre("0000bbbb"));
  // The daemon repeats a notice that was stopped.
  says({sign(flood(10, "0000aaaa"))});
  auto heard = l.round(daemon, now, seconds(0));
  EXPECT_FALSE(heard->changed);
  EXPECT_THAT(ids(l), testing::ElementsAre("0000bbbb"));
  EXPECT_THAT(daemon.asked_after, testing::ElementsAre(0, 12));
}

TEST_F(notices_heard, are_refused_and_told_once_when_they_do_not_hold) {
  wire::notice elsewhere = flood(13, "0000cccc");
  elsewhere.screens = {"market"};
  wire::notice over = flood(14, "0000dddd");
  over.expires = noon;
  wire::signed_notice altered = sign(flood(15, "0000eeee"));
  altered.bytes.replace(altered.bytes.find("Cảnh"), 1, "D");
  for (const wire::signed_notice& bad :
       {sign(flood(10, "0000aaaa"), site.daemon), sign(elsewhere), sign(over), altered}) {
    notice_sync l = line();
    for (int i = 0; i < 2; ++i) {
      says({bad});
      auto heard = l.round(daemon, now, seconds(0));
      ASSERT_TRUE(heard);
      EXPECT_FALSE(heard->changed);
      EXPECT_EQ(heard->refused.size(), i == 0 ? 1u : 0u);
    }
    EXPECT_TRUE(ids(l).empty());
  }
}

TEST_F(notices_heard, refused_by_a_wrong_clock_are_looked_at_again_when_it_is_right) {
  notice_sync l = line();
  time_reading ahead = now;
  ahead.utc += hours(48);
  says({sign(flood(10, "0000aaaa"))});
  EXPECT_FALSE(l.round(daemon, ahead, seconds(0))->changed);
  EXPECT_FALSE(l.round(daemon, ahead, seconds(0))->changed);
  EXPECT_EQ(daemon.asked_after.back(), 10) << "not without pause";
  now.mono += minutes(2);
  says({sign(flood(10, "0000aaaa"))});
  EXPECT_TRUE(l.round(daemon, now, seconds(0))->changed);
  EXPECT_EQ(daemon.asked_after.back(), 0);
}

TEST_F(notices_heard, that_are_damaged_on_the_disk_are_not_shown) {
  {
    notice_sync l = line();
    says({sign(flood(10, "0000aaaa"))});
    ASSERT_TRUE(l.round(daemon, now, seconds(0)));
    ASSERT_TRUE(l.keep(now));
  }
  std::string good = read_file(folder_ / "notices.json", 100'000).value();
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] ^= 4;
    ASSERT_TRUE(write_file(folder_ / "notices.json", bad));
    notice_sync l = line();
    for (const core::active_notice& n : l.begin(now)) EXPECT_EQ(n.text, "Cảnh báo lũ") << i;
  }
}

TEST_F(notices_heard, keep_their_file_when_the_programme_lets_go_of_it) {
  daemon.files[sha256("poster.png")] = "poster.png";
  ASSERT_TRUE(programme_files.fetch(core::file_named("poster.png"),
                                    [&](const digest& file, std::int64_t from, const byte_sink& sink) {
                                      return daemon.fetch(file, from, sink);
                                    }));
  wire::notice n = flood(10, "0000aaaa");
  n.media = wire::notice_media{"poster.png", false, {}, core::file_named("poster.png")};
  notice_sync l = line();
  says({sign(n)});
  ASSERT_TRUE(l.round(daemon, now, seconds(0)));
  ASSERT_TRUE(l.keep(now));
  programme_files.keep_only({});
  EXPECT_TRUE(own_files.is_there(core::file_named("poster.png")));
  now.utc += hours(2);
  ASSERT_TRUE(l.keep(now));
  EXPECT_FALSE(own_files.is_there(core::file_named("poster.png")));
}

TEST_F(notices_heard, bring_wishes_for_screenshots_once) {
  notice_sync l = line();
  says({}, 5);
  says({}, 5);
  says({}, 6);
  std::vector<std::int64_t> wishes;
  for (int i = 0; i < 3; ++i) wishes.push_back(l.round(daemon, now, seconds(0))->screenshot_request);
  EXPECT_THAT(wishes, testing::ElementsAre(5, 0, 6));
}

class answers : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  daemon_in_memory daemon;
  int arrived = 0;
  media_files files = media_files::open(folder_.path()).value();
  outbox line{"lobby", files, [this] { ++arrived; }};
  static bool calm() { return false; }
};

TEST_F(answers, wait_for_the_daemon_and_go_in_order) {
  daemon.reachable = false;
  line.add(wire::acknowledgement{"0000aaaa", noon, {}, {}});
  line.add(wire::acknowledgement{"0000aaaa", {}, noon, {}});
  EXPECT_FALSE(line.work(daemon, calm));
  daemon.reachable = true;
  EXPECT_TRUE(line.work(daemon, calm));
  ASSERT_EQ(daemon.acknowledged.size(), 2u);
  EXPECT_TRUE(daemon.acknowledged[0].shown);
  EXPECT_TRUE(daemon.acknowledged[1].ended);
  EXPECT_TRUE(line.empty());
}

TEST_F(answers, send_the_newest_screenshot_as_a_small_jpeg) {
  for (std::int64_t request_number : {1, 2}) {
    stage::image picture({64, 36});
    for (std::size_t i = 0; i < picture.pixels.size(); i += 4) picture.pixels[i + 2] = 200;
    line.add(screenshot_taken{std::move(picture), request_number});
  }
  ASSERT_TRUE(line.work(daemon, calm));
  ASSERT_EQ(daemon.shots.size(), 1u);
  EXPECT_EQ(daemon.shots[0].first, 2);
  auto seen = media::read_screenshot(daemon.shots[0].second);
  ASSERT_TRUE(seen) << describe(seen.error());
  EXPECT_EQ(seen->width, 64);
  EXPECT_EQ(seen->height, 36);
  EXPECT_NEAR(static_cast<unsigned char>(seen->rgb[0]), 200, 8) << "red stays red";
  EXPECT_NEAR(static_cast<unsigned char>(seen->rgb[2]), 0, 8);
}

TEST_F(answers, fetch_a_notices_file_and_stand_aside_for_what_is_new) {
  daemon.files[sha256("other.png")] = "other.png";
  line.add(file_wanted{core::file_named("other.png")});
  line.add(file_wanted{core::file_named("other.png")});
  EXPECT_TRUE(line.work(daemon, [] { return true; }));
  EXPECT_EQ(arrived, 0);
  EXPECT_TRUE(line.work(daemon, calm));
  EXPECT_EQ(arrived, 1);
  EXPECT_TRUE(line.empty());
  line.add(file_wanted{core::file_named("never there")});
  EXPECT_TRUE(line.work(daemon, calm));
  EXPECT_EQ(arrived, 1);
  EXPECT_TRUE(line.empty()) << "what the daemon does not have is let go of";
}

TEST_F(answers, fetch_the_next_file_though_one_crawls) {
  const error too_slow{errc::limit, msg("too slow"), msg("look")};
  daemon.on_fetch = [&](const digest& d, std::int64_t from, const byte_sink& sink) -> result<void> {
    std::string name = core::names_of_files().at(d);
    bool crawls = name == "clip.mp4";
    sink(name.substr(static_cast<std::size_t>(from), crawls ? 1 : std::string::npos));
    return crawls && from + 1 < static_cast<std::int64_t>(name.size()) ? result<void>(too_slow)
                                                                       : result<void>();
  };
  line.add(file_wanted{core::file_named("clip.mp4")});
  line.add(file_wanted{core::file_named("poster.png")});
  EXPECT_FALSE(line.work(daemon, calm));
  EXPECT_FALSE(line.work(daemon, calm));
  EXPECT_TRUE(files.is_there(core::file_named("poster.png")));
  for (int tries = 0; tries < 8 && !line.work(daemon, calm); ++tries) {
  }
  EXPECT_TRUE(files.is_there(core::file_named("clip.mp4")));
}

}  // namespace
}  // namespace bangtin::player::sync
