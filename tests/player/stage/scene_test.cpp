// Tests how picture, fade and layers are composed, and that repainting only the differences gives the same
// result as painting everything.
#include "player/stage/scene.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace bangtin::player::stage {
namespace {

constexpr rotation all_turns[] = {rotation::none, rotation::right, rotation::half, rotation::left};

image plain(size_px size, std::uint32_t bgra) {
  image i(size);
  for (std::size_t p = 0; p < i.pixels.size(); ++p) {
    i.pixels[p] = static_cast<std::uint8_t>(bgra >> (24 - 8 * (p % 4)));
  }
  return i;
}
constexpr std::uint32_t blue = 0xff0000ff, red = 0x0000ffff, half_green = 0x00800080;

layer layer_at(rect_px where, std::uint32_t bgra, bool opaque, std::uint64_t version = 1) {
  return {where, std::make_shared<image>(plain({where.width, where.height}, bgra)), opaque, version};
}

// The colours of a pixel of the output, addressed as the viewer sees it.
struct bgr {
  int blue, green, red;
  bool operator==(const bgr&) const = default;
};
void PrintTo(const bgr& c, std::ostream* out) {
  *out << "blue " << c.blue << " green " << c.green << " red " << c.red;
}
bgr seen_at(const image& output, int x, int y, rotation turned) {
  rect_px r = on_output({x, y, 1, 1}, output.size, turned);
  const std::uint8_t* p = output.pixels.data() + (std::ptrdiff_t{r.y} * output.size.width + r.x) * 4;
  return {p[0], p[1], p[2]};
}

TEST(scene, layers_lie_where_the_viewer_expects_them_on_every_turned_screen) {
  for (rotation turned : all_turns) {
    image output({80, 60});
    size_px room = seen(output.size, turned);
    image still = plain(output.size, red);
    // A bar along the viewer's lower edge, and a translucent square that covers part of it and leaves the
    // output.
    std::vector<layer> layers{layer_at({0, room.height - 10, room.width, 10}, blue, true),
                              layer_at({room.width - 15, room.height - 15, 40, 40}, half_green, false)};
    scene s{{still.view()}, {}, 256, 1, layers, turned};
    scene_painter p;
    auto places = p.paint(s, canvas_of(output));
    EXPECT_EQ(places, (std::vector<rect_px>{{0, 0, 80, 60}}));
    EXPECT_EQ(seen_at(output, 2, 2, turned), (bgr{0, 0, 255}));
    EXPECT_EQ(seen_at(output, 2, room.height - 2, turned), (bgr{255, 0, 0}));
    bgr over_bar = seen_at(output, room.width - 2, room.height - 2, turned);
    EXPECT_NEAR(over_bar.blue, 127, 1);
    EXPECT_NEAR(over_bar.green, 128, 1);
    bgr over_picture = seen_at(output, room.width - 2, room.height - 13, turned);
    EXPECT_NEAR(over_picture.red, 127, 1);
    EXPECT_NEAR(over_picture.green, 128, 1);
  }
}

TEST(scene, nothing_is_painted_when_nothing_differs) {
  image output({80, 60});
  image still = plain(output.size, red);
  std::vector<layer> layers{layer_at({0, 50, 80, 10}, blue, true),
                            layer_at({60, 5, 10, 10}, half_green, false)};
  scene s{{still.view()}, {}, 256, 1, layers, rotation::none};
  scene_painter p;
  p.paint(s, canvas_of(output));
  EXPECT_TRUE(p.paint(s, canvas_of(output)).empty());
  p.forget();
  EXPECT_EQ(p.paint(s, canvas_of(output)).size(), 1U);
}

// A video's frame is not composed for the output, so showing any part of it would need a new conversion.
TEST(scene, an_opaque_layer_over_a_video_is_painted_alone) {
  image output({160, 120});
  image frame = plain({160, 100}, red);  // not of the output's size
  std::vector<layer> layers{layer_at({0, 100, 160, 20}, blue, true)};
  scene s{{frame.view()}, {}, 256, 1, layers, rotation::none};
  scene_painter p;
  p.paint(s, canvas_of(output));
  frame = plain({160, 100}, blue);  // must not be painted
  layers[0] = layer_at({0, 100, 160, 20}, 0x00ff00ff, true, 2);
  s.picture = {frame.view()};
  s.layers = layers;
  EXPECT_EQ(p.paint(s, canvas_of(output)), (std::vector<rect_px>{{0, 100, 160, 20}}));
  EXPECT_EQ(seen_at(output, 80, 50, rotation::none), (bgr{0, 0, 255}));
  EXPECT_EQ(seen_at(output, 80, 110, rotation::none), (bgr{0, 255, 0}));
  s.version = 2;
  EXPECT_EQ(p.paint(s, canvas_of(output)), (std::vector<rect_px>{{0, 0, 160, 120}}));
  EXPECT_EQ(seen_at(output, 80, 50, rotation::none), (bgr{255, 0, 0}));
}

TEST(scene, a_layer_without_pixels_of_its_size_is_left_out) {
  image output({80, 60});
  image still = plain(output.size, red);
  layer wrong = layer_at({0, 0, 20, 20}, blue, true);
  wrong.where.width = 40;
  std::vector<layer> layers{
      wrong, {{0, 0, 10, 10}, nullptr, true, 1}, layer_at({-50, -50, 20, 20}, blue, false)};
  scene s{{still.view()}, {}, 256, 1, layers, rotation::none};
  scene_painter().paint(s, canvas_of(output));
  EXPECT_EQ(output.pixels, still.pixels);
}

TEST(scene, what_is_around_a_picture_turns_black_again_when_a_layer_goes) {
  image output({80, 60});
  image frame = plain({40, 60}, red);
  std::vector<layer> layers{layer_at({0, 0, 30, 30}, blue, true)};
  scene s{{frame.view()}, {}, 256, 1, layers, rotation::none};
  scene_painter p;
  p.paint(s, canvas_of(output));
  EXPECT_EQ(seen_at(output, 5, 5, rotation::none), (bgr{255, 0, 0}));
  s.layers = {};
  p.paint(s, canvas_of(output));
  EXPECT_EQ(seen_at(output, 5, 5, rotation::none), (bgr{0, 0, 0}));
  EXPECT_EQ(seen_at(output, 25, 5, rotation::none), (bgr{0, 0, 255}));
}

TEST(scene, a_fade_goes_from_one_picture_to_the_other_and_black_goes_along) {
  image output({80, 60});
  image wide = plain({80, 60}, red);
  image narrow = plain({40, 60}, blue);
  int last_red = 256;
  for (int part : {1, 64, 128, 192, 255, 256}) {
    scene s{{narrow.view()}, shown_picture{wide.view()}, part, static_cast<std::uint64_t>(part), {},
            rotation::none};
    scene_painter p;
    p.paint(s, canvas_of(output));
    bgr middle = seen_at(output, 40, 30, rotation::none);
    bgr side = seen_at(output, 5, 30, rotation::none);
    EXPECT_NEAR(middle.red, 255 - part, 2);
    EXPECT_NEAR(middle.blue, part, 2);
    EXPECT_NEAR(side.red, 255 - part, 2) << "beside the narrow picture";
    EXPECT_EQ(side.blue, 0);
    EXPECT_LT(middle.red, last_red);
    last_red = middle.red;
  }
}

// Layers appear, disappear, move and change over images, videos and fades.
RC_GTEST_PROP(scene, painting_what_differs_gives_the_same_as_painting_all, ()) {
  size_px size{64, 48};
  rotation turned = *rc::gen::element(all_turns[0], all_turns[1], all_turns[2], all_turns[3]);
  size_px room = seen(size, turned);
  image composed = plain(size, red);
  image moving = plain({32, 16}, blue);
  image kept(size);
  scene_painter keeps;
  std::vector<layer> layers;
  scene s{{composed.view()}, {}, 256, 1, {}, turned};
  std::uint64_t version = 1;
  for (int step = 0, steps = *rc::gen::inRange(2, 12); step < steps; ++step) {
    layers.resize(*rc::gen::inRange<std::size_t>(0, 5));
    for (layer& l : layers) {
      if (l.pixels != nullptr && *rc::gen::inRange(0, 3) > 0) continue;
      rect_px where{*rc::gen::inRange(-10, room.width), *rc::gen::inRange(-10, room.height),
                    *rc::gen::inRange(1, room.width), *rc::gen::inRange(1, room.height)};
      bool opaque = *rc::gen::arbitrary<bool>();
      auto colour = *rc::gen::inRange<std::uint32_t>(0, 0x80);
      l = layer_at(where, colour << 24 | (0x80 - colour) << 16 | 0x20 << 8 | 0x80, opaque, ++version);
    }
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        s = {{composed.view()}, {}, 256, ++version, {}, turned};
        break;
      case 1:
        s = {{moving.view(), turned, fit_mode::contain}, {}, 256, ++version, {}, turned};
        break;
      case 2:
        s = {{composed.view()},
             shown_picture{moving.view(), turned, fit_mode::cover},
             *rc::gen::inRange(1, 256),
             ++version,
             {},
             turned};
        break;
      default:
        break;
    }
    s.layers = layers;
    keeps.paint(s, canvas_of(kept));
    image fresh(size);
    scene_painter().paint(s, canvas_of(fresh));
    for (std::size_t i = 0; i < fresh.pixels.size(); ++i) {
      if (i % 4 != 3) RC_ASSERT(fresh.pixels[i] == kept.pixels[i]);
    }
  }
}

}  // namespace
}  // namespace bangtin::player::stage
