// The resolution of a real X server's screen (Xvfb) changes while something is on show. Whatever it was and
// becomes, the screen then looks as if the player had been started there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "looking.hpp"
#include "numbered.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/stage/decoder.hpp"
#include "player/stage/sdl_stage.hpp"
#include "support/screen_modes.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using fakes::pixels;

const fs::path demo_folder = fs::path(BANGTIN_SOURCE_DIR) / "demo";

picture_file still_of(const char* name, fit_mode fit) {
  picture_file f;
  f.file = demo_folder / name;
  f.length = 60s;
  f.fit = fit;
  f.link = "https://dichvucong.gov.vn";
  return f;
}
// A video of a single picture, so that every look at it is the same.
picture_file video_of(const fs::path& file) {
  picture_file f;
  f.kind = picture_file::type::video;
  f.file = file;
  f.length = 60s;
  return f;
}

struct way {
  output_path path;
  rotation turned;
};

class output_change : public testing::TestWithParam<way> {
 protected:
  void SetUp() override {
    if (!screen_.there()) GTEST_SKIP() << "Xvfb is not installed";
    ::setenv("SDL_AUDIODRIVER", "dummy", 1);
    ::setenv("SDL_RENDER_DRIVER", "software", 1);
    ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
    modes_.emplace(screen_.display());
    image magenta({64, 64});
    for (std::size_t i = 0; i < magenta.pixels.size(); i += 4)
      magenta.pixels[i] = magenta.pixels[i + 2] = 255;
    ASSERT_TRUE(write_png(magenta, folder_ / "logo.png"));
  }

  void open() {
    stage_ = nullptr;
    events_.clear();
    options_.path = GetParam().path;
    options_.turned = GetParam().turned;
    options_.wall_clock = [] { return utc_ms(std::chrono::sys_days(std::chrono::year(2026) / 11 / 29)); };
    options_.layers = [](zygote& decoders) {
      return std::make_unique<overlay::programme_layers>(
          [&decoders](const picture_file& file) { return std::make_unique<decoder>(decoders, file, false); });
    };
    auto opened = sdl_stage::open(options_);
    ASSERT_TRUE(opened) << describe(opened.error());
    stage_ = std::move(*opened);
    overlays above;
    above.ticker = "Nộp hồ sơ trực tuyến: không phải chờ, không phải đi lại nhiều lần";
    above.clock = true;
    above.timezone = "Asia/Ho_Chi_Minh";
    above.logo = folder_ / "logo.png";
    stage_->overlay(above);
  }

  // Runs the stage until it is so, at most half a minute.
  bool comes_true(const std::function<bool()>& condition) {
    for (mono_ms end = now() + 30s; now() < end;) {
      if (condition()) return true;
      for (stage_event& e : stage_->wait(now() + 20ms, -1)) events_.push_back(std::move(e));
    }
    return condition();
  }
  template <class Event>
  bool happened(cue_id id) {
    return std::any_of(events_.begin(), events_.end(), [id](const stage_event& e) {
      const auto* x = std::get_if<Event>(&e);
      return x != nullptr && x->id == id;
    });
  }
  bool output_is(const output_state& wanted) {
    return comes_true([&] {
      const output_state* last = nullptr;
      for (const stage_event& e : events_)
        last = std::holds_alternative<output_state>(e) ? &std::get<output_state>(e) : last;
      return last != nullptr && *last == wanted;
    });
  }
  void put_on(cue_id id, const content& what, milliseconds fade = {}) {
    stage_->prepare(id, what);
    ASSERT_TRUE(comes_true([&] { return happened<cue_ready>(id); }));
    stage_->show(id, now(), fade);
    ASSERT_TRUE(comes_true([&] { return happened<cue_began>(id); }));
  }
  // The logo comes from a decoder, a little after the picture.
  bool shows_the_logo() const {
    pixels seen = modes_->look();
    for (std::size_t i = 0; i < seen.bgrx.size(); i += 4) {
      if (seen.bgrx[i] > 250 && seen.bgrx[i + 1] < 5 && seen.bgrx[i + 2] > 250) return true;
    }
    return false;
  }
  // Waits until the screen looks like this; else says where it differs.
  std::string becomes(const pixels& expected) {
    if (comes_true([&] { return modes_->look() == expected; })) return "";
    pixels seen = modes_->look();
    if (seen.width != expected.width || seen.height != expected.height) return "another size";
    int left = seen.width, top = seen.height, right = 0, bottom = 0;
    for (std::size_t i = 0; i < seen.bgrx.size(); ++i) {
      if (seen.bgrx[i] == expected.bgrx[i]) continue;
      int x = static_cast<int>(i / 4) % seen.width;
      int y = static_cast<int>(i / 4) / seen.width;
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = std::max(bottom, y);
    }
    return fmt::format("differs in {},{} to {},{}", left, top, right, bottom);
  }
  bool centre_is_lit() const {
    pixels seen = modes_->look();
    auto centre = static_cast<std::size_t>(seen.height / 2 * seen.width + seen.width / 2) * 4;
    return seen.bgrx[centre] + seen.bgrx[centre + 1] + seen.bgrx[centre + 2] > 60;
  }
  // How it looks if the player is started there.
  pixels fresh(const content& what) {
    open();
    put_on(1, what);
    if (std::holds_alternative<picture_file>(what)) {
      EXPECT_TRUE(comes_true([&] { return shows_the_logo(); }));
    }
    stage_->wait(now(), -1);
    return modes_->look();
  }

