// Tests the stage on a real X server (Xvfb) with real decoder processes: the window shows what is in the
// file, and nothing that a file or a decoder does harms the stage.
#include <fmt/format.h>
#include <glib.h>
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <mutex>

#include "base/files.hpp"
#include "fake_display.hpp"
#include "looking.hpp"
#include "player/stage/painting.hpp"
#include "player/stage/sdl_stage.hpp"
#include "player/stage/x11_display.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const fs::path demo = fs::path(BANGTIN_SOURCE_DIR) / "demo";
const fs::path clip_1 = demo / "clip-1-loi-ich-15s-1080p.mp4";
const fs::path clip_2 = demo / "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4";
const fs::path poster_1 = demo / "ap-phich-1-loi-ich-dich-vu-cong.png";
const fs::path poster_2 = demo / "ap-phich-2-phong-chong-lua-dao.jpg";

class stage_test : public testing::TestWithParam<output_path> {
 protected:
  static void SetUpTestSuite() {
    screen_ = new virtual_screen();
    ::setenv("SDL_AUDIODRIVER", "disk", 1);
    ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
  }
  static void TearDownTestSuite() {
    delete screen_;
    screen_ = nullptr;
  }
  void SetUp() override {
    if (!screen_->there()) GTEST_SKIP() << "Xvfb is not installed";
    folder_ = fs::temp_directory_path() / fmt::format("bangtin-stage-{}", ::getpid());
    fs::create_directories(folder_);
    ::setenv("SDL_DISKAUDIOFILE", (folder_ / "sound.raw").c_str(), 1);
    ::setenv("SDL_RENDER_DRIVER", "software", 1);
  }
  void TearDown() override {
    stage_ = nullptr;
    fs::remove_all(folder_);
  }

  void open(stage_options options = {}) {
    options.path = GetParam();
    auto opened = sdl_stage::open(options);
    ASSERT_TRUE(opened) << describe(opened.error());
    stage_ = std::move(*opened);
  }

  // Waits at most half a minute for an event of this kind of this cue; keeps all events.
  template <class Event>
  std::optional<Event> await(cue_id id) {
    for (mono_ms end = now() + 30s; now() < end;) {
      for (; seen_ < events_.size(); ++seen_) {
        const auto* e = std::get_if<Event>(&events_[seen_]);
        if (e != nullptr && e->id == id) return *e;
      }
      for (stage_event& e : stage_->wait(now() + 1s, -1)) events_.push_back(std::move(e));
    }
    return std::nullopt;
  }
  void rest(milliseconds time) {
    for (mono_ms end = now() + time; now() < end;) {
      for (stage_event& e : stage_->wait(end, -1)) events_.push_back(std::move(e));
    }
  }
  // Prepares the cue and shows it as soon as it is ready.
  void put_on(cue_id id, const content& what) {
    stage_->prepare(id, what);
    ASSERT_TRUE(await<cue_ready>(id));
    stage_->show(id, now(), {});
    ASSERT_TRUE(await<cue_began>(id));
  }
  image screenshot() {
    fs::path file = folder_ / "shot.png";
    auto saved = stage_->save_png(file);
    EXPECT_TRUE(saved) << describe(saved.error());
    return first_picture(file);
  }

  static virtual_screen* screen_;
  fs::path folder_;
  std::unique_ptr<sdl_stage> stage_;
  std::vector<stage_event> events_;
  std::size_t seen_ = 0;
};
virtual_screen* stage_test::screen_ = nullptr;

TEST_P(stage_test, a_bare_server_has_no_window_manager) {
  EXPECT_FALSE(window_manager_there("x11"));
  EXPECT_TRUE(window_manager_there("wayland"));
}

