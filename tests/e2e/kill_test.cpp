// Power cuts: the test kills player and daemon at random moments while the demonstration's media play.
// Afterwards an independent audit (evidence_book.hpp) reads the ledger.
#include <fmt/chrono.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/evidence_book.hpp"
#include "e2e/site.hpp"
#include "support/environment.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;

const char* const short_items = R"(
timezone = "{zone}"
slate = "{0}/ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [
  {{ media = "{0}/ap-phich-2-phong-chong-lua-dao.jpg", duration = "{1}ms" }},
  {{ media = "{0}/clip-1-loi-ich-15s-1080p.mp4", duration = "{2}ms" }},
  {{ media = "{0}/huong-dan-1-dang-ky-vneid-muc-2.pdf", duration = "{3}ms" }},
  {{ media = "{0}/clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", duration = "{4}ms" }},
  {{ media = "{0}/ap-phich-4-chinh-sach-moi.png", duration = "{5}ms" }},
]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
)";

// How long the process's thread that waited longest has waited for a processor. 0 if the kernel does not say
// (proc(5), schedstat).
std::chrono::nanoseconds held_up(const std::filesystem::path& process) {
  std::int64_t most = 0;
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator(process / "task", gone)) {
    std::ifstream file(thread.path() / "schedstat");
    std::int64_t ran = 0, waited = 0;
    if (file >> ran >> waited) most = std::max(most, waited);
  }
  return std::chrono::nanoseconds(most);
}

// The player's wait plus that of its child that waited longest, because a decoder must decode before the
// player can show anything.
std::chrono::nanoseconds picture_held_up(pid_t player) {
  const std::filesystem::path self = std::filesystem::path("/proc") / std::to_string(player);
  std::chrono::nanoseconds decoder{};
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator(self / "task", gone)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;)
      decoder = std::max(decoder, held_up(std::filesystem::path("/proc") / std::to_string(child)));
  }
  return held_up(self) + decoder;
}

// True if the screen shows something within `limit`, not counting the time in which the machine had no
// processor for it.
bool picture_within(std::chrono::milliseconds limit, const virtual_screen& screen, pid_t player) {
  const auto begun = std::chrono::steady_clock::now();
  if (!eventually(10 * limit, [&] { return !is_black(screen.look()); })) return false;
  return std::chrono::steady_clock::now() - begun - picture_held_up(player) <= limit;
}

TEST(power_cuts, lose_no_acknowledged_play_and_count_none_twice) {
  if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  // BANGTIN_KILLS sets the number of cuts, BANGTIN_SEED repeats a run, and BANGTIN_LONGER=n makes the items
  // and the time between cuts n times as long. BANGTIN_PICTURE_MS is the limit for the first picture.
  const std::int64_t kills = fakes::number_from("BANGTIN_KILLS", 40);
  const std::int64_t seed =
      fakes::number_from("BANGTIN_SEED", static_cast<std::int64_t>(std::random_device{}()));
  // Sanitized programs and their decoders start more slowly; the promise is about the real ones.
  const std::int64_t longer = fakes::number_from("BANGTIN_LONGER", 1);
  const auto limit = std::chrono::milliseconds(fakes::number_from("BANGTIN_PICTURE_MS", 3000));
  std::cout << "seed " << seed << ", " << kills << " cuts\n";
  std::mt19937_64 chance(static_cast<std::uint64_t>(seed));
  auto upto = [&](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(chance); };

  virtual_screen screen;
  site s(screen);
  std::filesystem::path file = s.folder() / "programme.toml";
  const std::string demo = std::string(BANGTIN_SOURCE_DIR) + "/demo";
  ASSERT_TRUE(
      write_file(file, fmt::format(fmt::runtime(short_items), demo, 400 * longer, 700 * longer, 200 * longer,
                                   500 * longer, 300 * longer, fmt::arg("zone", noon_zone()))));
  s.start_daemon();
  s.start_player();
  s.go_on_air(file);
  ASSERT_TRUE(eventually(30s, [&] {
    return s.run_ok({"--json", "status"}).find("\"now_playing\":\"" + demo) != std::string::npos;
  })) << s.log_of("bangtin-player");

  int late = 0;
  for (std::int64_t i = 0; i < kills; ++i) {
    // A random moment for the cut, not a wait for something to happen.
    std::this_thread::sleep_for(std::chrono::milliseconds(upto(1500 * longer)));
    bool player = upto(9) < 6;
    bool daemon = !player || upto(9) < 2;
    if (player) s.player().kill();
    if (daemon) s.daemon().kill();
    if (player) s.player().wait();
    if (daemon) s.daemon().wait();
    if (player) {
      ASSERT_TRUE(eventually(5s, [&] { return is_black(screen.look()); }))
          << "the window outlived its program";
      s.start_player();
      if (!picture_within(limit, screen, s.player().pid())) ++late;
      ASSERT_TRUE(s.player().running()) << s.log_of("bangtin-player");
    }
    if (daemon) s.start_daemon();
  }
  EXPECT_EQ(late, 0) << "the screen showed no picture within " << limit.count() << " ms after so many cuts";

  // Nearly all unsent records arrive, then both programs stop cleanly.
  EXPECT_TRUE(eventually(60s, [&] {
    json::value all = parse_json(s.run_ok({"--json", "screen", "list"})).value();
    return all.as_array().at(0).at("unsent_records").as_int64() < 50;
  }));
  EXPECT_EQ(s.stop(s.player()), 0) << s.log_of("bangtin-player");
  json::value rows =
      parse_json(s.run_ok({"--json", "plays", "count", "--month", this_month(), "--by", "media"})).value();
  EXPECT_EQ(s.stop(s.daemon()), 0);

  book b = read_book(s.daemon_data() / "ledger.sqlite");
  EXPECT_EQ(b.faults, std::vector<std::string>{});
  std::int64_t counted = 0;
  for (const json::value& row : rows.as_array()) {
    counted += row.at("plays").as_int64();
    EXPECT_EQ(b.plays[std::string(row.at("media").as_string())], row.at("plays").as_int64())
        << row.at("media").as_string();
  }
  EXPECT_EQ(counted, b.total_plays());
  EXPECT_GT(counted, kills / 4) << "hardly anything was played; the test says little";
  std::cout << b.records << " records, " << b.receipts << " receipts, " << counted << " plays\n";
}

}  // namespace
}  // namespace bangtin::e2e
