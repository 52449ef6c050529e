// Tests how the kernel's files are read to find out about the screen, and which CEC messages a television
// gets.
#include "player/stage/displays.hpp"

#include <gtest/gtest.h>
#include <linux/cec.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "base/files.hpp"
#include "fake_display.hpp"
#include "player/stage/cec.hpp"
#include "player/stage/display_thread.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::stage {
namespace {

struct fake_connector {
  const char* name;
  const char* status;
  const char* dpms = "On";
  const char* enabled = "enabled";
};

void write_connectors(const std::filesystem::path& folder, const std::vector<fake_connector>& all) {
  for (const fake_connector& c : all) {
    std::filesystem::create_directories(folder / c.name);
    if (*c.status != 0) std::ofstream(folder / c.name / "status") << c.status << "\n";
    if (*c.dpms != 0) std::ofstream(folder / c.name / "dpms") << c.dpms << "\n";
    if (*c.enabled != 0) std::ofstream(folder / c.name / "enabled") << c.enabled << "\n";
  }
}

// The kernel's files say what can be known; nothing else is taken for connected.
TEST(connectors, say_whether_a_screen_is_plugged_in_awake_and_sent_a_picture) {
  constexpr auto yes = connection::connected;
  constexpr auto no = connection::disconnected;
  const struct {
    std::vector<fake_connector> connectors;
    connection expected;
  } table[] = {
      {{}, connection::unknown},
      {{{"card0-HDMI-A-1", "connected"}}, yes},
      {{{"card0-HDMI-A-1", "disconnected", "Off"}}, no},
      {{{"card0-HDMI-A-1", "connected", "Off"}}, no},
      {{{"card0-HDMI-A-1", "connected", "Suspend"}}, no},
      {{{"card0-HDMI-A-1", "connected", "On", "disabled"}}, no},
      {{{"card0-HDMI-A-1", "connected", "On", "disabled"}, {"card0-HDMI-A-2", "connected"}}, yes},
      {{{"card0-HDMI-A-1", "unknown"}}, connection::unknown},
      {{{"card0-HDMI-A-1", "unknown", "Off"}}, no},
      {{{"card0-HDMI-A-1", "unknown"}, {"card0-HDMI-A-2", "disconnected", "Off"}}, connection::unknown},
      {{{"card0-HDMI-A-1", "disconnected", "Off"}, {"card0-HDMI-A-2", "connected"}}, yes},
      {{{"card0-DP-1", "disconnected", "Off"}, {"card1-DP-1", "disconnected"}}, no},
      {{{"card0-DP-1", "connected", "", ""}}, yes},
      {{{"card0-Writeback-1", "unknown"}, {"card0-HDMI-A-1", "disconnected", "Off"}}, no},
      {{{"card0-Writeback-1", "connected"}}, connection::unknown},
      {{{"card0", "", "", ""}}, connection::unknown},  // the card itself has no status
  };
  for (const auto& t : table) {
    fakes::temporary_folder folder;
    write_connectors(folder.path(), t.connectors);
    SCOPED_TRACE(t.connectors.empty() ? "none" : t.connectors[0].name + std::string(t.connectors[0].status));
    EXPECT_EQ(connection_of(read_connectors(folder.path())), t.expected);
    EXPECT_EQ(make_display("KMSDRM", -1, folder.path())->look().screen, t.expected);
    EXPECT_EQ(make_display("wayland", -1, folder.path())->look().screen, t.expected);
  }
  EXPECT_EQ(connection_of(read_connectors("/nonexistent")), connection::unknown);
}

// Only what a new window is needed for: another screen, or other resolutions.
TEST(connectors, their_arrangement_changes_with_the_screens_and_not_with_their_sleep) {
  fakes::temporary_folder folder;
  auto arrangement = [&] { return make_display("kmsdrm", -1, folder.path())->look().arrangement; };
  EXPECT_EQ(arrangement(), "");
  write_connectors(folder.path(), {{"card0-HDMI-A-1", "connected"}, {"card0-DP-1", "disconnected", "Off"}});
  std::ofstream(folder / "card0-HDMI-A-1/modes") << "1920x1080\n1280x720\n";
  std::ofstream(folder / "card0-HDMI-A-1/edid") << std::string("\0\xff\xff", 3);
  std::string before = arrangement();
  EXPECT_FALSE(before.empty());
  write_connectors(folder.path(), {{"card0-HDMI-A-1", "connected", "Off", "disabled"}});
  EXPECT_EQ(arrangement(), before);
  std::ofstream(folder / "card0-HDMI-A-1/edid") << std::string("\0\xff\xfe", 3);
  std::string other_screen = arrangement();
  EXPECT_NE(other_screen, before);
  std::ofstream(folder / "card0-HDMI-A-1/modes") << "3840x2160\n1920x1080\n";
  std::string other_modes = arrangement();
  EXPECT_NE(other_modes, other_screen);
  write_connectors(folder.path(), {{"card0-HDMI-A-1", "disconnected"}});
  EXPECT_NE(arrangement(), other_modes);
}

TEST(display, that_draws_into_memory_is_seen_by_nobody) {
  for (const char* driver : {"offscreen", "dummy", "evdev"}) {
    auto d = make_display(driver, -1);
    EXPECT_EQ(d->look().screen, connection::disconnected) << driver;
    d->power(true);
    EXPECT_EQ(d->look().screen, connection::disconnected) << driver;
  }
  EXPECT_EQ(make_display("vivante", -1)->look().screen, connection::unknown);
}

// Sets environment variables for as long as it lives; null removes one.
class environment {
 public:
  environment(std::initializer_list<std::pair<const char*, const char*>> all) {
    for (auto [name, value] : all) {
      const char* was = std::getenv(name);
      before_.emplace_back(name, was != nullptr ? std::optional<std::string>(was) : std::nullopt);
      put(name, value);
    }
  }
  ~environment() {
    for (auto& [name, value] : before_) put(name, value ? value->c_str() : nullptr);
  }