// Runs a GStreamer pipeline description to its end.
void run_line(const std::string& words) {
  gst_init(nullptr, nullptr);
  GstElement* line = gst_parse_launch(words.c_str(), nullptr);
  ASSERT_NE(line, nullptr) << words;
  gst_element_set_state(line, GST_STATE_PLAYING);
  GstBus* bus = gst_element_get_bus(line);
  GstMessage* last = gst_bus_timed_pop_filtered(
      bus, 30 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  EXPECT_TRUE(last != nullptr && GST_MESSAGE_TYPE(last) == GST_MESSAGE_EOS) << words;
  if (last != nullptr) gst_message_unref(last);
  gst_object_unref(bus);
  gst_element_set_state(line, GST_STATE_NULL);
  gst_object_unref(line);
}

// Writes a picture of one colour to a file.
fs::path plain_file(const fs::path& folder, const std::string& name, size_px size, int blue, int green,
                    int red) {
  image i(size);
  for (std::size_t p = 0; p < i.pixels.size(); p += 4) {
    i.pixels[p] = static_cast<std::uint8_t>(blue);
    i.pixels[p + 1] = static_cast<std::uint8_t>(green);
    i.pixels[p + 2] = static_cast<std::uint8_t>(red);
  }
  EXPECT_TRUE(write_png(i, folder / name));
  return folder / name;
}
// One channel of a pixel: 0 blue, 1 green, 2 red.
int channel(const image& i, int x, int y, int which) {
  return i.pixels[static_cast<std::size_t>((y * i.size.width + x) * 4 + which)];
}

// An opaque bar along the lower edge, whose blue counts how often it was asked for; above it a translucent
// box.
class bar_and_box final : public layer_source {
 public:
  std::vector<layer> layers(const moment& m) override {
    ++asked_;
    auto bar = std::make_shared<image>(size_px{m.seen.width, 60});
    auto box = std::make_shared<image>(size_px{200, 100});
    for (std::size_t p = 0; p < bar->pixels.size(); p += 4) bar->pixels[p] = 255;
    for (std::size_t p = 0; p < box->pixels.size(); p += 4) box->pixels[p + 1] = box->pixels[p + 3] = 128;
    return {{{0, m.seen.height - 60, m.seen.width, 60}, bar, true, asked_},
            {{40, 40, 200, 100}, box, false, 1}};
  }
  microseconds next_change(const moment& m) override { return m.now_mono + 16'667us; }
  void set(const overlays&) override {}

 private:
  std::uint64_t asked_ = 0;
};

picture_file still(const fs::path& file, milliseconds length = 0ms) {
  return {picture_file::type::image, file, 0ms, length, false};
}
picture_file video(const fs::path& file, milliseconds length, milliseconds offset = 0ms) {
  return {picture_file::type::video, file, offset, length, false};
}

// The CRC-32 of a PNG chunk, as the chunk's last four bytes (PNG specification, annex D).
std::string png_check(const std::string& chunk) {
  std::uint32_t crc = 0xffffffff;
  for (char c : chunk) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
  }
  crc = ~crc;
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(crc >> shift);
  return bytes;
}

// The reference as it looks on a screen of that size.
image on_screen(const image& reference, size_px size) {
  painter p;
  return p.compose(reference.view(), rotation::none, size);
}

// The reference's colours are off by up to 3, because GStreamer's fast conversion is; another item differs by
// ten times as much.
constexpr double alike = 5.0;
constexpr double unlike = 12.0;

// The smallest difference from the reference's frames in [from, to]; stops at the first frame that is alike.
double difference(const image& screenshot, const fs::path& file, milliseconds from = 0ms,
                  milliseconds to = 0ms) {
  double best = 255;
  look_through(file, from, to, [&](const image& reference) {
    best = std::min(best, mean_difference(screenshot, on_screen(reference, screenshot.size)));
    return best > alike * 0.8;
  });
  return best;
}

TEST_P(stage_test, every_item_of_the_demo_looks_as_it_should) {
  open();
  cue_id id = 0;
  const fs::path other = demo / "ap-phich-4-chinh-sach-moi.png";
  int items = 0;
  for (const auto& entry : fs::directory_iterator(demo)) {
    bool is_video = entry.path().extension() == ".mp4";
    if (!is_video && entry.path().extension() != ".png" && entry.path().extension() != ".jpg") continue;
    put_on(++id, is_video ? video(entry.path(), 400ms) : still(entry.path(), 100ms));
    ASSERT_TRUE(await<cue_ended>(id));
    image taken = screenshot();
    EXPECT_EQ(taken.size, (size_px{1920, 1080}));
    EXPECT_LT(difference(taken, entry.path(), 0ms, is_video ? 400ms : 0ms), alike) << entry.path();
    EXPECT_GT(difference(taken, entry.path() == other ? poster_1 : other), unlike)
        << "and not like another item";
    ++items;
  }
  EXPECT_GE(items, 5);
}

TEST_P(stage_test, a_turned_screen_is_filled_by_an_upright_poster) {
  for (rotation turned : {rotation::right, rotation::left}) {
    stage_options options;
    options.turned = turned;
    stage_ = nullptr;
    events_.clear();
    seen_ = 0;
    open(options);
    for (const fs::path& file : {demo / "ap-phich-5-diem-ho-tro-doc.png", clip_2}) {
      bool is_video = file == clip_2;
      put_on(is_video ? 2 : 1, is_video ? video(file, 200ms) : still(file, 100ms));
      ASSERT_TRUE(await<cue_ended>(is_video ? 2 : 1));
      image taken = screenshot();
      EXPECT_EQ(taken.size, (size_px{1080, 1920}));
      EXPECT_LT(difference(taken, file, 0ms, is_video ? 200ms : 0ms), alike) << file;
    }
  }
}

TEST_P(stage_test, joining_in_the_middle_shows_the_frame_of_that_moment) {
  open();
  put_on(1, video(clip_1, 200ms, 9s));
  ASSERT_TRUE(await<cue_ended>(1));
  image taken = screenshot();
  EXPECT_LT(difference(taken, clip_1, 9s, 9200ms), alike);
  EXPECT_GT(difference(taken, clip_1), unlike) << "the test's clip must change in nine seconds";
}

TEST_P(stage_test, joining_past_the_end_holds_the_last_frame) {
  open();
  put_on(1, video(clip_1, 300ms, 20s));
  ASSERT_TRUE(await<cue_ended>(1));
  EXPECT_LT(difference(screenshot(), clip_1, 14800ms, 14960ms), alike);
}

TEST_P(stage_test, an_item_is_replaced_on_the_instant_of_the_next) {
  open();
  stage_->prepare(1, video(clip_1, 10s));
  stage_->prepare(2, still(poster_1));
  ASSERT_TRUE(await<cue_ready>(1));
  mono_ms at = now() + 100ms;
  stage_->show(1, at, {});
  stage_->show(2, at + 1s, {});
  auto first = await<cue_began>(1);
  auto ended = await<cue_ended>(1);
  auto second = await<cue_began>(2);
  ASSERT_TRUE(first && ended && second);
  EXPECT_GE(first->at, at);
  EXPECT_GE(second->at, at + 1s);
  EXPECT_EQ(ended->at, second->at);
  EXPECT_GT(ended->frames, 0);
  EXPECT_LE(ended->frames + ended->dropped, (ended->at - at) / 40ms + 2);
  EXPECT_LT(difference(screenshot(), poster_1), alike);
}

TEST_P(stage_test, layers_lie_above_pictures_on_every_turned_screen) {
  fs::path red = plain_file(folder_, "red.png", {1920, 1080}, 0, 0, 255);
  for (rotation turned : {rotation::none, rotation::right, rotation::half, rotation::left}) {
    stage_options options;
    options.turned = turned;
    options.layers = [](zygote&) { return std::make_unique<bar_and_box>(); };
    stage_ = nullptr;
    events_.clear();
    seen_ = 0;
    open(options);
    for (const picture_file& what : {still(red), video(clip_2, 10s)}) {
      bool is_video = what.kind == picture_file::type::video;
      put_on(is_video ? 2 : 1, what);
      rest(200ms);
      image taken = screenshot();
      EXPECT_NEAR(channel(taken, 5, taken.size.height - 5, 0), 255, 3);
      EXPECT_EQ(channel(taken, taken.size.width - 5, taken.size.height - 55, 2), 0);
      if (is_video) continue;
      int middle_y = taken.size.height / 2;
      EXPECT_NEAR(channel(taken, taken.size.width / 2, middle_y, 2), 255, 3) << "the poster";
      EXPECT_NEAR(channel(taken, 139, 89, 1), 128, 2) << "the box";
      EXPECT_NEAR(channel(taken, 139, 89, 2), turned == rotation::none || turned == rotation::half ? 127 : 0,
                  2);
    }
  }
}

// Leaves the pictures everything but a strip along the lower edge while there is a ticker.
class ticker_room final : public layer_source {
 public:
  rect_px room(const moment& m) override {
    return there_ ? rect_px{0, 0, m.seen.width, m.seen.height - 100} : rect_px{};
  }
  std::vector<layer> layers(const moment&) override { return {}; }
  microseconds next_change(const moment&) override { return microseconds::max(); }
  void set(const overlays& what) override { there_ = !what.ticker.empty(); }

 private:
  bool there_ = false;
};

TEST_P(stage_test, a_picture_makes_room_while_a_layer_is_there_and_stays_on_show) {
  fs::path poster = plain_file(folder_, "wide.png", {1920, 1080}, 0, 200, 0);
  for (rotation turned : {rotation::none, rotation::right, rotation::half, rotation::left}) {
    stage_options options;
    options.turned = turned;
    options.layers = [](zygote&) { return std::make_unique<ticker_room>(); };
    stage_ = nullptr;
    events_.clear();
    seen_ = 0;
    open(options);
    picture_file filling = still(poster);
    filling.fit = fit_mode::cover;
    picture_file moving = video(clip_2, 20s);
    moving.fit = fit_mode::cover;
    for (const picture_file& what : {filling, moving}) {
      cue_id id = what.kind == picture_file::type::video ? 2 : 1;
      put_on(id, what);
      auto green_in = [&](int above_lower_edge) {
        image taken = screenshot();
        return channel(taken, taken.size.width / 2, taken.size.height - above_lower_edge, 1);
      };
      EXPECT_GT(green_in(5), 30);
      stage_->overlay({"Tin", false, "", {}});
      rest(100ms);
      EXPECT_EQ(green_in(5), 0);
      EXPECT_EQ(green_in(98), 0);
      EXPECT_GT(green_in(103), 30) << "the picture fills its room";
      stage_->overlay({});
      rest(100ms);
      EXPECT_GT(green_in(5), 30);
    }
    for (const stage_event& e : events_) EXPECT_FALSE(std::holds_alternative<cue_failed>(e));
  }
}

TEST_P(stage_test, a_picture_that_covers_leaves_nothing_black) {
  fs::path green = plain_file(folder_, "green.png", {1200, 1200}, 0, 255, 0);
  open();
  picture_file p = still(green);
  put_on(1, p);
  EXPECT_EQ(channel(screenshot(), 10, 540, 1), 0) << "contained";
  p.fit = fit_mode::cover;
  put_on(2, p);
  image taken = screenshot();
  for (auto [x, y] : {std::pair(2, 2), {1917, 2}, {2, 1077}, {1917, 1077}})
    EXPECT_NEAR(channel(taken, x, y, 1), 255, 3);
}

TEST_P(stage_test, a_fade_goes_over_from_one_picture_into_the_next_and_the_play_before_ends_where_it_begins) {
  fs::path red = plain_file(folder_, "red.png", {1920, 1080}, 0, 0, 255);
  fs::path blue = plain_file(folder_, "blue.png", {1920, 1080}, 255, 0, 0);
  open();
  put_on(1, still(red, 60s));
  stage_->prepare(2, still(blue));
  ASSERT_TRUE(await<cue_ready>(2));
  stage_->show(2, now(), 3s);
  auto ended = await<cue_ended>(1);
  auto began = await<cue_began>(2);
  ASSERT_TRUE(began && ended);
  EXPECT_EQ(began->at, ended->at);
  EXPECT_EQ(ended->frames, 1);
  stage_->drop(1);  // as the conductor does
  int last = -1;
  bool between = false;
  while (last < 255) {
    image taken = screenshot();
    int seen_blue = channel(taken, 960, 540, 0);
    EXPECT_GE(seen_blue, last);
    EXPECT_NEAR(seen_blue + channel(taken, 960, 540, 2), 255, 3);
    between = between || (seen_blue > 20 && seen_blue < 235);
    last = seen_blue;
    rest(20ms);
  }
  EXPECT_TRUE(between);
}

TEST_P(stage_test, videos_go_on_while_one_goes_over_into_the_other) {
  open();
  put_on(1, video(clip_1, 60s));
  stage_->prepare(2, video(clip_2, 20s));
  ASSERT_TRUE(await<cue_ready>(2));
  rest(300ms);
  stage_->show(2, now(), 1s);
  ASSERT_TRUE(await<cue_ended>(1));
  EXPECT_EQ(children().size(), 2U) << "both decode";
  rest(1500ms);
  EXPECT_EQ(children().size(), 1U);
  stage_->drop(2);
  EXPECT_LT(difference(screenshot(), clip_2, 1s, 6s), alike);
}

TEST_P(stage_test, cards_and_darkness_need_no_decoder) {
  open();
  put_on(1, text_card{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}});
  EXPECT_GT(mean_difference(screenshot(), image({1920, 1080})), 20.0);
  put_on(2, blank{});
  EXPECT_EQ(mean_difference(screenshot(), image({1920, 1080})), 0.0);
  EXPECT_TRUE(children().empty());
}

