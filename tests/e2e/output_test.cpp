// The real player on an output that changes, and without any: what viewers see, what staff are told, and what
// counts.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/chrono.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <thread>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"
#include "evidence/record.hpp"
#include "player/stage/painting.hpp"
#include "support/screen_modes.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;
using evidence::record;
using evidence::record_type;

constexpr const char* programme = R"(
timezone = "{zone}"
slate = "slate.png"
[[screen]]
name = "lobby"
[[playlist]]
name = "all"
items = [ {{ media = "quarters.png", duration = "{}" }} ]
[[campaign]]
name = "all"
playlist = "all"
screens = ["all"]
fit = "cover"
)";

// Red, green, blue and white quarters, in the order of reading; and a grey slate.
void write_media(const std::filesystem::path& folder, const char* duration = "1500ms") {
  using player::stage::image;
  image quarters({1280, 720});
  image grey({1280, 720});
  for (int y = 0; y < 720; ++y) {
    for (int x = 0; x < 1280; ++x) {
      auto at = static_cast<std::size_t>(y * 1280 + x) * 4;
      bool right = x >= 640;
      bool below = y >= 360;
      quarters.pixels[at] = below ? 255 : 0;
      quarters.pixels[at + 1] = right ? 255 : 0;
      quarters.pixels[at + 2] = below == right ? 255 : 0;
      for (std::size_t c = 0; c < 3; ++c) grey.pixels[at + c] = 128;
    }
  }
  ASSERT_TRUE(player::stage::write_png(quarters, folder / "quarters.png"));
  ASSERT_TRUE(player::stage::write_png(grey, folder / "slate.png"));
  ASSERT_TRUE(
      write_file(folder / "programme.toml", fmt::format(programme, duration, fmt::arg("zone", noon_zone()))));
}

// The colours just inside the corners, in the order of reading, as letters.
std::string corners(const fakes::pixels& p) {
  std::string letters;
  for (auto [x, y] : {std::pair{4, 4}, {p.width - 5, 4}, {4, p.height - 5}, {p.width - 5, p.height - 5}}) {
    const std::uint8_t* c = &p.bgrx[(static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) +
                                     static_cast<std::size_t>(x)) *
                                    4];
    auto is = [&](int b, int g, int r) {
      return std::abs(c[0] - b) < 20 && std::abs(c[1] - g) < 20 && std::abs(c[2] - r) < 20;
    };
    letters += is(0, 0, 255)       ? 'r'
               : is(0, 255, 0)     ? 'g'
               : is(255, 0, 0)     ? 'b'
               : is(255, 255, 255) ? 'w'
                                   : '?';
  }
  return letters;
}

std::vector<record> records_of(site& s) {
  std::vector<record> all;
  SQLite::Database db((s.daemon_data() / "ledger.sqlite").string(), SQLite::OPEN_READONLY);
  SQLite::Statement row(db, "SELECT line FROM records ORDER BY log, seq");
  while (row.executeStep()) all.push_back(evidence::from_line(row.getColumn(0).getString()).value());
  return all;
}
std::vector<record> of_type(const std::vector<record>& all, record_type type) {
  std::vector<record> some;
  for (const record& r : all) {
    if (r.type == type) some.push_back(r);
  }
  return some;
}

// The plays that have ended, whether or not they count; and those that do.
struct ended_plays {
  std::int64_t all = 0, counted = 0;
};
ended_plays count(site& s) {
  json::value rows = parse_json(s.run_ok({"--json", "plays", "count", "--month", this_month()})).value();
  ended_plays sum;
  for (const json::value& row : rows.as_array()) {
    sum.counted += row.at("plays").as_int64();
    for (const char* column : {"plays", "partial", "failed"}) sum.all += row.at(column).as_int64();
  }
  return sum;
}

// A text of the screen's row in `status`; empty where it has none.
std::string in_status(site& s, std::string_view column) {
  json::value rows = parse_json(s.run_ok({"--json", "status"})).value();
  const json::array& all = rows.as_array();
  const json::value* text = all.empty() ? nullptr : all[0].as_object().if_contains(column);
  return text != nullptr && text->is_string() ? std::string(text->as_string()) : "";
}
std::string now_playing(site& s) {
  return in_status(s, "now_playing");
}

// What a service manager hears of a program.
class notify_socket {
 public:
  explicit notify_socket(const std::filesystem::path& path)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("no socket for notices to the service manager");
    }
  }
  bool heard(const std::string& word) {
    char text[256];
    for (ssize_t n; (n = ::recv(fd_.get(), text, sizeof text, 0)) > 0;) {
      said_ += std::string(text, static_cast<std::size_t>(n)) + "\n";
    }
    return said_.find(word) != std::string::npos;
  }
  void forget() { said_.clear(); }

 private:
  unique_fd fd_;
  std::string said_;
};