 private:
  static void put(const char* name, const char* value) {
    value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name);
  }
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

TEST(display, is_looked_for_only_with_drivers_that_reach_a_screen_or_are_named) {
  using names = std::vector<std::string>;
  const struct {
    const char* variable;
    names expected;
  } table[] = {{nullptr, {"x11", "wayland", "kmsdrm"}},
               {"", {"x11", "wayland", "kmsdrm"}},
               {"KMSDRM", {"kmsdrm"}},
               {"x11,offscreen", {"x11", "offscreen"}},
               {"dummy", {"dummy"}}};
  for (const auto& t : table) {
    environment e{{"SDL_VIDEODRIVER", t.variable}};
    EXPECT_EQ(wanted_drivers(), t.expected) << (t.variable != nullptr ? t.variable : "none");
  }
}

TEST(display, is_worth_a_try_once_something_answers) {
  fakes::temporary_folder cards;
  fakes::temporary_folder sockets;
  environment e{{"SDL_VIDEODRIVER", nullptr},
                {"DISPLAY", nullptr},
                {"WAYLAND_DISPLAY", nullptr},
                {"XDG_RUNTIME_DIR", sockets.path().c_str()}};
  auto none = make_display("", -1, cards.path());
  EXPECT_FALSE(none->look().openable);
  EXPECT_EQ(none->look().screen, connection::disconnected);

  write_connectors(cards.path(), {{"card0-HDMI-A-1", "disconnected", "Off"}});
  EXPECT_FALSE(none->look().openable);
  write_connectors(cards.path(), {{"card0-HDMI-A-1", "connected", "Off", "disabled"}});
  EXPECT_TRUE(none->look().openable) << "a screen that sleeps is woken by its first picture";
  ::setenv("SDL_VIDEODRIVER", "x11", 1);
  EXPECT_FALSE(none->look().openable) << "only the named driver is asked";
  ::setenv("DISPLAY", ":987", 1);
  EXPECT_FALSE(none->look().openable) << "no server is there";

  ::setenv("SDL_VIDEODRIVER", "wayland", 1);
  EXPECT_FALSE(none->look().openable);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, (sockets / "wayland-0").c_str());
  unique_fd server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(server.get(), 4), 0);
  EXPECT_TRUE(none->look().openable);
  ::setenv("SDL_VIDEODRIVER", "offscreen", 1);
  EXPECT_TRUE(none->look().openable) << "somebody asked for it";
}

// Waits for it, for at most half a minute.
template <class Condition>
bool comes_true(Condition condition) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return condition();
}
std::optional<bool> said(const display_thread& screen) {
  std::optional<display_state> s = screen.state();
  return s ? std::optional(s->screen == connection::connected) : std::nullopt;
}
bool comes_to_say(const display_thread& screen, bool connected) {
  return comes_true([&] { return said(screen) == connected; });
}

TEST(display_thread, tells_without_being_asked_and_looks_again_when_asked) {
  fake_screen screen;
  display_thread thread(screen.maker());
  EXPECT_TRUE(comes_to_say(thread, true));
  screen.plug(false);
  thread.look();
  EXPECT_TRUE(comes_to_say(thread, false));
}