TEST_P(stage_test, a_still_needs_no_process_once_it_is_drawn) {
  open();
  stage_->prepare(1, still(poster_1));
  ASSERT_TRUE(await<cue_ready>(1));
  rest(300ms);
  EXPECT_TRUE(children().empty());
}

TEST_P(stage_test, a_killed_decoder_fails_its_cue_and_the_picture_stays) {
  open();
  put_on(1, video(clip_1, 10s));
  rest(400ms);
  ASSERT_EQ(children().size(), 1U);
  ::kill(children()[0], SIGKILL);
  auto failed = await<cue_failed>(1);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, "decoder-crash");
  EXPECT_GT(failed->frames, 0);
  EXPECT_GT(failed->shown, 0ms);
  EXPECT_LT(difference(screenshot(), clip_1, 0ms, 2s), alike);
  EXPECT_TRUE(children().empty());
  put_on(2, still(poster_2));
  EXPECT_LT(difference(screenshot(), poster_2), alike);
}

TEST_P(stage_test, a_stopped_decoder_fails_its_cue_after_a_while) {
  open();
  put_on(1, video(clip_1, 30s));
  ASSERT_EQ(children().size(), 1U);
  ::kill(children()[0], SIGSTOP);
  auto failed = await<cue_failed>(1);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, "decoder-timeout");
  EXPECT_LT(failed->shown, 3s) << "a picture that came to a halt does not count as shown";
  rest(300ms);
  EXPECT_TRUE(children().empty());
}

