// Displays that come, go and change, with a fake window and fake kernel files: what happens to the window,
// and how soon. Time is the test's own; only the display's thread is real.
#include "player/stage/window_keeper.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "fake_display.hpp"
#include "player/stage/displays.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;

// What the test and its windows share.
struct fake_desktop {
  std::string driver = "KMSDRM";
  std::optional<size_px> mode{{1280, 720}};  // of the screen that a window is opened on; empty: no screen
  bool managed = false;                      // a window manager places windows, and never moves one
  std::optional<errc> fails{};
  int opened = 0, open = 0;
};

class fake_output final : public output::output {
 public:
  explicit fake_output(size_px size) : size_(size) {}
  bool show(const scene&) override { return true; }
  result<image> grab(const scene&) override { return image(size_); }
  size_px size() const override { return size_; }
  std::string name() const override { return "fake"; }
  size_px size_;
};

class fake_window final : public window {
 public:
  explicit fake_window(fake_desktop& on) : on_(on), out_(*on.mode) {
    EXPECT_EQ(on_.open++, 0) << "two windows at once";
    ++on_.opened;
  }
  ~fake_window() override { --on_.open; }
  output::output& out() override { return out_; }
  window_news news() override { return {.resized = std::exchange(resized_, false)}; }
  std::string driver() const override { return on_.driver; }
  int drm_fd() const override { return -1; }
  rect_px place() const override { return {at_.x, at_.y, out_.size_.width, out_.size_.height}; }
  std::optional<rect_px> wanted_place() const override { return std::nullopt; }
  bool move_to(const rect_px& to) override {
    if (on_.managed) return false;
    at_ = to;
    out_.size_ = {to.width, to.height};
    resized_ = true;
    return true;
  }

 private:
  fake_desktop& on_;
  fake_output out_;
  rect_px at_;
  bool resized_ = false;
};

class window_keeper_test : public testing::Test {
 protected:
  void open() {
    options_.open_window = [this](const stage_options&) -> result<std::unique_ptr<window>> {
      if (desktop_.fails) return error{*desktop_.fails, msg("no"), msg("try again")};
      if (!desktop_.mode) return error{errc::io, msg("no screen"), msg("connect one")};
      return std::unique_ptr<window>(std::make_unique<fake_window>(desktop_));
    };
    if (!options_.make_display) options_.make_display = screen_.maker();
    keeper_.emplace(options_);
  }
  // Lets time pass as the loop does, in steps of 200 ms. After each step the display's thread has looked.
  window_news pass(milliseconds time) {
    window_news all;
    for (microseconds end = now_ + time; now_ < end;) {
      now_ += 200ms;
      window_news n = keeper_->attend(now_);
      all.resized |= n.resized;
      for (auto end = std::chrono::steady_clock::now() + 30s;
           !keeper_->up_to_date() && std::chrono::steady_clock::now() < end;) {
        std::this_thread::yield();
      }
    }
    return all;
  }
  void screen(const display_state& s) { screen_.put(s); }
  size_px size() { return keeper_->out().size(); }
  std::optional<output_state> state() { return keeper_->state(); }

  fake_desktop desktop_;
  fake_screen screen_;
  stage_options options_;
  std::optional<window_keeper> keeper_;
  microseconds now_{1s};
};

const output_state none{.connected = false, .no_display = true};
// Half a second until somebody looks, and a step of the loop to see the answer.
constexpr milliseconds soon = 2s;

TEST_F(window_keeper_test, without_a_display_it_swallows_pictures_and_waits) {
  desktop_.mode.reset();
  screen({.screen = connection::disconnected, .openable = false});
  open();
  ASSERT_TRUE(keeper_->open());
  EXPECT_EQ(state(), none);
  EXPECT_TRUE(keeper_->out().show({}));
  EXPECT_FALSE(keeper_->out().grab({}));
  EXPECT_EQ(size(), (size_px{1920, 1080}));
  pass(60s);
  EXPECT_EQ(state(), none);
  EXPECT_EQ(desktop_.opened, 0);
}

TEST_F(window_keeper_test, takes_a_display_within_two_seconds_of_its_appearance) {
  for (milliseconds before : {200ms, 400ms, 1000ms, 7000ms, 60'200ms}) {
    SCOPED_TRACE(before.count());
    keeper_.reset();
    desktop_ = {};
    desktop_.mode.reset();
    screen({.screen = connection::disconnected, .openable = false});
    open();
    ASSERT_TRUE(keeper_->open());
    pass(before);
    desktop_.mode = {1024, 768};
    screen({.screen = connection::connected});
    EXPECT_TRUE(pass(soon).resized);
    EXPECT_EQ(size(), (size_px{1024, 768}));
    EXPECT_EQ(state(), output_state{true});
    EXPECT_EQ(desktop_.opened, 1);
  }
}

// The display's thread is quicker than the server or the driver.
TEST_F(window_keeper_test, tries_again_when_a_display_is_there_and_no_window_can_be_opened) {
  desktop_.mode.reset();
  screen({.screen = connection::connected});
  open();
  ASSERT_TRUE(keeper_->open());
  pass(5s);
  EXPECT_EQ(state(), none);
  desktop_.mode = {800, 600};
  pass(soon);
  EXPECT_EQ(size(), (size_px{800, 600}));
}

TEST_F(window_keeper_test, a_renderer_that_was_demanded_and_is_missing_is_an_error) {
  desktop_.fails = errc::unsupported;
  open();
  result<void> opened = keeper_->open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::unsupported);
}

