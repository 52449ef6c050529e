// Tests what the compositor presents and when: fades and layers over tables of moments, with a window in
// memory.
#include "player/stage/compositor.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;

constexpr size_px room{64, 36};

// Records the scenes it was given, and paints them as a real screen would.
struct window_in_memory final : output::output {
  bool show(const scene& s) override {
    if (broken) return false;
    ++presented;
    part = s.before ? s.part : 256;
    layers.assign(s.layers.begin(), s.layers.end());
    if (painted.size != room) painted = image(room);
    painter_.paint(s, canvas_of(painted));
    return true;
  }
  result<image> grab(const scene& s) override {
    image copy(room);
    scene_painter().paint(s, canvas_of(copy));
    return copy;
  }
  size_px size() const override { return room; }
  std::string name() const override { return "memory"; }
  int red() const { return painted.pixels[2]; }
  int green() const { return painted.pixels[1]; }
  int blue() const { return painted.pixels[0]; }

  bool broken = false;
  int presented = 0;
  int part = 256;
  std::vector<layer> layers;
  image painted;

 private:
  scene_painter painter_;
};

// A cue whose picture has one colour.
std::unique_ptr<cue> coloured(cue_id id, int channel) {
  auto c = std::make_unique<cue>(id, blank{}, 0us);
  c->drawn = image(room);
  for (std::size_t i = static_cast<std::size_t>(channel); i < c->drawn->pixels.size(); i += 4) {
    c->drawn->pixels[i] = 255;
  }
  return c;
}

// Returns the layers that the test sets, and records what it was asked.
struct source_of_the_test final : layer_source {
  struct state {
    std::vector<moment> asked;
    std::vector<layer> answer;
    microseconds next = never;
    std::vector<overlays> set;
  };
  explicit source_of_the_test(std::shared_ptr<state> s) : kept(std::move(s)) {}
  std::vector<layer> layers(const moment& m) override {
    kept->asked.push_back(m);
    return kept->answer;
  }
  microseconds next_change(const moment&) override { return kept->next; }
  void set(const overlays& what) override { kept->set.push_back(what); }
  std::shared_ptr<state> kept;
};

TEST(projector, presents_nothing_again_that_does_not_change) {
  window_in_memory w;
  compositor p(w, rotation::none, nullptr);
  auto red = coloured(1, 2);
  EXPECT_TRUE(p.show(red.get(), 1s));
  EXPECT_EQ(p.next_look(), never);
  for (microseconds t = 1s; t < 20s; t += 100ms) p.keep_up(red.get(), t);
  EXPECT_EQ(w.presented, 1);
  p.changed();
  p.keep_up(red.get(), 20s);
  EXPECT_EQ(w.presented, 2);
}

TEST(projector, a_window_that_could_not_be_drawn_to_is_tried_again) {
  window_in_memory w;
  compositor p(w, rotation::none, nullptr);
  auto red = coloured(1, 2);
  w.broken = true;
  EXPECT_FALSE(p.show(red.get(), 1s));
  w.broken = false;
  p.keep_up(red.get(), 2s);
  EXPECT_EQ(w.presented, 1);
  EXPECT_EQ(w.red(), 255);
}

TEST(projector, asks_for_layers_when_they_change_and_with_every_picture) {
  auto said = std::make_shared<source_of_the_test::state>();
  window_in_memory w;
  compositor p(w, rotation::right, std::make_unique<source_of_the_test>(said));
  auto red = coloured(1, 2);
  said->next = 3s;
  p.show(red.get(), 1s);
  ASSERT_EQ(said->asked.size(), 1U);
  EXPECT_EQ(said->asked[0].now_mono, 1s);
  EXPECT_EQ(said->asked[0].seen, (size_px{36, 64})) << "as the viewer sees it";
  EXPECT_EQ(said->asked[0].on_show, &red->what);
  EXPECT_EQ(p.next_look(), 3s);
  p.keep_up(red.get(), 2999ms);
  EXPECT_EQ(said->asked.size(), 1U);
  said->answer.push_back({{0, 0, 4, 4}, std::make_shared<image>(size_px{4, 4}), true, 1});
  said->next = 3s;  // already past: the compositor must still pause before it asks again
  p.keep_up(red.get(), 3s);
  EXPECT_EQ(said->asked.size(), 2U);
  EXPECT_EQ(w.layers.size(), 1U);
  EXPECT_EQ(p.next_look(), 3008ms);
  p.changed();
  p.keep_up(red.get(), 3001ms);
  EXPECT_EQ(said->asked.size(), 3U);
}

