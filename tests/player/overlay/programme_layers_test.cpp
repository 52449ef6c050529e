// Tests which layers lie above which picture, when they change, and that what does not change is not drawn
// again.
#include "player/overlay/programme_layers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "player/overlay/composed.hpp"
#include "player/overlay/layout.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::overlay {
namespace {

using namespace std::chrono_literals;

class above_the_pictures : public ::testing::Test {
 protected:
  stage::content on_show = stage::picture_file{};
  stage::layer_source::moment m{100s, utc_ms(1'795'331'100s + 20s), {1920, 1080}, &on_show, 0us};
  stage::overlays what{"Nộp hồ sơ trực tuyến", true, "Asia/Ho_Chi_Minh", {}};
  programme_layers source{{}};

  stage::picture_file& file() { return std::get<stage::picture_file>(on_show); }
  std::vector<stage::layer> after_set(const stage::overlays& o) {
    source.set(o);
    return source.layers(m);
  }
  void pass(std::chrono::milliseconds d) {
    m.now_mono += d;
    m.now_utc += d;
    m.picture_time += d;
  }
};

TEST_F(above_the_pictures, lies_what_the_programme_says_and_nothing_else) {
  EXPECT_TRUE(source.layers(m).empty());
  EXPECT_EQ(after_set({"", false, "Asia/Ho_Chi_Minh", {}}).size(), 0U);
  EXPECT_EQ(after_set({"Tin", false, "Asia/Ho_Chi_Minh", {}}).size(), 1U);
  EXPECT_EQ(after_set({"", true, "Asia/Ho_Chi_Minh", {}}).size(), 1U);
  EXPECT_EQ(after_set({"", true, "Mars/Base", {}}).size(), 0U) << "no time is better than a wrong one";
  EXPECT_EQ(after_set(what).size(), 2U);
  EXPECT_EQ(source.layers(m)[1].where.y, source.layers(m)[0].where.y) << "the clock ends the ticker's band";
  EXPECT_EQ(source.layers(m)[0].where.width + source.layers(m)[1].where.width, 1920);
  file().link = "https://dichvucong.gov.vn";
  EXPECT_EQ(source.layers(m).size(), 3U);
}

// Pixel by pixel: whatever is shown beside it, the picture is the same as without layers in its place, and
// three quarters of it stay.
RC_GTEST_PROP(pictures, lose_no_pixel_to_layers, ()) {
  auto side = [](int from) { return *rc::gen::inRange(from, 700); };
  stage::size_px seen{side(120), side(120)};
  stage::size_px size{side(16), side(16)};
  stage::image picture(size);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
    picture.pixels[i] = static_cast<std::uint8_t>(i * 7);
  stage::picture_file file;
  auto flag = [] { return *rc::gen::arbitrary<bool>(); };
  if (flag()) file.link = "https://dichvucong.gov.vn";
  if (flag()) file.call = "Quét mã 📱 để nộp hồ sơ";
  if (flag()) file.fit = stage::fit_mode::cover;
  stage::content on_show = file;
  programme_layers source{{}};
  source.set({flag() ? "Tin 🎉" : "", flag(), "Asia/Ho_Chi_Minh", {}});
  stage::layer_source::moment m{1s, utc_ms(1s), seen, &on_show, 0s, size};
  stage::rect_px room = source.room(m);
  stage::image alone = stage::painter().compose(picture.view(), stage::rotation::none, seen, file.fit, room);
  stage::image all = composed(alone, source.layers(m));
  stage::rect_px where = stage::fit(size, seen, stage::rotation::none, file.fit, room).where;
  for (int y = where.y; y < where.y + where.height; ++y) {
    auto row = (std::ptrdiff_t{y} * seen.width + where.x) * 4;
    RC_ASSERT(std::equal(alone.pixels.begin() + row, alone.pixels.begin() + row + where.width * 4,
                         all.pixels.begin() + row));
  }
  std::get<stage::picture_file>(on_show).link.clear();
  stage::rect_px before = stage::fit(size, seen, stage::rotation::none, file.fit, source.room(m)).where;
  RC_ASSERT((4 * (where.width + 1) >= 3 * before.width || 4 * (where.height + 1) >= 3 * before.height));
}

TEST_F(above_the_pictures, leave_an_emergency_alone) {
  source.set(what);
  file().alone = true;
  file().link = "https://dichvucong.gov.vn";
  EXPECT_TRUE(source.layers(m).empty());
  EXPECT_EQ(source.room(m), stage::rect_px{});
}

// The typesetter draws the texts; until it has, the band is there and the picture has its place.
TEST_F(above_the_pictures, texts_come_when_they_are_drawn_and_the_picture_does_not_move) {
  programme_layers drawn_elsewhere({}, std::make_shared<stage::typesetter>());
  drawn_elsewhere.set(what);
  file().link = "https://dichvucong.gov.vn";
  stage::rect_px room = drawn_elsewhere.room(m);
  EXPECT_EQ(drawn_elsewhere.layers(m).front().where.y, 1080 - 86) << "the band, still without words";
  while (drawn_elsewhere.is_reading()) {
    EXPECT_LE(drawn_elsewhere.next_change(m), m.now_mono + 20ms);
    (void)drawn_elsewhere.layers(m);
    std::this_thread::yield();
  }
  EXPECT_EQ(drawn_elsewhere.layers(m).size(), 3U);
  EXPECT_EQ(drawn_elsewhere.room(m), room);
}

TEST_F(above_the_pictures, codes_of_pictures_to_come_are_drawn_ahead) {
  auto texts = std::make_shared<stage::typesetter>();
  programme_layers drawn_elsewhere({}, texts);
  stage::picture_file next;
  next.link = "https://vneid.gov.vn";
  stage::content to_come = next;
  stage::layer_source::moment later = m;
  later.on_show = &to_come;
  later.picture = {1920, 1080};
  (void)drawn_elsewhere.room(later);
  auto afterwards = texts->order([] { return true; });
  while (afterwards->get() == nullptr) std::this_thread::yield();
  EXPECT_EQ(drawn_elsewhere.layers(later).size(), 1U) << "at its first moment";
}

TEST_F(above_the_pictures, is_nothing_where_there_is_no_picture) {
  source.set(what);
  file().link = "https://dichvucong.gov.vn";
  const std::vector<stage::content> bare{stage::text_card{"K7QM-2XWD", {}, stage::text_card::style::pairing},
                                         stage::text_card{"", {"Cháy"}, stage::text_card::style::notice},
                                         stage::text_card{"Bảng tin", {}}, stage::blank{}};
  for (const stage::content& p : bare) {
    m.on_show = &p;
    EXPECT_TRUE(source.layers(m).empty());
    EXPECT_GT(source.next_change(m), m.now_mono + 1min) << "and nobody is woken for it";
  }
  m.on_show = nullptr;
  EXPECT_TRUE(source.layers(m).empty());
}

int bottom_of(const stage::rect_px& r) {
  return r.y + r.height;
}

TEST_F(above_the_pictures, a_pairing_panel_lies_low_on_the_left_and_nothing_covers_it) {
  what.pairing = {"K7QM-2XWD", "Không kết nối được máy chủ"};
  file().link = "https://dichvucong.gov.vn";
  for (stage::size_px seen :
       {stage::size_px{1920, 1080}, {1080, 1920}, {1280, 720}, {640, 480}, {3840, 2160}}) {
    m.seen = seen;
    std::vector<stage::layer> all = after_set(what);
    ASSERT_GE(all.size(), 2U);
    const stage::rect_px& panel = all.back().where;
    EXPECT_LT(panel.x, seen.width / 16);
    EXPECT_LE(panel.width, seen.width / 2);
    EXPECT_LT(panel.y + panel.height, seen.height);
    EXPECT_LT(panel.height * panel.width, seen.width * seen.height / 8);
    EXPECT_LE(bottom_of(source.room(m)), panel.y) << "the picture makes room for it";
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      EXPECT_LE(bottom_of(all[i].where), panel.y) << seen.width << ": layer " << i;
    }
  }
}

TEST_F(above_the_pictures, a_pairing_panel_also_lies_on_the_slate_and_never_on_a_notice_or_another_code) {
  struct row {
    stage::content on_show;
    std::size_t layers;
  };
  const std::vector<row> rows{{stage::picture_file{}, 1},
                              {stage::text_card{"Bảng tin", {}}, 1},
                              {stage::text_card{"Ủy ban nhân dân xã", {}, stage::text_card::style::slate}, 2},
                              {stage::text_card{"K7QM-2XWD", {}, stage::text_card::style::pairing}, 0},
                              {stage::text_card{"", {"Cháy"}, stage::text_card::style::notice}, 0},
                              {stage::blank{}, 0}};
  stage::overlays only{"", false, "Asia/Ho_Chi_Minh", {}};
  for (bool offered : {true, false}) {
    only.pairing.code = offered ? "K7QM-2XWD" : "";
    source.set(only);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      m.on_show = &rows[i].on_show;
      std::size_t panels = offered && rows[i].layers > 0 ? 0 : (rows[i].layers > 0 ? 1 : 0);
      EXPECT_EQ(source.layers(m).size(), rows[i].layers - panels) << "row " << i << ", offered: " << offered;
    }
  }
}

TEST_F(above_the_pictures, a_pairing_panel_is_drawn_once_until_its_code_or_note_changes) {
  stage::overlays only{"", false, "Asia/Ho_Chi_Minh", {}};
  only.pairing = {"K7QM-2XWD"};
  std::uint64_t first = after_set(only).at(0).version;
  pass(10s);
  EXPECT_EQ(after_set(only).at(0).version, first);
  only.pairing.note = "Không có mạng";
  EXPECT_NE(after_set(only).at(0).version, first);
}

TEST_F(above_the_pictures, the_slate_has_its_clock_whatever_the_programme_lays_above_others) {
  source.set({"Tin", false, "Asia/Ho_Chi_Minh", {}});
  on_show = stage::text_card{"Ủy ban nhân dân xã", {}, stage::text_card::style::slate};
  std::vector<stage::layer> at_first = source.layers(m);
  ASSERT_EQ(at_first.size(), 1U);
  EXPECT_EQ(source.next_change(m), m.now_mono + 40s) << "14:05:20";
  pass(39s);
  EXPECT_EQ(source.layers(m)[0].version, at_first[0].version);
  pass(1s);
  EXPECT_NE(source.layers(m)[0].version, at_first[0].version);
}

TEST_F(above_the_pictures, nothing_is_drawn_again_but_the_ticker) {
  source.set(what);
  file().link = "https://dichvucong.gov.vn";
  std::vector<stage::layer> before = source.layers(m);
  for (int i = 0; i < 10; ++i) {
    pass(17ms);
    std::vector<stage::layer> after = source.layers(m);
    ASSERT_EQ(after.size(), before.size());
    EXPECT_NE(after[0].version, before[0].version);
    EXPECT_TRUE(after[0].opaque);
    EXPECT_EQ(after[0].where, before[0].where);
    for (std::size_t l = 1; l < after.size(); ++l) {
      EXPECT_EQ(after[l].version, before[l].version);
      EXPECT_EQ(after[l].pixels, before[l].pixels);
    }
    before = std::move(after);
  }
}

TEST_F(above_the_pictures, every_layer_is_of_its_size_and_on_the_screen) {
  source.set(what);
  file().link = "https://dichvucong.gov.vn/p/home/dvc-tra-cuu-thu-tuc-hanh-chinh.html?ma=1.0419";
  file().call = "Quét mã để nộp hồ sơ trực tuyến";
  for (stage::size_px size : {stage::size_px{1920, 1080}, stage::size_px{1080, 1920},
                              stage::size_px{1280, 720}, stage::size_px{3840, 2160}}) {
    m.seen = size;
    std::vector<stage::layer> all = source.layers(m);
    EXPECT_EQ(all.size(), 3U) << size.width;
    for (const stage::layer& l : all) {
      EXPECT_EQ(l.pixels->size, (stage::size_px{l.where.width, l.where.height}));
      EXPECT_GE(l.where.x, 0);
      EXPECT_LE(l.where.x + l.where.width, size.width);
      EXPECT_LE(l.where.y + l.where.height, size.height);
    }
  }
  for (stage::size_px size : {stage::size_px{1, 1}, stage::size_px{64, 48}, stage::size_px{3000, 20}}) {
    m.seen = size;
    (void)source.layers(m);  // layers without room are left out
  }
}

TEST_F(above_the_pictures, the_ticker_asks_for_sixty_frames_a_second_and_the_clock_for_a_minute) {
  source.set(what);
  microseconds next = source.next_change(m);
  EXPECT_GT(next, m.now_mono);
  EXPECT_LE(next, m.now_mono + 16'667us);
  source.set({"", true, "Asia/Ho_Chi_Minh", {}});
  EXPECT_EQ(source.next_change(m), m.now_mono + 40s);
  source.set({"", false, "Asia/Ho_Chi_Minh", {}});
  EXPECT_GT(source.next_change(m), m.now_mono + 1min);
}

TEST_F(above_the_pictures, subtitles_come_at_their_time_in_the_file) {
  fakes::temporary_folder folder;
  std::ofstream(folder / "a.srt") << "1\n00:00:05,000 --> 00:00:07,000\nXin chào\n";
  file().kind = stage::picture_file::type::video;
  file().subtitles = folder / "a.srt";
  m.picture_time = 4s;  // starts in the middle
  EXPECT_TRUE(source.layers(m).empty());
  // Another thread reads the file; ask until it is there.
  for (int i = 0; i < 500 && source.next_change(m) == m.now_mono + 20ms; ++i) {
    std::this_thread::sleep_for(10ms);
    (void)source.layers(m);
  }
  EXPECT_EQ(source.next_change(m), m.now_mono + 1s);
  pass(1s);
  EXPECT_EQ(source.layers(m).size(), 1U);
  pass(2s);
  EXPECT_TRUE(source.layers(m).empty());
  on_show = stage::picture_file{};
  m.picture_time = 5s;
  EXPECT_TRUE(source.layers(m).empty()) << "another picture has none of them";
}

TEST_F(above_the_pictures, subtitles_that_cannot_be_read_are_left_out) {
  file().subtitles = "/nowhere/a.srt";
  (void)source.layers(m);
  for (int i = 0; i < 500 && source.next_change(m) == m.now_mono + 20ms; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(source.layers(m).empty());
  EXPECT_GT(source.next_change(m), m.now_mono + 1min);
}

TEST_F(above_the_pictures, the_logo_is_there_once_its_decoder_has_said_so) {
  stage::zygote decoders(BANGTIN_BINARY_DIR "/bin/bangtin-decode");
  programme_layers with_logo(
      [&](const stage::picture_file& f) { return std::make_unique<stage::decoder>(decoders, f, false); });
  with_logo.set(
      {"", false, "Asia/Ho_Chi_Minh", BANGTIN_SOURCE_DIR "/demo/ap-phich-1-loi-ich-dich-vu-cong.png"});
  for (int i = 0; i < 900 && with_logo.layers(m).empty(); ++i) {
    std::this_thread::sleep_for(10ms);
    m.now_mono += 10ms;
  }
  std::vector<stage::layer> all = with_logo.layers(m);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_LT(all[0].where.x, 100);
  EXPECT_LT(all[0].where.y, 100);
  EXPECT_LE(all[0].where.height, 150);
  EXPECT_NEAR(double(all[0].where.width) / all[0].where.height, 16.0 / 9, 0.2) << "as it is, and its field";
  EXPECT_GT(with_logo.next_change(m), m.now_mono + 1min);
}

TEST_F(above_the_pictures, a_logo_that_cannot_be_decoded_is_left_out) {
  int asked = 0;
  stage::zygote decoders(BANGTIN_BINARY_DIR "/bin/bangtin-decode");
  programme_layers with_logo([&](const stage::picture_file& f) {
    ++asked;
    EXPECT_EQ(f.file, "/nowhere/logo.png");
    return std::make_unique<stage::decoder>(decoders, f, false);
  });
  with_logo.set({"", false, "Asia/Ho_Chi_Minh", "/nowhere/logo.png"});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(with_logo.layers(m).empty());
  with_logo.set({"", false, "Asia/Ho_Chi_Minh", "/nowhere/logo.png"});
  EXPECT_TRUE(with_logo.layers(m).empty());
  EXPECT_EQ(asked, 1);
}

TEST_F(above_the_pictures, a_logo_whose_decoder_failed_once_comes_a_minute_later) {
  int asked = 0;
  stage::zygote decoders(BANGTIN_BINARY_DIR "/bin/bangtin-decode");
  programme_layers with_logo([&](stage::picture_file f) {
    if (++asked == 1) f.file = "/nowhere/logo.png";
    return std::make_unique<stage::decoder>(decoders, f, false);
  });
  with_logo.set(
      {"", false, "Asia/Ho_Chi_Minh", BANGTIN_SOURCE_DIR "/demo/ap-phich-1-loi-ich-dich-vu-cong.png"});
  auto look_until = [&](const auto& condition) {
    for (int i = 0; i < 900 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
  };
  EXPECT_TRUE(look_until(
      [&] { return with_logo.layers(m).empty() && with_logo.next_change(m) == m.now_mono + 1min; }));
  m.now_mono += 1min - 1us;
  EXPECT_TRUE(with_logo.layers(m).empty());
  EXPECT_EQ(asked, 1);
  m.now_mono += 1us;
  EXPECT_TRUE(look_until([&] { return !with_logo.layers(m).empty(); }));
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace bangtin::player::overlay