TEST_P(stage_test, a_lost_zygote_costs_no_picture) {
  open();
  if (!has_zygote()) GTEST_SKIP() << "not with this sanitizer";
  put_on(1, still(poster_1));
  for (cue_id id = 2; id <= 9; ++id) {
    // More often than the stage starts a new zygote, and while it requests a decoder.
    auto zygote = children("bangtin-zygote");
    if (!zygote.empty()) ::kill(zygote[0], SIGKILL);
    content what = id % 2 == 0 ? content(video(clip_1, 10s)) : still(poster_2);
    put_on(id, what);
    if (HasFatalFailure()) return;
    EXPECT_LT(difference(screenshot(), id % 2 == 0 ? clip_1 : poster_2, 0ms, 2s), alike);
    // The previous decoder was killed; on a busy machine it takes a while to end.
    for (mono_ms end = now() + 30s; children().size() > 1 && now() < end;) rest(20ms);
    EXPECT_LE(children().size(), 1U);
  }
  put_on(10, still(poster_1));
  rest(300ms);
  EXPECT_TRUE(children().empty());
  stage_ = nullptr;
  EXPECT_TRUE(children("bangtin-zygote").empty());
}

TEST_P(stage_test, a_zygote_that_hangs_is_done_without) {
  open();
  if (!has_zygote()) GTEST_SKIP() << "not with this sanitizer";
  put_on(1, still(poster_1));
  auto zygote = children("bangtin-zygote");
  ASSERT_FALSE(zygote.empty());
  ::kill(zygote[0], SIGSTOP);
  put_on(2, video(clip_1, 30s));
  if (HasFatalFailure()) return;
  EXPECT_LT(difference(screenshot(), clip_1, 0ms, 2s), alike);
  for (mono_ms end = now() + 30s; ::kill(zygote[0], 0) == 0 && now() < end;) rest(20ms);
  EXPECT_EQ(::kill(zygote[0], 0), -1) << "and is ended";
}