TEST(projector, new_overlays_are_asked_for_at_once) {
  auto said = std::make_shared<source_of_the_test::state>();
  window_in_memory w;
  compositor p(w, rotation::none, std::make_unique<source_of_the_test>(said));
  p.show(nullptr, 1s);
  p.overlay({"Thông báo", true, "Asia/Ho_Chi_Minh", {}});
  ASSERT_EQ(said->set.size(), 1U);
  EXPECT_EQ(said->set[0].ticker, "Thông báo");
  EXPECT_LE(p.next_look(), 1s);
  p.keep_up(nullptr, 1s);
  EXPECT_EQ(said->asked.size(), 2U);
}

TEST(projector, tells_layers_the_time_of_day_by_the_clock_that_it_was_given) {
  auto said = std::make_shared<source_of_the_test::state>();
  window_in_memory w;
  utc_ms noon{milliseconds(1'791'600'000'000)};
  compositor p(w, rotation::none, std::make_unique<source_of_the_test>(said), [&] { return noon; });
  p.show(nullptr, 1s);
  EXPECT_EQ(said->asked.back().now_utc, noon);
}

TEST(projector, tells_layers_where_in_its_file_a_picture_is) {
  auto said = std::make_shared<source_of_the_test::state>();
  window_in_memory w;
  compositor p(w, rotation::none, std::make_unique<source_of_the_test>(said));
  cue still(7, picture_file{picture_file::type::image, "poster", 0s, 20s}, 0us);
  still.drawn = image(room);
  still.clock.show_at(10s);
  p.show(&still, 12500ms);
  EXPECT_EQ(said->asked.back().picture_time, 2500ms);
  std::get<picture_file>(still.what).offset = 5s;
  EXPECT_EQ(still.position(12500ms), 7500ms);
}

TEST(projector, a_fade_begins_with_a_trace_and_ends_with_all) {
  window_in_memory w;
  compositor p(w, rotation::none, nullptr);
  auto red = coloured(1, 2);
  auto green = coloured(2, 1);
  p.show(red.get(), 1s);
  p.fade_from(*red, 2s, 1s);
  EXPECT_TRUE(p.show(green.get(), 2s));
  EXPECT_EQ(w.part, 1) << "something of its first frame is seen";
  int steps = 0;
  int last = 0;
  for (microseconds t = 2s; t < 4s; t += 1ms) {
    if (t < p.next_look()) continue;
    p.keep_up(green.get(), t);
    EXPECT_GT(w.green(), last);
    EXPECT_NEAR(w.green() + w.red(), 255, 2);
    EXPECT_NEAR(w.green(), static_cast<int>(std::min<std::int64_t>(255, 255 * (t - 2s) / 1s)), 3);
    last = w.green();
    ++steps;
  }
  EXPECT_GE(steps, 30);
  EXPECT_LE(steps, 32);
  EXPECT_EQ(w.green(), 255);
  EXPECT_EQ(w.red(), 0);
  EXPECT_FALSE(p.fading(3s));
  EXPECT_EQ(p.next_look(), never);
}

TEST(projector, a_fade_within_a_fade_begins_with_what_is_seen) {
  window_in_memory w;
  compositor p(w, rotation::none, nullptr);
  auto red = coloured(1, 2);
  auto green = coloured(2, 1);
  auto blue = coloured(3, 0);
  p.show(red.get(), 1s);
  p.fade_from(*red, 2s, 1s);
  p.show(green.get(), 2s);
  p.keep_up(green.get(), 2500ms);
  EXPECT_NEAR(w.green(), 127, 3);
  p.fade_from(*green, 2500ms, 1s);
  red = nullptr;
  p.show(blue.get(), 2500ms);
  EXPECT_NEAR(w.red(), 127, 4) << "no jump";
  EXPECT_NEAR(w.green(), 127, 4);
  EXPECT_LE(w.blue(), 4);
  p.keep_up(blue.get(), 3s);
  EXPECT_NEAR(w.red(), 64, 4);
  EXPECT_NEAR(w.blue(), 127, 4);
  p.keep_up(blue.get(), 3500ms);
  EXPECT_EQ(w.blue(), 255);
  EXPECT_EQ(w.red(), 0);
}

TEST(projector, what_is_grabbed_is_what_was_shown_last) {
  window_in_memory w;
  compositor p(w, rotation::none, nullptr);
  auto red = coloured(1, 2);
  auto green = coloured(2, 1);
  p.show(red.get(), 1s);
  p.fade_from(*red, 2s, 1s);
  p.show(green.get(), 2250ms);
  auto grabbed = p.grab(green.get());
  ASSERT_TRUE(grabbed);
  EXPECT_EQ(grabbed->pixels, w.painted.pixels);
}

}  // namespace
}  // namespace bangtin::player::stage
