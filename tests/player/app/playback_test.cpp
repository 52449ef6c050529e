// The display loop with all its threads: a real journal, real files, no daemon at the other end of the
// network, and a stage that plays in virtual time.
#include "player/app/playback.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <map>
#include <set>

#include "evidence/journal/journal.hpp"
#include "player/app/a_playback.hpp"

namespace bangtin::player::app {

using std::chrono::minutes;
namespace {

// A daemon, or somebody in its place, that knows no screen: it answers 401 to everything but the requests to
// be paired, which wait for ever.
class turning_away_daemon {
 public:
  turning_away_daemon() {
    listener_ = unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    bool bound = ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                 ::listen(listener_.get(), 16) == 0 &&
                 ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size) == 0;
    if (!bound) throw std::runtime_error("no listener");
    url = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) serve();
    });
  }
  std::string url;

 private:
  void serve() {
    pollfd ready{listener_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 50) <= 0) return;
    unique_fd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string heard;
    char piece[4096];
    // Enough of the request to tell what it asks; the rest is not read.
    for (ssize_t n = 1; n > 0 && heard.find("\r\n\r\n") == std::string::npos;) {
      n = ::read(peer.get(), piece, sizeof piece);
      if (n > 0) heard.append(piece, static_cast<std::size_t>(n));
    }
    bool pairing = heard.find(" /v1/pairing-requests") != std::string::npos;
    std::string body = pairing ? R"({"status":"waiting"})" : "{}";
    (void)write_all(peer.get(), "HTTP/1.1 " + std::string(pairing ? "202 A" : "401 U") +
                                    "\r\nConnection: close\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n\r\n" + body);
    ::shutdown(peer.get(), SHUT_WR);
    while (::read(peer.get(), piece, sizeof piece) > 0) {
    }
  }
  unique_fd listener_;
  std::jthread thread_;
};

TEST_F(a_playback, shows_its_logo_once_the_file_has_come_back) {
  playlists::programme::programme p = core::small_programme();
  p.media.push_back(core::media_named("other.png", playlists::programme::media_kind::image));
  p.screens[0].logo = "other.png";
  pair_and_publish(p);
  std::filesystem::path logo = sync::media_files::open(folder_.path())->file_of(sha256("other.png"));
  std::filesystem::rename(logo, folder_ / "elsewhere");
  stage_.closes_after = 5;
  auto screen = open();
  stage_.first_wait = [&] {
    ASSERT_FALSE(stage_.inner.overlays_given.empty());
    EXPECT_TRUE(stage_.inner.overlays_given.back().logo.empty());
    std::filesystem::rename(folder_ / "elsewhere", logo);
  };
  // The thread of the programmes looks for it when it fetches what is missing.
  stage_.stands_still = [&] { return stage_.inner.overlays_given.back().logo.empty(); };
  screen->run();
  EXPECT_EQ(stage_.inner.overlays_given.back().logo, logo);
}

TEST_F(a_playback, of_a_paired_screen_plays_without_a_network_and_leaves_whole_plays_in_the_journal) {
  pair_and_publish();
  stage_.closes_after = 20;
  open()->run();

  EXPECT_GE(stage_.inner.shown.size(), 20u);
  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  EXPECT_TRUE((*journal)->open_plays()->empty());
  std::map<std::int64_t, int> ends;
  std::set<std::string> media;
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    if (r.type == evidence::record_type::start) {
      ends[r.play->play] = 0;
      media.insert(r.play->media);
    }
    if (r.type == evidence::record_type::end) ++ends.at(r.play->play);
  }
  for (const auto& [play, count] : ends) EXPECT_EQ(count, 1) << "play " << play;
  EXPECT_EQ(media, (std::set<std::string>{"clip.mp4", "poster.png", "guide.pdf"}));
}

TEST_F(a_playback, plays_and_counts_a_whole_day_after_a_start_without_network_and_clock) {
  playlists::programme::programme p = core::small_programme();
  p.media[1].duration *= 4;
  p.playlists[0].items[1].duration = seconds(40);
  p.playlists[0].items[2].duration = seconds(20);
  pair_and_publish(p);
  // The machine starts in 1970; the last time that it knew was 06:45.
  const utc_ms woken = core::the_day + hours(6) + minutes(45);
  ASSERT_TRUE(
      write_file(folder_ / "last-time", std::to_string(woken.time_since_epoch().count()) + "\n", 0640));
  clock.begins = utc_ms{};
  clock.trust = clock_trust::unsynced;
  stage_.waits_for_journal = true;
  stage_.closes_at = hours(24);
  sync::screen_clock lifted_clock(clock, folder_.path(), boot);
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &lifted_clock, &stage_, {}, {}};
  s.time = &lifted_clock;
  playback::open(std::move(s)).value()->run();

  auto journal = evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby",
                                                  lifted_clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  std::map<utc_ms, evidence::play_outcome> ends;
  auto batch = (*journal)->next_batch(100'000);
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    EXPECT_NE(r.type, evidence::record_type::gap) << line;
    if (r.type == evidence::record_type::end) {
      EXPECT_EQ(r.clock, clock_trust::unsynced);
      ends[r.play->planned_start] = r.end->outcome;
    }
  }
  std::map<utc_ms, evidence::play_outcome> planned;
  for (const playlists::schedule::slot& slot :
       playlists::schedule::timeline(p, p.screens[0], playlists::schedule::day_of(p, woken))) {
    if (slot.campaign >= 0 && slot.page <= 1) planned[slot.from] = evidence::play_outcome::complete;
  }
  EXPECT_GT(planned.size(), 500u);
  EXPECT_EQ(ends, planned);
}