// The rule of the display loop: it continues whatever another process or the disk does.
TEST_P(stage_test, a_process_start_that_hangs_stops_nothing_that_is_on_show) {
  std::promise<void> hangs;
  std::promise<void> release;
  std::once_flag first;
  stage_options options;
  options.decoder = "/nowhere/bangtin-decode";  // so there is no zygote either
  options.start = [&,
                   released = release.get_future().share()](const process_setup&) -> result<child_process> {
    std::call_once(first, [&] { hangs.set_value(); });
    released.wait();
    return system_error(msg("start {}", "bangtin-decode"), EIO);
  };
  open(options);
  put_on(1, text_card{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}});
  stage_->prepare(2, still(poster_1));
  hangs.get_future().wait();
  stage_->prepare(3, video(clip_1, 10s));
  put_on(4, blank{});
  EXPECT_EQ(mean_difference(screenshot(), image({1920, 1080})), 0.0);
  stage_->drop(2);
  put_on(5, text_card{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}});
  EXPECT_GT(mean_difference(screenshot(), image({1920, 1080})), 20.0);
  release.set_value();
  auto failed = await<cue_failed>(3);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, "out-of-memory");
  stage_ = nullptr;
}

TEST_P(stage_test, a_display_that_hangs_stops_nothing_that_is_on_show) {
  fake_screen screen;
  stage_options options;
  options.make_display = screen.maker();
  screen.hang();
  open(options);
  EXPECT_TRUE(screen.is_hanging());
  put_on(1, text_card{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}});
  stage_->power(false);
  put_on(2, blank{});
  EXPECT_EQ(mean_difference(screenshot(), image({1920, 1080})), 0.0);
  mono_ms before = now();
  stage_->wait(before, -1);
  EXPECT_LT(now() - before, 1s);
  put_on(3, video(clip_1, 400ms));
  EXPECT_TRUE(await<cue_ended>(3));
  for (const stage_event& e : events_) EXPECT_FALSE(std::holds_alternative<output_state>(e));
  screen.plug(false);
  screen.release();
  std::optional<bool> connected;
  for (mono_ms end = now() + 30s; (!connected || screen.switched().empty()) && now() < end;) {
    for (const stage_event& e : stage_->wait(now() + 1s, -1)) {
      if (const auto* o = std::get_if<output_state>(&e)) connected = o->connected;
    }
  }
  EXPECT_EQ(connected, false);
  EXPECT_EQ(screen.switched(), std::vector<bool>{true}) << "the video's own wish is the last";
  stage_ = nullptr;
}

