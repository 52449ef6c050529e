// Two players on one machine show the same frame at the same time. Each has its own screen; they have only
// the programme and the time of day in common. The test films both for 15 s; BANGTIN_SYNC_SECONDS=3600 makes
// it an hour.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
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

// A player with its own folder and screen, and without a daemon.
struct lone_player {
  fakes::temporary_folder folder;
  fakes::temporary_folder pixels{fakes::in_memory()};
  bangtin::virtual_screen screen{"640x360x24", pixels.path()};
  child_process process;

  void start(const std::filesystem::path& data_of_another) {
    std::filesystem::copy(data_of_another, folder / "data", std::filesystem::copy_options::recursive);
    std::filesystem::remove(folder / "data/lock");
    process_setup setup;
    setup.argv = {BANGTIN_BINARY_DIR "/bin/bangtin-player", "--data", (folder / "data").string(), "--server",
                  "http://127.0.0.1:9"};
    setup.environment = {
        "PATH=/usr/bin:/bin",  "HOME=" + folder.path().string(), "LANG=C", "DISPLAY=" + screen.display(),
        "SDL_VIDEODRIVER=x11", "SDL_AUDIODRIVER=dummy"};
    process = start_process(setup).value();
  }
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

TEST(two_players, show_the_same_frame_at_the_same_time) {
  if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  const char* seconds = std::getenv("BANGTIN_SYNC_SECONDS");
  const auto length = std::chrono::seconds(seconds != nullptr ? std::atoll(seconds) : 15);
  lone_player first, second;
  ASSERT_TRUE(first.screen.there() && second.screen.there());

  {
    virtual_screen screen(screen_size.width, screen_size.height);
    site s(screen);
    for (int i = 1; i <= items; ++i) {
      std::filesystem::path clip = s.folder() / fmt::format("clip-{}.mp4", i);
      if (player::stage::numbered_clip(clip, screen_size, i, frames_each).empty()) {
        GTEST_SKIP() << "GStreamer has no encoder for H.264 here";
      }
    }
    ASSERT_FALSE(player::stage::numbered_still(s.folder() / "slate.png", screen_size, 60).empty());
    std::string words = R"(
timezone = "Asia/Ho_Chi_Minh"
slate = "slate.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [ { media = "clip-1.mp4" }, { media = "clip-2.mp4" } ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)";
    ASSERT_TRUE(write_file(s.folder() / "programme.toml", words));
    s.start_daemon();
    s.start_player();
    s.go_on_air(s.folder() / "programme.toml");
    ASSERT_TRUE(eventually(40s, [&] {
      return s.run_ok({"--json", "status"}).find("\"now_playing\":\"clip-") != std::string::npos;
    })) << s.log_of("bangtin-player");
    s.stop(s.player());
    first.start(s.player_data());
    second.start(s.player_data());
  }

  std::vector<pid_t> drawing{first.process.pid(), second.process.pid(), first.screen.server().pid(),
                             second.screen.server().pid()};
  film a(first.pixels / "Xvfb_screen0", player::stage::read_number, {.drawing = drawing});
  film b(second.pixels / "Xvfb_screen0", player::stage::read_number);
  microseconds begun = fakes::boot_time();
  // This is the length of the film, not a wait for something to happen.
  std::this_thread::sleep_for(length + 3s);
  a.stop();
  b.stop();
  EXPECT_TRUE(first.process.running() && second.process.running());
  comparison c = compare(a, b, begun + 3s);
  for (const std::string& f : c.faults) ADD_FAILURE() << f;
  std::cout << fmt::format("{} instants compared: {} a frame apart, {} further and excused\n", c.compared,
                           c.apart_by_one, c.excused);
  EXPECT_GT(c.compared, length / 1s) << "hardly anything was seen of them";
}

}  // namespace
}  // namespace bangtin::e2e
