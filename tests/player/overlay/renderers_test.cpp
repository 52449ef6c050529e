#include "player/overlay/renderers.hpp"

#include <gtest/gtest.h>

#include "player/overlay/layout.hpp"

namespace bangtin::player::overlay {
namespace {

using std::chrono::milliseconds;

TEST(the_wall_clock, speaks_vietnamese_in_the_zone_of_the_site) {
  const utc_ms sunday(milliseconds(1'795'331'100'000));  // 2026-11-22 07:05 UTC
  const std::string zone = "Asia/Ho_Chi_Minh";
  EXPECT_EQ(wall_clock_at(sunday, zone), (wall_clock{"14:05", "Chủ nhật, 22/11/2026"}));
  const char* days[] = {"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"};
  for (int i = 0; i < 6; ++i) {
    std::string date = wall_clock_at(sunday + std::chrono::hours(24 * (i + 1)), zone).date;
    EXPECT_EQ(date.substr(0, date.find(',')), days[i]);
  }
  EXPECT_EQ(wall_clock_at(sunday + std::chrono::hours(10), zone).date, "Thứ Hai, 23/11/2026")
      << "local midnight";
  EXPECT_EQ(wall_clock_at(utc_ms{}, "UTC"), (wall_clock{"00:00", "Thứ Năm, 01/01/1970"}));
  EXPECT_EQ(wall_clock_at(sunday, "Mars/Base"), wall_clock{});
  EXPECT_EQ(wall_clock_at(sunday, ""), wall_clock{});
}

TEST(where_a_link_leads, is_said_by_its_host) {
  EXPECT_EQ(host_of("https://dichvucong.gov.vn"), "dichvucong.gov.vn");
  EXPECT_EQ(host_of("https://www.gov.vn/a?b#c"), "gov.vn");
  EXPECT_EQ(host_of("http://a.vn:80/x"), "a.vn:80");
  EXPECT_EQ(host_of("https://a.vn?x=1"), "a.vn");
  EXPECT_EQ(host_of("tel:113"), "");
  EXPECT_EQ(host_of(""), "");
}

// The number of light pixels on the edges; 0 when no letter is cut off at an edge.
int light_on_edges(const stage::image& i) {
  int count = 0;
  auto look = [&](int x, int y) {
    const std::uint8_t* p = i.pixels.data() + (std::ptrdiff_t{y} * i.size.width + x) * 4;
    count += p[2] > 120 && p[3] > 120;
  };
  for (int x = 0; x < i.size.width; ++x) look(x, 0), look(x, i.size.height - 1);
  for (int y = 0; y < i.size.height; ++y) look(0, y), look(i.size.width - 1, y);
  return count;
}

TEST(renderers, are_of_the_size_of_their_texts_and_cut_none) {
  for (stage::size_px seen : {stage::size_px{1920, 1080}, stage::size_px{1080, 1920},
                              stage::size_px{1280, 720}, stage::size_px{320, 240}}) {
    std::string long_text;
    for (int i = 0; i < 40; ++i) long_text += "Bước một: truy cập Cổng Dịch vụ công. ";
    for (const std::string& text : {std::string("Ẵ"), std::string("Hai\ndòng"), long_text}) {
      rendered_image caption = draw_caption(text, seen, seen.width * 8 / 10);
      EXPECT_EQ(light_on_edges(*caption), 0) << seen.width;
      EXPECT_LE(caption->size.width, seen.width * 8 / 10);
    }
    EXPECT_EQ(draw_band_clock({"20:58", "Thứ Năm, 30/12/2026"}, {387, 86})->size, (stage::size_px{387, 86}));
    EXPECT_EQ(draw_band_clock({"20:58", "Thứ Năm, 30/12/2026"}, {387, 86}, 1920)->size,
              (stage::size_px{1920, 86}));
    rendered_image slate =
        draw_slate_clock({"20:58", "Thứ Năm, 30/12/2026"}, {seen.width / 2, seen.height / 3});
    EXPECT_EQ(light_on_edges(*slate), 0);
  }
  EXPECT_EQ(draw_code("", "call", {{0, 0, 300, 300}, {0, 0, 300, 300}, {}}, {1920, 1080}), nullptr);
}

}  // namespace
}  // namespace bangtin::player::overlay