// The player must outlive its decoders when memory runs out.
TEST_P(stage_test, a_decoder_asks_to_be_the_first_when_memory_runs_out) {
  open();
  put_on(1, video(clip_1, 10s));
  auto decoders = children();
  ASSERT_FALSE(decoders.empty());
  EXPECT_EQ(read_file(fmt::format("/proc/{}/oom_score_adj", decoders[0]), 64).value(), "1000\n");
}

TEST_P(stage_test, a_damaged_registry_costs_no_picture) {
  if (!has_zygote()) GTEST_SKIP() << "not with this sanitizer";
  fs::path registry = folder_ / "registry.bin";
  std::string made;
  auto shows_a_video = [&](const std::string& with) {
    stage_options options;
    options.registry = registry;
    open(options);
    put_on(1, video(clip_1, 10s));
    EXPECT_LT(difference(screenshot(), clip_1, 0ms, 2s), alike) << with;
    stage_ = nullptr;
    events_.clear();
    seen_ = 0;
  };
  shows_a_video("no registry");
  std::ifstream file(registry, std::ios::binary);
  made.assign(std::istreambuf_iterator<char>(file), {});
  ASSERT_GT(made.size(), 10'000U) << "no registry was made";
  std::string half = made.substr(0, made.size() / 2);
  std::string flipped = made;
  std::string worse = made;
  for (std::size_t at = 1'000; at < made.size(); at += 1'009) flipped[at] = static_cast<char>(~flipped[at]);
  for (std::size_t at = 100; at < made.size(); at += 7) worse[at] = '\xff';
  for (const std::string& content : {made, half, flipped, worse, std::string("no registry"), std::string()}) {
    ASSERT_TRUE(write_file(registry, content));
    shows_a_video(fmt::format("{} bytes", content.size()));
    if (HasFatalFailure()) return;
  }
  fs::remove(registry);
  fs::create_directory(registry);
  shows_a_video("a folder in its place");
}

TEST_P(stage_test, what_cannot_be_decoded_fails_with_its_reason) {
  open();
  auto write = [&](const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    return folder_ / name;
  };
  std::string clip = *read_file(clip_1, 64U << 20);
  std::string poster = *read_file(poster_1, 64U << 20);
  std::string photo = *read_file(poster_2, 64U << 20);
  std::string huge = poster;  // a picture that states, with a correct checksum, 900 megapixels
  huge.replace(16, 8, std::string("\0\0\x75\x30\0\0\x75\x30", 8));
  huge.replace(29, 4, png_check(huge.substr(12, 17)));
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  run_line(fmt::format("audiotestsrc num-buffers=100 ! avenc_aac ! mp4mux ! filesink location={}",
                       (folder_ / "sound.mp4").string()));
  struct bad {
    std::string what;
    picture_file file;
    std::string reason;
  };
  const bad table[] = {
      {"missing", video(folder_ / "missing.mp4", 1s), "file-missing"},
      {"a folder", still(folder_), "file-missing"},
      {"a pipe", still(folder_ / "pipe"), "file-missing"},
      {"empty video", video(write("empty.mp4", ""), 1s), "decoder-error"},
      {"empty still", still(write("empty.png", "")), "decoder-error"},
      {"text as video", video(write("text.mp4", "This is not a film at all, and never was."), 1s),
       "decoder-error"},
      {"still as video", video(poster_1, 1s), "decoder-error"},
      {"video as still", still(clip_1), "decoder-error"},
      {"beginning of an MP4 only", video(write("head.mp4", clip.substr(0, 40)), 1s), "decoder-error"},
      {"index cut off", video(write("cut.mp4", clip.substr(0, 3000)), 1s), "decoder-error"},
      {"sound without pictures", video(folder_ / "sound.mp4", 1s), "decoder-error"},
      {"MP4 of noise", video(write("noise.mp4", clip.substr(0, 12) + photo), 1s), "decoder-error"},
      {"picture larger than memory", still(write("huge.png", huge)), "decoder-error"},
      {"half a JPEG header", still(write("half.jpg", photo.substr(0, 100))), "decoder-error"},
      {"half a PNG header", still(write("half.png", poster.substr(0, 30))), "decoder-error"},
  };
  put_on(1, still(poster_2));
  cue_id id = 1;
  for (const bad& b : table) {
    stage_->prepare(++id, b.file);
    auto failed = await<cue_failed>(id);
    ASSERT_TRUE(failed) << b.what;
    EXPECT_EQ(failed->reason, b.reason) << b.what << ": " << failed->detail;
    EXPECT_FALSE(failed->detail.empty()) << b.what;
  }
  EXPECT_LT(difference(screenshot(), poster_2), alike) << "what was on stays on";
}

TEST_P(stage_test, many_cues_leave_nothing_behind) {
  open();
  put_on(1, still(poster_1));
  rest(300ms);
  std::size_t files = open_files();
  cue_id id = 1;
  for (int i = 0; i < 50; ++i) {
    ++id;
    if (i % 5 == 0) {
      put_on(id, video(clip_1, 60s));
    } else if (i % 5 == 1) {
      stage_->prepare(id, video(clip_2, 60s));
      stage_->drop(id);  // before it is ready
    } else if (i % 5 == 2) {
      stage_->prepare(id, still(folder_ / "missing.png"));
      EXPECT_TRUE(await<cue_failed>(id));
    } else {
      put_on(id, still(i % 2 == 0 ? poster_1 : poster_2));
      stage_->drop(id);
    }
  }
  put_on(++id, still(poster_1));
  rest(500ms);
  EXPECT_EQ(open_files(), files);
  EXPECT_TRUE(children().empty());
}

TEST_P(stage_test, an_eventfd_wakes_it) {
  open();
  rest(50ms);
  unique_fd wake(::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC));
  std::vector<stage_event> told = stage_->wait(now() + 20s, wake.get());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<woken>(told[0]));
  std::uint64_t count = 0;
  EXPECT_EQ(::read(wake.get(), &count, sizeof count), -1) << "it was to be drained";
}

