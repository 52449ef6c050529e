// Two players on one machine show the same frame at the same time, whatever happens to one of them: one is
// restarted every minute, and every two minutes a programme is approved. They have only the programme and the
// time of day in common. BANGTIN_SYNC_MINUTES says how long; when not given, two minutes of 30 s each.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <thread>

#include "base/files.hpp"
#include "e2e/site.hpp"
#include "player/stage/numbered.hpp"
#include "player/stage/virtual_screen.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;
using fakes::film;
using fakes::microseconds;
using fakes::screenshot;

constexpr player::stage::size_px screen_size{640, 360};
constexpr int frames_each = 120;
constexpr int items = 2;

// A second player of the site, with its own folder and screen.
class second_player {
 public:
  explicit second_player(const site& of) : address_(of.address()) {}
  void start() {
    unique_fd log(::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    process_setup setup;
    setup.descriptors = {{log.get(), 1}, {log.get(), 2}};
    setup.argv = {BANGTIN_BINARY_DIR "/bin/bangtin-player", "--data", data().string(), "--server",
                  "http://" + address_};
    setup.environment = {"PATH=/usr/bin:/bin",
                         "HOME=" + folder_.path().string(),
                         "LANG=C",
                         "DISPLAY=" + screen.display(),
                         "SDL_VIDEODRIVER=x11",
                         "SDL_AUDIODRIVER=dummy"};
    process = start_process(setup).value();
  }
  // The pairing code; empty until the player has one.
  std::string code() const {
    result<std::string> file = read_file(data() / "pairing-code", 100);
    return file ? file->substr(0, 9) : "";
  }

  fakes::temporary_folder pixels{fakes::in_memory()};
  bangtin::virtual_screen screen{"640x360x24", pixels.path()};
  child_process process;

 private:
  std::filesystem::path data() const { return folder_ / "data"; }

  fakes::temporary_folder folder_;
  std::string address_;
};

// The position of the picture in the loop of all items, in frames.
int position(const screenshot& s) {
  return (s.is.item - 1) * frames_each + s.is.frame;
}
int apart(int a, int b) {
  int d = std::abs(a - b);
  return std::min(d, items * frames_each - d);
}

// Compares what both players showed at the same instants. `compared` is the number of instants,
// `apart_by_one` of those one frame apart, `excused` of those further apart because the machine had no
// processor for the players. `faults` describes at most 20 others.
struct comparison {
  int compared = 0, apart_by_one = 0, excused = 0;
  std::vector<std::string> faults;
};
comparison compare(const film& a, const film& b, microseconds from) {
  comparison c;
  std::size_t at_b = 0;
  for (const screenshot& s : a.shots()) {
    if (s.what != screenshot::kind::numbered || s.first < from) continue;
    microseconds middle = s.first + (s.last - s.first) / 2;
    while (at_b + 1 < b.shots().size() && b.shots()[at_b + 1].first <= middle) ++at_b;
    const screenshot& other = b.shots()[at_b];
    if (other.what != screenshot::kind::numbered || other.first > middle) continue;
    ++c.compared;
    int d = apart(position(s), position(other));
    if (d == 1) ++c.apart_by_one;
    if (d <= 1) continue;
    // Each frame beyond the first is excused by 10 ms in which a program waited for a processor.
    if (a.held_up(s.first - 200ms, middle) >= (d - 1) * 10ms) {
      ++c.excused;
    } else if (c.faults.size() < 20) {
      c.faults.push_back(fmt::format("{} and {}, {} frames apart, held up for {} us", position(s),
                                     position(other), d, a.held_up(s.first - 200ms, middle).count()));
    }
  }
  return c;
}

// Both clips, in one order or the other.
std::string programme_toml(bool reversed) {
  return fmt::format(R"(
timezone = "Asia/Ho_Chi_Minh"
slate = "slate.png"
[[screen]]
name = "lobby"
[[screen]]
name = "market"
[[playlist]]
name = "all"
items = [ {{ media = "clip-{}.mp4" }}, {{ media = "clip-{}.mp4" }} ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)",
                     reversed ? 2 : 1, reversed ? 1 : 2);
}

bool is_twice_in(const std::string& text, const std::string& what) {
  std::size_t first = text.find(what);
  return first != std::string::npos && text.find(what, first + 1) != std::string::npos;
}
// Whether both screens show a clip of that version.
bool both_show(site& s, int version) {
  std::string status = s.run_ok({"--json", "status"});
  return is_twice_in(status, fmt::format("\"programme_version\":{},", version)) &&
         is_twice_in(status, "\"now_playing\":\"clip-");
}

class two_players : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
    screen_.emplace(screen_size.width, screen_size.height);
    site_.emplace(*screen_);
    for (int i = 1; i <= items; ++i) {
      std::filesystem::path clip = site_->folder() / fmt::format("clip-{}.mp4", i);
      if (player::stage::numbered_clip(clip, screen_size, i, frames_each).empty()) {
        GTEST_SKIP() << "GStreamer has no encoder for H.264 here";
      }
    }
    ASSERT_FALSE(player::stage::numbered_still(site_->folder() / "slate.png", screen_size, 60).empty());
    ASSERT_TRUE(write_file(site_->folder() / "programme.toml", programme_toml(false)));
    site_->start_daemon();
    site_->start_player();
    site_->go_on_air(site_->folder() / "programme.toml");
    other_.emplace(*site_);
    ASSERT_TRUE(other_->screen.there());
    other_->start();
    ASSERT_TRUE(eventually(20s, [&] { return !other_->code().empty(); }));
    ASSERT_TRUE(eventually(20s, [&] {
      return site_->run({"screen", "pair", other_->code(), "--name", "market"}).exit_code == 0;
    }));
    ASSERT_TRUE(eventually(60s, [&] { return both_show(*site_, version_); }))
        << site_->log_of("bangtin-player");
  }

  // Returns once both screens have changed over, each when its files and a boundary are there.
  void approve() {
    ASSERT_TRUE(write_file(site_->folder() / "programme.toml", programme_toml(++version_ % 2 == 0)));
    site_->run_ok({"--yes", "apply", (site_->folder() / "programme.toml").string()});
    site_->run_ok({"--yes", "approve"});
    ASSERT_TRUE(eventually(60s, [&] { return both_show(*site_, version_); })) << "no changeover";
  }
  void restart(bool the_other) {
    if (the_other) {
      EXPECT_EQ(site_->stop(other_->process), 0);
      other_->start();
    } else {
      EXPECT_EQ(site_->stop(site_->player()), 0);
      site_->start_player();
    }
  }
  // Films both for that long.
  comparison watch(microseconds length) {
    std::vector<pid_t> drawing{site_->player().pid(), other_->process.pid(), screen_->pid(),
                               other_->screen.server().pid()};
    film a(screen_->frame_buffer_file(), player::stage::read_number, {.drawing = drawing});
    film b(other_->pixels / "Xvfb_screen0", player::stage::read_number);
    microseconds begun = fakes::boot_time();
    // This is the length of the film, not a wait for something to happen.
    std::this_thread::sleep_for(length);
    a.stop();
    b.stop();
    return compare(a, b, begun);
  }

  std::optional<e2e::virtual_screen> screen_;
  std::optional<site> site_;
  std::optional<second_player> other_;
  int version_ = 1;
};

TEST_F(two_players, show_the_same_frame_through_restarts_and_approvals) {
  const char* given = std::getenv("BANGTIN_SYNC_MINUTES");
  const long minutes = given != nullptr ? std::max(1L, std::atol(given)) : 2;
  const microseconds a_minute = given != nullptr ? microseconds(60s) : microseconds(30s);
  comparison all;
  for (long minute = 0; minute < minutes; ++minute) {
    microseconds begun = fakes::boot_time();
    if (minute % 2 == 1) approve();
    restart(minute % 2 == 0);
    std::this_thread::sleep_for(2s);  // in which a restarted player need not be in step
    comparison c = watch(std::max(microseconds(20s), begun + a_minute - fakes::boot_time()));
    EXPECT_GT(c.compared, 100) << "hardly anything was seen of them in minute " << minute;
    for (const std::string& f : c.faults) ADD_FAILURE() << "minute " << minute << ": " << f;
    all.compared += c.compared;
    all.apart_by_one += c.apart_by_one;
    all.excused += c.excused;
  }
  std::cout << fmt::format("{} instants compared: {} a frame apart, {} further and excused\n", all.compared,
                           all.apart_by_one, all.excused);
}

}  // namespace
}  // namespace bangtin::e2e