TEST(display_thread, knows_nothing_while_the_first_answer_is_missing) {
  fake_screen screen;
  screen.hang();
  display_thread thread(screen.maker());
  ASSERT_TRUE(screen.is_hanging());
  EXPECT_EQ(thread.state(), std::nullopt);
  screen.release();
  EXPECT_TRUE(comes_to_say(thread, true));
}

TEST(display_thread, keeps_the_last_answer_and_the_last_wish_while_the_display_hangs) {
  fake_screen screen;
  display_thread thread(screen.maker());
  ASSERT_TRUE(comes_to_say(thread, true));
  screen.hang();
  thread.look();
  ASSERT_TRUE(screen.is_hanging());
  screen.plug(false);
  for (bool on : {false, true, false, true, false}) thread.power(on);
  EXPECT_EQ(said(thread), true);
  EXPECT_TRUE(screen.switched().empty());
  screen.release();
  EXPECT_TRUE(comes_to_say(thread, false));
  EXPECT_TRUE(comes_true([&] { return !screen.switched().empty(); }));
  screen.plug(true);
  thread.power(true);
  EXPECT_TRUE(comes_to_say(thread, true));
  EXPECT_TRUE(comes_true([&] { return screen.switched().size() == 2; }));
  EXPECT_EQ(screen.switched(), (std::vector<bool>{false, true}));
}

// SDL closes its descriptor of the graphics card before it opens another one.
TEST(display_thread, no_longer_uses_a_display_that_it_has_let_go_of) {
  fake_screen before, after;
  display_thread thread(before.maker());
  ASSERT_TRUE(comes_to_say(thread, true));
  thread.let_go();
  thread.power(true);
  after.plug(false);
  thread.use(after.maker());
  thread.power(false);
  EXPECT_TRUE(comes_to_say(thread, false));
  EXPECT_TRUE(comes_true([&] { return !after.switched().empty(); }));
  EXPECT_EQ(after.switched().back(), false);
  EXPECT_TRUE(before.switched().empty());
}

// The state of the display before must not be taken for that of the new one.
TEST(display_thread, knows_nothing_of_a_new_display_until_that_has_answered) {
  fake_screen before, after;
  display_thread thread(before.maker());
  ASSERT_TRUE(comes_to_say(thread, true));
  before.hang();
  thread.look();
  ASSERT_TRUE(before.is_hanging());
  thread.use(after.maker());
  EXPECT_EQ(thread.state(), std::nullopt);
  after.hang();
  before.release();
  ASSERT_TRUE(after.is_hanging());
  EXPECT_EQ(thread.state(), std::nullopt);
  after.release();
  EXPECT_TRUE(comes_to_say(thread, true));
}

TEST(display_thread, ends_once_the_call_that_hung_has_returned) {
  fake_screen screen;
  screen.hang();
  auto thread = std::make_unique<display_thread>(screen.maker());
  ASSERT_TRUE(screen.is_hanging());
  thread->power(false);
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    screen.release();
  });
  thread = nullptr;
  EXPECT_TRUE(screen.switched().empty()) << "a wish that waits when the stop comes is dropped";
}

// CEC 11: 0x36 standby, 0x04 image view on, 0x82 active source with its physical address.
TEST(cec, says_what_a_television_understands) {
  using bytes = std::vector<std::uint8_t>;
  auto said = [](bool on, std::uint8_t from, std::uint16_t place) {
    std::vector<bytes> all;
    for (const cec_msg& m : cec_text(on, from, place)) all.emplace_back(m.msg, m.msg + m.len);
    return all;
  };
  EXPECT_EQ(said(false, 4, 0x1000), (std::vector<bytes>{{0x40, 0x36}}));
  EXPECT_EQ(said(true, 8, 0x2100), (std::vector<bytes>{{0x80, 0x04}, {0x8f, 0x82, 0x21, 0x00}}));
}

TEST(cec, without_an_adapter_or_with_a_useless_one_nothing_happens) {
  fakes::temporary_folder folder;
  cec none(folder.path());
  none.power(false);
  std::ofstream(folder / "cec0") << "not a device";
  cec useless(folder.path());
  useless.power(false);
  useless.power(true);
  std::string left;
  std::getline(std::ifstream(folder / "cec0"), left);
  EXPECT_EQ(left, "not a device") << "nothing was written to it";
}

}  // namespace
}  // namespace bangtin::player::stage