TEST_P(stage_test, a_cue_that_is_dropped_says_nothing_more) {
  open();
  stage_->prepare(1, blank{});
  stage_->drop(1);
  stage_->prepare(2, still(folder_ / "missing.png"));
  stage_->drop(2);
  rest(1s);
  for (const stage_event& e : events_) EXPECT_TRUE(std::holds_alternative<output_state>(e));
  EXPECT_EQ(events_.size(), 1U);
}

TEST_P(stage_test, a_cue_ready_too_late_is_shown_when_it_is_ready) {
  open();
  stage_->prepare(1, video(clip_1, 3s));
  mono_ms at = now() - 700ms;
  stage_->show(1, at, {});  // not ready by then
  auto began = await<cue_began>(1);
  ASSERT_TRUE(began);
  EXPECT_GT(began->at, at);
  auto ended = await<cue_ended>(1);
  ASSERT_TRUE(ended);
  EXPECT_GT(ended->dropped, 0) << "frames before the moment of joining are passed over";
  EXPECT_LT(difference(screenshot(), clip_1, 2700ms, 3s), alike) << "and it is in step at its end";
}

TEST_P(stage_test, switching_the_output_off_and_on_leaves_the_picture) {
  open();
  put_on(1, blank{});
  stage_->power(false);
  rest(100ms);
  stage_->power(true);
  put_on(2, still(poster_1));
  EXPECT_LT(difference(screenshot(), poster_1), alike);
  std::vector<bool> states;
  for (const stage_event& e : events_) {
    if (const auto* o = std::get_if<output_state>(&e)) states.push_back(o->connected);
  }
  ASSERT_FALSE(states.empty());
  EXPECT_TRUE(states.front());
  EXPECT_TRUE(states.back());
}