// The machine woke in 1970 and has no other time than the approval's.
TEST_F(a_playback, plays_from_the_approval_on_when_its_clock_starts_in_1970) {
  playlists::programme::programme p = core::small_programme();
  p.issued = core::the_day + hours(9);
  pair_and_publish(p);
  clock.begins = utc_ms{};
  clock.trust = clock_trust::unsynced;
  stage_.waits_for_journal = true;
  stage_.closes_after = 10;
  sync::screen_clock lifted(clock, folder_.path(), boot);
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &lifted, &stage_, {}, {}};
  s.time = &lifted;
  playback::open(std::move(s)).value()->run();

  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", lifted.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  int complete = 0;
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    EXPECT_EQ(r.clock, clock_trust::unsynced) << line;
    EXPECT_GE(r.utc, p.issued) << line;
    complete += r.end && r.end->outcome == evidence::play_outcome::complete ? 1 : 0;
  }
  EXPECT_GE(complete, 5);
}

TEST_F(a_playback, shows_nothing_of_a_programme_that_it_has_outlived) {
  playlists::programme::programme p = core::small_programme();
  pair_and_publish(p);
  sync::time_files remembered(folder_.path());
  ASSERT_TRUE(
      remembered.keep(core::counted_time{playlists::text::programme_digest(p), p.expires - p.issued}));
  stage_.closes_at = minutes(10);
  sync::screen_clock held_back(clock, folder_.path(), boot);
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &held_back, &stage_, {}, {}};
  s.time = &held_back;
  playback::open(std::move(s)).value()->run();
  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    EXPECT_NE(evidence::from_line(line)->type, evidence::record_type::start) << line;
  }
  EXPECT_FALSE(stage_.inner.shown.empty()) << "the slate is shown";
}

// Nobody can see anything from the first moment on.
class stage_without_display final : public stage_of_threads {
 public:
  using stage_of_threads::stage_of_threads;
  bool has_display() const override { return false; }
  std::vector<player::stage::stage_event> wait(player::stage::mono_ms until, int wake_fd) override {
    std::vector<player::stage::stage_event> told = stage_of_threads::wait(until, wake_fd);
    for (player::stage::stage_event& e : told) {
      auto* output = std::get_if<player::stage::output_state>(&e);
      if (output != nullptr) *output = {.connected = false, .no_display = true};
    }
    return told;
  }
};

TEST_F(a_playback, without_a_display_records_only_that_and_what_was_missed) {
  pair_and_publish();
  stage_without_display nothing(clock);
  nothing.closes_at = minutes(10);
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &clock, &nothing, {}, {}};
  s.output_assumed = true;
  playback::open(std::move(s)).value()->run();

  EXPECT_TRUE(std::all_of(nothing.inner.calls.begin(), nothing.inner.calls.end(), [](const auto& call) {
    return call.what != fakes::fake_stage::call::verb::prepare || call.id == 1;
  })) << "nothing but black, when it stops";
  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  std::vector<std::string> recorded;
  std::int64_t lost = 0;
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    recorded.push_back(std::string(evidence::to_string(r.type)) + " " + r.reason);
    lost += r.lost;
  }
  EXPECT_EQ(recorded, (std::vector<std::string>{"GENESIS ", "BOOT output-assumed", "GAP no-display"}));
  EXPECT_GE(lost, 30) << "three plays in 55 s";
}

// Whatever a daemon says about a screen's standing, it changes nothing but the panel.
TEST_F(a_playback, of_a_screen_that_is_turned_away_goes_on_beside_a_code) {
  pair_and_publish();
  std::string identity = read_file(folder_ / "identity.json", 10'000).value();
  turning_away_daemon daemon;
  server = daemon.url;
  auto panel = [&] {
    return stage_.inner.overlays_given.empty() ? player::stage::pairing_panel{}
                                               : stage_.inner.overlays_given.back().pairing;
  };
  std::size_t before = 0;
  stage_.stands_still = [&] {
    before = panel().code.empty() ? stage_.inner.shown.size() : before;
    return panel().code.empty();
  };
  stage_.closes_after = 20;
  open()->run();
  EXPECT_EQ(panel().code + "\n", read_file(folder_ / "pairing-code", 100).value());
  EXPECT_GE(stage_.inner.shown.size(), before + 10);
  for (const auto& s : stage_.inner.shown) {
    EXPECT_FALSE(std::holds_alternative<player::stage::text_card>(s.what)) << "cue " << s.id;
  }
  EXPECT_EQ(read_file(folder_ / "identity.json", 10'000).value(), identity);
}

TEST_F(a_playback, of_a_screen_that_nobody_has_paired_shows_its_code_until_another_thread_stops_it) {
  std::jthread stopper;
  auto loop = open();
  stage_.first_wait = [&] { stopper = std::jthread([&] { loop->stop(); }); };
  loop->run();
  stopper.join();
  std::string code = read_file(folder_ / "pairing-code", 100).value().substr(0, 9);
  ASSERT_FALSE(stage_.inner.calls.empty());
  EXPECT_EQ(code.size(), 9u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "journal.db"));
}

}  // namespace
}  // namespace bangtin::player::app
