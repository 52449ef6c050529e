// Tests how the kernel's files are read to find out about the screen, and which CEC messages a television
// gets.
#include "player/stage/display.hpp"

#include <gtest/gtest.h>
#include <linux/cec.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "fake_display.hpp"
#include "player/stage/cec.hpp"
#include "player/stage/display_thread.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::stage {
namespace {

struct connector {
  const char* name;
  const char* status;
  const char* dpms;
};

TEST(display, is_there_when_a_connector_is_plugged_in_and_awake) {
  const struct {
    std::vector<connector> connectors;
    bool there;
  } table[] = {
      {{}, true},
      {{{"card0-HDMI-A-1", "connected", "On"}}, true},
      {{{"card0-HDMI-A-1", "disconnected", "Off"}}, false},
      {{{"card0-HDMI-A-1", "connected", "Off"}}, false},
      {{{"card0-HDMI-A-1", "unknown", "On"}}, true},
      {{{"card0-HDMI-A-1", "disconnected", "Off"}, {"card0-HDMI-A-2", "connected", "On"}}, true},
      {{{"card0-DP-1", "disconnected", "Off"}, {"card1-DP-1", "disconnected", "On"}}, false},
      {{{"card0-DP-1", "connected", ""}}, true},
      {{{"card0-Writeback-1", "unknown", "On"}, {"card0-HDMI-A-1", "disconnected", "Off"}}, false},
      {{{"card0", "", ""}}, true},  // the card itself has no status
  };
  for (const auto& t : table) {
    fakes::temporary_folder folder;
    for (const connector& c : t.connectors) {
      std::filesystem::create_directories(folder / c.name);
      if (*c.status != 0) std::ofstream(folder / c.name / "status") << c.status << "\n";
      if (*c.dpms != 0) std::ofstream(folder / c.name / "dpms") << c.dpms << "\n";
    }
    EXPECT_EQ(connector_awake(folder.path().c_str()), t.there)
        << (t.connectors.empty() ? "none" : t.connectors[0].status);
  }
  EXPECT_TRUE(connector_awake("/nonexistent"));
}

TEST(display, without_a_known_driver_is_taken_for_there) {
  auto d = make_display("offscreen", -1);
  EXPECT_TRUE(d->connected());
  d->power(false);
  EXPECT_TRUE(d->connected());
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
bool comes_to_say(const display_thread& screen, bool connected) {
  return comes_true([&] { return screen.connected() == connected; });
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
  EXPECT_EQ(thread.connected(), std::nullopt);
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
  EXPECT_EQ(thread.connected(), true);
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