child_process start_xvfb(const std::string& display, const std::vector<std::string>& more = {}) {
  process_setup server;
  server.argv = {"/usr/bin/Xvfb", display, "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"};
  server.argv.insert(server.argv.end(), more.begin(), more.end());
  server.environment = {"PATH=/usr/bin:/bin"};
  return start_process(server).value();
}

class output : public testing::Test {
 protected:
  void SetUp() override {
    if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  }
};

TEST_F(output, a_resolution_that_changes_is_filled_and_every_play_goes_on) {
  for (const char* rotate : {"0", "90"}) {
    SCOPED_TRACE(rotate);
    virtual_screen screen;
    fakes::screen_modes modes(screen.display());
    modes.set(1280, 720);
    site s(screen);
    write_media(s.folder(), "4s");  // composing a picture for another size takes a moment
    s.start_daemon();
    s.start_player({"--rotate", rotate});
    s.go_on_air(s.folder() / "programme.toml");
    std::string upright = rotate == std::string("0") ? "rgbw" : "brwg";
    ASSERT_TRUE(eventually(40s, [&] { return corners(modes.look()) == upright; }))
        << s.log_of("bangtin-player");
    for (auto [width, height] : {std::pair{800, 600}, {1920, 1080}, {640, 1000}, {1024, 768}}) {
      modes.set(width, height);
      EXPECT_TRUE(eventually(30s, [&] { return corners(modes.look()) == upright; }))
          << width << "x" << height;
    }
    for (auto [width, height] : {std::pair{1280, 720}, {800, 600}, {1920, 1080}}) modes.set(width, height);
    EXPECT_TRUE(eventually(30s, [&] { return corners(modes.look()) == upright; })) << "several in a row";
    modes.off();
    EXPECT_TRUE(eventually(30s, [&] {
      return s.run_ok({"--json", "status"}).find("\"output\":\"disconnected\"") != std::string::npos;
    }));
    modes.set(1280, 1024);
    EXPECT_TRUE(eventually(30s, [&] { return corners(modes.look()) == upright; })) << "switched on again";
    std::int64_t counted = count(s).counted;
    EXPECT_TRUE(eventually(60s, [&] { return count(s).counted >= counted + 2; }));
    EXPECT_TRUE(s.player().running());
    EXPECT_EQ(s.stop(s.player()), 0);
    s.stop(s.daemon());

    std::vector<record> ends = of_type(records_of(s), record_type::end);
    ASSERT_GT(ends.size(), 3U);
    std::size_t off = 0;
    for (std::size_t i = 1; i < ends.size(); ++i) {  // the first is joined
      if (ends[i].end->reason == "stopped") continue;
      EXPECT_EQ(ends[i].end->outcome, evidence::play_outcome::complete) << i << ": " << ends[i].end->reason;
    }
    for (const record& end : ends) off += end.end->output == "disconnected" ? 1 : 0;
    EXPECT_GT(off, 0U) << "what was played to nobody says so";
  }
}

// A display that is not there yet: nobody uses such a number.
TEST_F(output, without_a_display_it_is_paired_and_ready_and_takes_the_display_that_comes) {
  std::string display;
  {
    virtual_screen before;
    display = before.display();
  }
  site s(display);
  write_media(s.folder());
  notify_socket systemd(s.folder() / "notify");
  s.start_daemon();
  s.set_variable("NOTIFY_SOCKET", (s.folder() / "notify").string());
  s.start_player();
  EXPECT_TRUE(eventually(20s, [&] { return systemd.heard("READY=1"); })) << s.log_of("bangtin-player");
  s.set_variable("NOTIFY_SOCKET", {});
  s.go_on_air(s.folder() / "programme.toml");
  ASSERT_TRUE(eventually(30s, [&] { return now_playing(s) == "no-display"; })) << s.log_of("bangtin-player");
  EXPECT_NE(s.run_ok({"status"}).find("no display"), std::string::npos);
  EXPECT_TRUE(eventually(20s, [&] {
    return s.run_ok({"--json", "status"}).find("\"programme_version\":1") != std::string::npos;
  })) << "the programme is taken without a display";
  systemd.forget();
  EXPECT_TRUE(eventually(20s, [&] { return systemd.heard("WATCHDOG=1"); }));
  // Time passes in which plays are planned.
  utc_ms begun = system_clock_source().now().utc;
  EXPECT_TRUE(eventually(20s, [&] { return system_clock_source().now().utc > begun + 4s; }));

  utc_ms came = system_clock_source().now().utc;
  child_process x = start_xvfb(display);
  std::optional<fakes::screen_modes> modes;
  auto connected = [&] {
    try {
      modes.emplace(display);
    } catch (const std::runtime_error&) {
    }
    return modes.has_value();
  };
  ASSERT_TRUE(eventually(20s, connected));
  EXPECT_TRUE(eventually(30s, [&] { return corners(modes->look()) == "rgbw"; }))
      << s.log_of("bangtin-player");
  EXPECT_TRUE(eventually(30s, [&] { return now_playing(s) == "quarters.png"; }));
  EXPECT_TRUE(eventually(60s, [&] { return count(s).counted >= 2; }));

  // The server goes while a picture is on show, and comes back.
  pid_t player = s.player().pid();
  modes.reset();  // Xlib ends a program whose server goes
  x.kill();
  EXPECT_TRUE(eventually(30s, [&] { return now_playing(s) == "no-display"; })) << s.log_of("bangtin-player");
  EXPECT_TRUE(s.player().running());
  EXPECT_EQ(s.player().pid(), player);
  x = start_xvfb(display);
  ASSERT_TRUE(eventually(20s, connected));
  EXPECT_TRUE(eventually(30s, [&] { return corners(modes->look()) == "rgbw"; }))
      << s.log_of("bangtin-player");
  EXPECT_EQ(s.stop(s.player()), 0);
  modes.reset();
  x.kill();
  s.stop(s.daemon());

  std::vector<record> all = records_of(s);
  for (const record& r : of_type(all, record_type::start)) EXPECT_GE(r.utc, came);
  std::int64_t lost = 0;
  for (const record& r : of_type(all, record_type::gap)) lost += r.reason == "no-display" ? r.lost : 0;
  EXPECT_GE(lost, 2) << "4 s of items of 1.5 s";
}