// With KMS only a newly opened window has another mode.
TEST_F(window_keeper_test, opens_the_window_again_when_a_screen_with_other_modes_is_plugged_in) {
  screen({.screen = connection::connected, .arrangement = "television A"});
  open();
  ASSERT_TRUE(keeper_->open());
  pass(soon);
  EXPECT_EQ(desktop_.opened, 1);
  screen({.screen = connection::disconnected, .arrangement = "nothing", .openable = false});
  EXPECT_FALSE(pass(soon).resized) << "until the next one comes nobody looks";
  EXPECT_EQ(state(), output_state{false});
  EXPECT_EQ(size(), (size_px{1280, 720}));
  desktop_.mode = {3840, 2160};
  screen({.screen = connection::connected, .arrangement = "television B"});
  EXPECT_TRUE(pass(soon).resized);
  EXPECT_EQ(size(), (size_px{3840, 2160}));
  EXPECT_EQ(state(), output_state{true});
  EXPECT_EQ(desktop_.opened, 2);
  screen({.screen = connection::disconnected, .arrangement = "nothing", .openable = false});
  pass(soon);
  screen({.screen = connection::connected, .arrangement = "television B"});
  EXPECT_TRUE(pass(soon).resized) << "the same one again needs its mode again";
  EXPECT_EQ(desktop_.opened, 3);
}

TEST_F(window_keeper_test, a_screen_that_sleeps_leaves_the_window) {
  screen({.screen = connection::connected, .arrangement = "television A"});
  open();
  ASSERT_TRUE(keeper_->open());
  pass(soon);
  screen({.screen = connection::disconnected, .arrangement = "television A"});
  EXPECT_FALSE(pass(soon).resized);
  EXPECT_EQ(state(), output_state{false});
  screen({.screen = connection::connected, .arrangement = "television A"});
  EXPECT_FALSE(pass(soon).resized);
  EXPECT_EQ(state(), output_state{true});
  EXPECT_EQ(desktop_.opened, 1);
}

// An adapter on USB takes its connectors with it.
TEST_F(window_keeper_test, a_card_that_goes_is_waited_for) {
  screen({.screen = connection::connected, .arrangement = "adapter"});
  open();
  ASSERT_TRUE(keeper_->open());
  pass(soon);
  desktop_.mode.reset();
  screen({.screen = connection::unknown, .arrangement = "", .openable = false});
  EXPECT_TRUE(pass(soon).resized);
  EXPECT_EQ(state(), none);
  EXPECT_EQ(desktop_.open, 0);
  EXPECT_EQ(size(), (size_px{1280, 720})) << "what is drawn meanwhile has the last size";
  desktop_.mode = {1920, 1080};
  screen({.screen = connection::connected, .arrangement = "adapter"});
  EXPECT_TRUE(pass(soon).resized);
  EXPECT_EQ(size(), (size_px{1920, 1080}));
}

// With KMS the first picture of a window switches the output on: at night that must not be the last word.
TEST_F(window_keeper_test, the_output_is_switched_as_before_once_a_new_window_has_shown_something) {
  screen({.screen = connection::connected, .arrangement = "a"});
  open();
  ASSERT_TRUE(keeper_->open());
  keeper_->power(false);
  pass(soon);
  screen({.screen = connection::connected, .arrangement = "b"});
  for (int step = 0; step < 10 && desktop_.opened < 2; ++step) pass(200ms);
  EXPECT_EQ(screen_.switched(), std::vector<bool>{false}) << "nothing was presented yet";
  pass(200ms);
  EXPECT_EQ(screen_.switched(), (std::vector<bool>{false, false}));
  pass(soon);
  EXPECT_EQ(screen_.switched().size(), 2U);
}

TEST_F(window_keeper_test, a_window_without_a_manager_follows_the_screen_on_its_desktop) {
  desktop_.driver = "x11";
  screen({.screen = connection::connected, .area = rect_px{0, 0, 1280, 720}});
  open();
  ASSERT_TRUE(keeper_->open());
  EXPECT_FALSE(pass(soon).resized);
  for (rect_px area : {rect_px{0, 0, 800, 600}, {0, 0, 1920, 1080}, {1920, 0, 1080, 1920}}) {
    screen({.screen = connection::connected, .area = area});
    EXPECT_TRUE(pass(soon).resized);
    EXPECT_EQ(size(), (size_px{area.width, area.height}));
  }
  EXPECT_EQ(desktop_.opened, 1) << "it was moved";
}