  virtual_screen screen_;
  std::optional<fakes::screen_modes> modes_;
  fakes::temporary_folder folder_;
  stage_options options_;
  std::unique_ptr<sdl_stage> stage_;
  std::vector<stage_event> events_;
};

TEST_P(output_change, leaves_the_screen_as_if_the_player_had_been_started_there) {
  fs::path clip = numbered_clip(folder_ / "clip.mp4", {640, 360}, 5, 1);
  if (clip.empty()) GTEST_SKIP() << "GStreamer has no encoder for H.264 here";
  text_card card{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}, text_card::style::pairing};
  card.qr = "bangtin screen pair K7QF-2M9X";
  const struct {
    const char* name;
    content what;
  } contents[] = {{"a poster", still_of("ap-phich-2-phong-chong-lua-dao.jpg", fit_mode::cover)},
                  {"a video", video_of(clip)},
                  {"a card", card},
                  {"the slate card", text_card{"UBND xã", {"Hòa Bình"}, text_card::style::slate}}};
  // From larger to smaller and back, wide and upright.
  const size_px sizes[] = {{1024, 768}, {1920, 1080}, {640, 1000}};
  for (const auto& c : contents) {
    SCOPED_TRACE(c.name);
    std::vector<pixels> expected;
    for (size_px s : sizes) {
      modes_->set(s.width, s.height);
      expected.push_back(fresh(c.what));
      ASSERT_EQ(expected.back().width, s.width);
      ASSERT_EQ(expected.back().height, s.height);
    }
    for (std::size_t i = 0; i < std::size(sizes); ++i) {
      modes_->set(sizes[i].width, sizes[i].height);
      EXPECT_EQ(becomes(expected[i]), "") << sizes[i].width << "x" << sizes[i].height;
    }
    for (size_px s : {sizes[0], sizes[2], sizes[1], sizes[0]}) modes_->set(s.width, s.height);
    EXPECT_EQ(becomes(expected[0]), "") << "after several in a row";
    for (const stage_event& e : events_) EXPECT_FALSE(std::holds_alternative<cue_failed>(e));
    EXPECT_FALSE(happened<cue_ended>(1)) << "it goes on";
    if (HasFailure()) return;
  }
}

TEST_P(output_change, within_a_fade_ends_in_the_right_picture) {
  content poster = still_of("ap-phich-1-loi-ich-dich-vu-cong.png", fit_mode::contain);
  content other = still_of("ap-phich-2-phong-chong-lua-dao.jpg", fit_mode::cover);
  modes_->set(800, 600);
  pixels expected = fresh(other);
  modes_->set(1280, 720);
  open();
  put_on(1, poster);
  put_on(2, other, 2s);
  put_on(3, poster, 2s);  // from the mixture of both
  put_on(4, other, 2s);
  modes_->set(800, 600);
  EXPECT_EQ(becomes(expected), "");
}

TEST_P(output_change, a_screen_that_is_switched_off_stays_off_and_says_so) {
  modes_->set(1280, 720);
  open();
  put_on(1, still_of("ap-phich-1-loi-ich-dich-vu-cong.png", fit_mode::contain));
  EXPECT_TRUE(output_is({true}));
  modes_->off();
  EXPECT_TRUE(output_is({false}));
  EXPECT_FALSE(modes_->is_on()) << "somebody wanted it";
  EXPECT_FALSE(happened<cue_ended>(1)) << "the play goes on";
  modes_->set(800, 600);
  EXPECT_TRUE(output_is({true}));
  EXPECT_TRUE(comes_true([&] { return centre_is_lit(); }));
}

// A server that was started while the television was off: nobody else would give it a resolution.
TEST_P(output_change, a_screen_without_a_picture_gets_one_on_a_bare_server) {
  modes_->off();
  open();
  EXPECT_TRUE(output_is({true}));
  EXPECT_TRUE(modes_->is_on());
  content poster = still_of("ap-phich-1-loi-ich-dich-vu-cong.png", fit_mode::contain);
  put_on(1, poster);
  EXPECT_TRUE(comes_true([&] { return centre_is_lit(); }));
  EXPECT_EQ(modes_->look().width, 1920);
}

INSTANTIATE_TEST_SUITE_P(stage, output_change,
                         testing::Values(way{output_path::surface, rotation::none},
                                         way{output_path::surface, rotation::right},
                                         way{output_path::texture, rotation::none},
                                         way{output_path::texture, rotation::left}),
                         [](const auto& p) {
                           return std::string(p.param.path == output_path::surface ? "surface" : "texture") +
                                  std::to_string(static_cast<int>(p.param.turned));
                         });

}  // namespace
}  // namespace bangtin::player::stage