// An X server that does not say what is plugged in.
TEST_F(output, what_nobody_can_know_counts_only_where_a_technician_vouches_for_it) {
  std::string display;
  {
    virtual_screen before;
    display = before.display();
  }
  child_process x = start_xvfb(display, {"-extension", "RANDR"});
  site s(display);
  write_media(s.folder());
  s.start_daemon();
  s.start_player();
  s.go_on_air(s.folder() / "programme.toml");
  EXPECT_TRUE(eventually(60s, [&] { return count(s).all >= 3; })) << s.log_of("bangtin-player");
  EXPECT_EQ(count(s).counted, 0);
  EXPECT_NE(s.run_ok({"status"}).find("nobody can tell whether a display is connected"), std::string::npos);
  EXPECT_EQ(s.stop(s.player()), 0);

  ASSERT_TRUE(write_file(s.folder() / "player.toml", "output = \"assumed\"\n"));
  s.start_player({"--config", (s.folder() / "player.toml").string()});
  EXPECT_TRUE(eventually(60s, [&] { return count(s).counted >= 2; })) << s.log_of("bangtin-player");
  EXPECT_TRUE(
      eventually(30s, [&] { return s.run_ok({"status"}).find("nobody can tell") == std::string::npos; }));
  EXPECT_EQ(s.stop(s.player()), 0);
  s.stop(s.daemon());
  std::vector<std::string> boots;
  for (const record& r : of_type(records_of(s), record_type::boot)) boots.push_back(r.reason);
  EXPECT_EQ(boots, (std::vector<std::string>{"start", "output-assumed"}));
}

TEST_F(output, what_draws_into_memory_is_used_only_by_name_and_never_counts) {
  const struct {
    const char* name;
    std::optional<std::string> driver;
    std::string plays;
  } cases[] = {{"SDL's own choice", {}, "no-display"},
               {"an empty choice", "", "no-display"},
               {"a card that is not there", "kmsdrm", "no-display"},
               {"offscreen", "offscreen", "quarters.png"},
               {"dummy", "dummy", "quarters.png"}};
  site s(std::string{});
  write_media(s.folder());
  s.set_variable("DISPLAY", {});
  s.start_daemon();
  bool paired = false;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    s.set_variable("SDL_VIDEODRIVER", c.driver);
    std::string said_before = paired ? in_status(s, "last_seen") : "";  // by the player of the case before
    s.start_player();
    if (!std::exchange(paired, true)) s.go_on_air(s.folder() / "programme.toml");
    std::int64_t before = count(s).all;
    EXPECT_TRUE(eventually(30s, [&] {
      return in_status(s, "last_seen") != said_before && now_playing(s) == c.plays;
    })) << s.log_of("bangtin-player");
    if (c.plays != "no-display") {
      EXPECT_TRUE(eventually(30s, [&] { return count(s).all > before + 2; }));
    }
    EXPECT_EQ(s.stop(s.player()), 0);
    if (c.plays == "no-display") {
      EXPECT_EQ(count(s).all, before) << "no play was claimed";
    }
  }
  EXPECT_EQ(count(s).counted, 0);
  s.stop(s.daemon());
  for (const record& r : of_type(records_of(s), record_type::end)) {
    EXPECT_NE(r.end->output, "connected");
  }
}

}  // namespace
}  // namespace bangtin::e2e