TEST_P(stage_test, without_a_sound_device_videos_are_shown_all_the_same) {
  ::setenv("SDL_AUDIODRIVER", "no-such-driver", 1);
  open();
  ::setenv("SDL_AUDIODRIVER", "disk", 1);
  picture_file p = video(clip_1, 400ms);
  p.sound = true;
  put_on(1, p);
  auto ended = await<cue_ended>(1);
  ASSERT_TRUE(ended);
  EXPECT_GT(ended->frames, 0);
}

// The player's own loop, in a separate program that ends with its display.
TEST_P(stage_test, a_display_server_that_goes_ends_the_program_with_a_reason) {
  for (bool moving : {true, false}) {
    std::string display_before = ::getenv("DISPLAY");
    virtual_screen other("640x360x24");
    ASSERT_TRUE(other.there());
    ::setenv("DISPLAY", display_before.c_str(), 1);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    unique_fd reads(ends[0]);
    unique_fd writes(ends[1]);
    process_setup setup;
    setup.argv = {BANGTIN_BINARY_DIR "/bin/bangtin-show",
                  "--no-sound",
                  "--seconds",
                  "600",
                  "--path",
                  GetParam() == output_path::surface ? "surface" : "texture",
                  moving ? clip_1.string() : poster_1.string()};
    setup.environment = {"DISPLAY=" + other.display(), "SDL_VIDEODRIVER=x11", "SDL_RENDER_DRIVER=software",
                         "PATH=/usr/bin:/bin", "BANGTIN_LIBEXEC=" BANGTIN_BINARY_DIR "/bin"};
    setup.descriptors = {{writes.get(), 1}, {writes.get(), 2}};
    auto program = start_process(setup);
    ASSERT_TRUE(program);
    writes.reset();
    std::string said;
    char c = 0;
    while (said.find("began 1") == std::string::npos && ::read(reads.get(), &c, 1) == 1) said += c;
    ASSERT_NE(said.find("began 1"), std::string::npos) << said;
    other.server().kill();
    while (::read(reads.get(), &c, 1) == 1) said += c;  // until it has ended
    int status = program->wait();
    EXPECT_TRUE(WIFEXITED(status)) << said;
    EXPECT_EQ(WEXITSTATUS(status), 1) << said;
    EXPECT_NE(said.find("display server has gone"), std::string::npos) << said;
  }
}

TEST_P(stage_test, the_sound_of_a_clip_is_heard) {
  open();
  picture_file p = video(clip_1, 2s);
  p.sound = true;
  put_on(1, p);
  ASSERT_TRUE(await<cue_ended>(1));
  rest(200ms);
  stage_ = nullptr;  // closes the file
  std::string sound = *read_file(folder_ / "sound.raw", 64U << 20);
  EXPECT_GT(sound.size(), 48000U * 4);
  auto loud = std::count_if(sound.begin(), sound.end(), [](char c) { return c != 0; });
  EXPECT_GT(loud, 20000) << "more than silence";
}

INSTANTIATE_TEST_SUITE_P(stage, stage_test, testing::Values(output_path::surface, output_path::texture),
                         [](const auto& path) {
                           return path.param == output_path::surface ? "surface" : "texture";
                         });

}  // namespace
}  // namespace bangtin::player::stage
