// Tests that --shot draws an item as a screen would: with real decoders, and without any display.
#include "player/app/shot.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "base/language.hpp"
#include "player/overlay/layout.hpp"
#include "player/stage/decoder.hpp"
#include "player/stage/painting.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::app {
namespace {

namespace fs = std::filesystem;

const utc_ms noon(std::chrono::milliseconds(1'795'323'600'000));  // 12:00 in Vietnam

class shots : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
    ::unsetenv("DISPLAY");
    ::unsetenv("WAYLAND_DISPLAY");
    stage::image red({640, 360});
    for (std::size_t i = 0; i < red.pixels.size(); i += 4) red.pixels[i + 2] = 255;
    ASSERT_TRUE(stage::write_png(red, folder_ / "red.png"));
    std::ofstream(folder_ / "programme.toml") << R"(timezone = "Asia/Ho_Chi_Minh"
slate = "red.png"
[[screen]]
name = "lobby"
[[screen]]
name = "market"
clock = true
[[playlist]]
name = "p"
items = [ { media = "red.png", duration = "8s", link = "https://dichvucong.gov.vn", call = "Quét mã" },
          { media = "missing.png" } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["all"]
[[ticker]]
text = "Tin"
screens = ["market"]
hours = ["08:00-09:00"]
)";
  }
  shot_request request(const std::string& item) {
    return {item, folder_ / "programme.toml", folder_ / "out.png", "", "", {1280, 720}};
  }
  std::string failure(const shot_request& r) {
    result<void> done = take_shot(r, noon);
    EXPECT_FALSE(fs::exists(r.output));
    return done ? "" : in_english(done.error().what) + " — " + in_english(done.error().remedy);
  }
  // The PNG file's picture, as the real decoder reads it.
  stage::image taken(const shot_request& r) {
    result<void> done = take_shot(r, noon);
    EXPECT_TRUE(done) << (done ? "" : describe(done.error()));
    stage::zygote decoders(BANGTIN_BINARY_DIR "/bin/bangtin-decode");
    stage::picture_file file;
    file.file = r.output;
    stage::decoder source(decoders, file, false);
    while (source.said().waiting.empty() && !source.failure()) source.listen();
    source.advance();
    auto view = source.shown();
    return view ? stage::painter().compose(*view, stage::rotation::none, view->size()) : stage::image();
  }
  fakes::temporary_folder folder_;
};

int red_at(const stage::image& i, int x, int y) {
  return i.pixels[static_cast<std::size_t>((y * i.size.width + x) * 4 + 2)];
}
bool is_red(const stage::image& i, int x, int y) {
  const std::uint8_t* p = i.pixels.data() + (std::ptrdiff_t{y} * i.size.width + x) * 4;
  return p[2] > 240 && p[0] < 20 && p[1] < 20;
}

TEST_F(shots, show_the_picture_where_the_layout_says_and_the_layers_beside_it) {
  stage::image all = taken(request("red.png"));
  ASSERT_EQ(all.size, (stage::size_px{1280, 720}));
  overlay::layout_request q;
  q.seen = all.size;
  q.picture = {640, 360};
  q.code_modules = 33;
  q.call = q.host = true;
  overlay::layout l = overlay::lay_out(q);
  const stage::rect_px& p = l.shown;
  for (auto [x, y] : {std::pair{p.x + 2, p.y + 2}, {p.x + p.width - 3, p.y + p.height - 3}}) {
    EXPECT_TRUE(is_red(all, x, y)) << x << " " << y;
  }
  EXPECT_EQ(red_at(all, p.x + p.width + 4, 4), 0) << "black beside it";
  EXPECT_GT(red_at(all, l.code->code.x + 6, l.code->code.y + 6), 240) << "the white field of the code";
}

TEST_F(shots, show_one_screen_at_one_time) {
  shot_request r = request("red.png");
  r.screen = "market";
  stage::image noon_there = taken(r);
  EXPECT_FALSE(is_red(noon_there, 640, 715)) << "the clock's band";
  r.at = "08:30";
  EXPECT_NE(taken(r).pixels, noon_there.pixels) << "now the ticker is there";
  r.at = "2026-10-05T12:00";
  EXPECT_NE(taken(r).pixels, noon_there.pixels) << "another date";
}

TEST_F(shots, are_refused_with_what_is_wrong) {
  EXPECT_NE(failure(request("rad.png")).find("\"red.png\""), std::string::npos);
  EXPECT_NE(failure(request("missing.png")).find("no file"), std::string::npos);
  shot_request r = request("red.png");
  r.screen = "loby";
  EXPECT_NE(failure(r).find("\"lobby\""), std::string::npos);
  r = request("red.png");
  for (const char* wrong : {"25:00", "noon", "2026-13-01T09:00", "10-05T09:30"}) {
    r.at = wrong;
    EXPECT_NE(failure(r).find("09:30"), std::string::npos) << wrong;
  }
  r = request("red.png");
  r.programme = folder_ / "nothing.toml";
  EXPECT_FALSE(failure(r).empty());
  r = request("red.png");
  r.output = folder_ / "no-such-folder" / "out.png";
  EXPECT_FALSE(failure(r).empty());
  std::ofstream(folder_ / "red.png") << "no picture";
  EXPECT_FALSE(failure(request("red.png")).empty());
}

}  // namespace
}  // namespace bangtin::player::app
