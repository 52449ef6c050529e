// Tests QR codes with an independent reader: zbarimg reads the pictures that viewers would see.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "player/overlay/composed.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/overlay/renderers.hpp"
#include "player/stage/text_card.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::overlay {
namespace {

using namespace std::chrono_literals;

std::string read_by_zbar(const std::filesystem::path& png) {
  std::string command = "zbarimg --quiet --raw -Sdisable -Sqrcode.enable '" + png.string() + "' 2>/dev/null";
  std::unique_ptr<FILE, int (*)(FILE*)> out(popen(command.c_str(), "r"), &pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (out && std::fgets(buffer.data(), buffer.size(), out.get()) != nullptr) text += buffer.data();
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// The screen as a camera with 1,920 pixels over 70 degrees sees it from three metres, on a screen of 43
// inches: 2.2 mm a pixel, where the screen has 0.496 mm. Plain averages over squares.
stage::image from_three_metres(const stage::image& screen) {
  double scale = 0.496 / 2.2;
  stage::image small(
      {static_cast<int>(screen.size.width * scale), static_cast<int>(screen.size.height * scale)});
  for (int y = 0; y < small.size.height; ++y) {
    for (int x = 0; x < small.size.width; ++x) {
      int x0 = static_cast<int>(x / scale), x1 = static_cast<int>((x + 1) / scale);
      int y0 = static_cast<int>(y / scale), y1 = static_cast<int>((y + 1) / scale);
      std::array<int, 3> sum{};
      int count = 0;
      for (int v = y0; v < y1 && v < screen.size.height; ++v) {
        for (int u = x0; u < x1 && u < screen.size.width; ++u, ++count) {
          const std::uint8_t* p = screen.pixels.data() + (std::ptrdiff_t{v} * screen.size.width + u) * 4;
          for (int c = 0; c < 3; ++c) sum[static_cast<std::size_t>(c)] += p[c];
        }
      }
      std::uint8_t* to = small.pixels.data() + (std::ptrdiff_t{y} * small.size.width + x) * 4;
      for (int c = 0; c < 3 && count > 0; ++c) {
        to[c] = static_cast<std::uint8_t>(sum[static_cast<std::size_t>(c)] / count);
      }
    }
  }
  return small;
}

stage::image screen_with(const std::string& link, stage::size_px size) {
  stage::picture_file file;
  file.link = link;
  file.call = "Quét mã để nộp hồ sơ";
  stage::content on_show = file;
  stage::overlays what;
  what.ticker = "Nộp hồ sơ trực tuyến";
  what.clock = true;
  what.timezone = "Asia/Ho_Chi_Minh";
  programme_layers source{{}};
  source.set(what);
  stage::drawing picture(size);
  picture.fill_downwards({0.9, 0.5, 0.2}, {0.1, 0.2, 0.1});
  stage::layer_source::moment m{1s, utc_ms(1s), size, &on_show, 0s, size};
  stage::image screen = stage::painter().compose(picture.finish()->view(), stage::rotation::none, size,
                                                 stage::fit_mode::contain, source.room(m));
  return composed(std::move(screen), source.layers(m));
}

class codes : public ::testing::Test {
 protected:
  std::string read(const stage::image& i) {
    auto file = folder_.path() / "screen.png";
    auto written = stage::write_png(i, file);
    EXPECT_TRUE(written);
    return read_by_zbar(file);
  }
  fakes::temporary_folder folder_;
};

TEST_F(codes, of_links_are_read_from_the_screen_and_from_three_metres) {
  const std::vector<std::string> links{
      "https://vneid.gov.vn", "https://dichvucong.gov.vn",
      "https://dichvucong.gov.vn/p/home/dvc-nop-ho-so.html",
      "https://dichvucong.gov.vn/p/home/dvc-tra-cuu-thu-tuc-hanh-chinh.html?ma=1.0419"};
  ASSERT_EQ(links.back().size(), 78U) << "the longest that is promised";
  for (const std::string& link : links) {
    for (stage::size_px size : {stage::size_px{1920, 1080}, stage::size_px{1080, 1920}}) {
      SCOPED_TRACE(link + " " + std::to_string(size.width));
      stage::image screen = screen_with(link, size);
      EXPECT_EQ(read(screen), link);
      EXPECT_EQ(read(from_three_metres(screen)), link);
    }
    EXPECT_EQ(read(screen_with(link, {1280, 720})), link);
  }
}

TEST_F(codes, of_long_links_are_read_from_near) {
  std::string link = "https://example.vn/?q=";
  while (link.size() < 300) link += "abcdefghij";
  EXPECT_EQ(read(screen_with(link, {1920, 1080})), link);
}

TEST_F(codes, of_the_pairing_screen_are_read) {
  for (stage::size_px size :
       {stage::size_px{1920, 1080}, stage::size_px{1080, 1920}, stage::size_px{1280, 720}}) {
    stage::text_card card{"K7QM-2XWD",
                          {"Nhập mã này trên máy quản trị", "http://10.0.0.5:8470"},
                          stage::text_card::style::pairing,
                          "bangtin screen pair K7QM-2XWD"};
    EXPECT_EQ(read(stage::draw_card(card, size)), "bangtin screen pair K7QM-2XWD") << size.width;
  }
}

TEST(a_qr_code, is_made_of_what_fits_one_and_of_nothing_else) {
  EXPECT_FALSE(stage::make_qr_code(""));
  EXPECT_FALSE(stage::make_qr_code(std::string(2954, 'a')));
  ASSERT_TRUE(stage::make_qr_code(std::string(2953, 'a')));
  EXPECT_EQ(stage::make_qr_code(std::string(2953, 'a'))->modules, 177);
  EXPECT_EQ(stage::make_qr_code(std::string(62, 'a'))->modules, 33);
  EXPECT_EQ(stage::make_qr_code(std::string(78, 'a'))->modules, 33) << "at the lower level";
  EXPECT_TRUE(stage::make_qr_code("Nộp hồ sơ"));
  EXPECT_EQ(stage::qr_modules(0), 0);
  EXPECT_EQ(stage::qr_modules(2954), 0);
  for (std::size_t bytes = 1; bytes <= 2953; bytes += bytes < 200 ? 1 : 97) {
    EXPECT_EQ(stage::qr_modules(bytes), stage::make_qr_code(std::string(bytes, 'a'))->modules) << bytes;
  }
}

}  // namespace
}  // namespace bangtin::player::overlay