TEST_F(window_keeper_test, a_window_that_its_manager_leaves_behind_is_opened_again_once) {
  desktop_.driver = "x11";
  desktop_.managed = true;
  screen({.screen = connection::connected, .area = rect_px{0, 0, 1280, 720}});
  open();
  ASSERT_TRUE(keeper_->open());
  desktop_.mode = {800, 600};
  screen({.screen = connection::connected, .area = rect_px{0, 0, 800, 600}});
  EXPECT_TRUE(pass(soon).resized);
  EXPECT_EQ(size(), (size_px{800, 600}));
  screen({.screen = connection::connected, .area = rect_px{0, 0, 1024, 768}});  // the manager says no
  pass(30s);
  EXPECT_EQ(desktop_.opened, 3) << "and not again and again";
}

TEST_F(window_keeper_test, a_window_of_a_fixed_size_stays_as_it_is) {
  desktop_.driver = "x11";
  options_.windowed = size_px{640, 360};
  screen({.screen = connection::connected, .area = rect_px{0, 0, 1280, 720}});
  open();
  ASSERT_TRUE(keeper_->open());
  EXPECT_FALSE(pass(10s).resized);
  EXPECT_EQ(desktop_.opened, 1);
}

TEST_F(window_keeper_test, says_what_is_known_of_the_screen) {
  open();
  ASSERT_TRUE(keeper_->open());
  screen({.screen = connection::unknown});
  pass(soon);
  EXPECT_EQ(state(), (output_state{.connected = false, .known = false}));
  screen({.screen = connection::disconnected});
  pass(soon);
  EXPECT_EQ(state(), output_state{false});
}

// The same with the kernel's files instead of a state: plugging is what a driver does to them.
class kernel_files : public window_keeper_test {
 protected:
  void write(const char* connector, const char* status, const char* modes, bool in_use = true) {
    std::filesystem::create_directories(folder_ / connector);
    std::ofstream(folder_ / connector / "modes") << modes;
    std::ofstream(folder_ / connector / "dpms") << (in_use ? "On\n" : "Off\n");
    std::ofstream(folder_ / connector / "enabled") << (in_use ? "enabled\n" : "disabled\n");
    std::ofstream(folder_ / connector / "status") << status << "\n";
  }
  void open_on_files() {
    ::setenv("SDL_VIDEODRIVER", "kmsdrm", 1);
    options_.make_display = [this] {
      return make_display(desktop_.open > 0 ? "KMSDRM" : "", -1, folder_.path());
    };
    open();
    ASSERT_TRUE(keeper_->open());
  }
  // Lets time pass until it is so; false if it is not within half a minute.
  template <class Condition>
  bool comes(Condition condition) {
    for (auto end = std::chrono::steady_clock::now() + 30s; std::chrono::steady_clock::now() < end;) {
      now_ += 200ms;
      keeper_->attend(now_);
      if (condition()) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }
  bool gets(size_px wanted) {
    return comes([&] { return desktop_.open > 0 && size() == wanted; });
  }
  bool gets_state(const output_state& wanted) {
    return comes([&] { return state() == wanted; });
  }
  fakes::temporary_folder folder_;
};

TEST_F(kernel_files, a_television_that_is_switched_on_later_and_replaced_is_filled) {
  desktop_.mode.reset();
  write("card0-HDMI-A-1", "disconnected", "");
  open_on_files();
  EXPECT_EQ(state(), none);
  desktop_.mode = {1920, 1080};
  write("card0-HDMI-A-1", "connected", "1920x1080\n1280x720\n");
  EXPECT_TRUE(gets({1920, 1080}));
  write("card0-HDMI-A-1", "disconnected", "");
  EXPECT_TRUE(gets_state({false}));
  desktop_.mode = {1280, 1024};
  write("card0-HDMI-A-1", "connected", "1280x1024\n");
  EXPECT_TRUE(gets({1280, 1024}));
}

// The other connector of the card: nothing is sent to it before the window is opened there.
TEST_F(kernel_files, a_television_at_another_connector_is_filled) {
  write("card0-HDMI-A-1", "connected", "1280x720\n");
  write("card0-HDMI-A-2", "disconnected", "", false);
  open_on_files();
  EXPECT_TRUE(gets({1280, 720}));
  EXPECT_TRUE(gets_state({true}));
  write("card0-HDMI-A-1", "disconnected", "");
  EXPECT_TRUE(gets_state({false}));
  desktop_.mode = {3840, 2160};
  write("card0-HDMI-A-2", "connected", "3840x2160\n", false);
  EXPECT_TRUE(gets({3840, 2160}));
  EXPECT_EQ(desktop_.opened, 2);
}

}  // namespace
}  // namespace bangtin::player::stage
