#include "media/screenshot.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <turbojpeg.h>

#include <vector>

namespace bangtin::media {
namespace {

std::string a_shot(int width, int height) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height) * 4);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 / 5);
  return to_jpeg(pixels, width, height).value();
}

TEST(a_screenshot, is_read_as_it_was_made_and_becomes_a_png) {
  result<image> p = read_screenshot(a_shot(640, 360));
  ASSERT_TRUE(p) << describe(p.error());
  EXPECT_EQ(p->width, 640);
  EXPECT_EQ(p->height, 360);
  EXPECT_EQ(p->rgb.size(), 640u * 360 * 3);
  EXPECT_THAT(to_png(*p).value(), testing::StartsWith("\x89PNG\r\n"));
  EXPECT_TRUE(read_screenshot(a_shot(1, 1)));
  EXPECT_TRUE(read_screenshot(a_shot(640, 1280)));
}

TEST(a_screenshot, is_refused_when_it_is_something_else) {
  const std::string good = a_shot(64, 36);
  for (const std::string& bad :
       {std::string(), std::string("\xFF\xD8\xFF"), std::string("GIF89a"), good.substr(0, good.size() / 2),
        a_shot(641, 10), a_shot(10, 1281), good + std::string(max_screenshot_bytes, 'x')}) {
    result<image> p = read_screenshot(bad);
    ASSERT_FALSE(p) << bad.size();
    EXPECT_EQ(p.error().code, errc::invalid);
  }
  EXPECT_FALSE(to_jpeg(std::vector<std::uint8_t>(10), 2, 2));
  EXPECT_FALSE(to_jpeg({}, 0, 0));
}

std::string a_jpeg(TJPF format, TJSAMP subsampling, int flags) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(64 * 36 * tjPixelSize[format]));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 / 5);
  std::string jpeg(tjBufSize(64, 36, subsampling), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(jpeg.data());
  unsigned long size = jpeg.size();
  tjhandle codec = tjInitCompress();
  EXPECT_EQ(tjCompress2(codec, pixels.data(), 64, 0, 36, format, &bytes, &size, subsampling, 75,
                        flags | TJFLAG_NOREALLOC),
            0);
  tjDestroy(codec);
  jpeg.resize(size);
  return jpeg;
}

TEST(a_screenshot, has_three_colours_in_one_pass) {
  EXPECT_TRUE(read_screenshot(a_jpeg(TJPF_RGB, TJSAMP_420, 0)));
  EXPECT_TRUE(read_screenshot(a_jpeg(TJPF_RGB, TJSAMP_444, 0)));
  EXPECT_FALSE(read_screenshot(a_jpeg(TJPF_RGB, TJSAMP_420, TJFLAG_PROGRESSIVE)));
  EXPECT_FALSE(read_screenshot(a_jpeg(TJPF_GRAY, TJSAMP_GRAY, 0)));
  EXPECT_FALSE(read_screenshot(a_jpeg(TJPF_CMYK, TJSAMP_444, 0)));
}

RC_GTEST_PROP(a_screenshot, with_bytes_changed_is_read_or_refused, ()) {
  static const std::string good = a_shot(48, 27);
  std::string bad = good;
  int changes = *rc::gen::inRange(1, 20);
  for (int i = 0; i < changes; ++i) {
    auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(bad.size())));
    bad[at] = static_cast<char>(*rc::gen::inRange(0, 256));
  }
  result<image> p = read_screenshot(bad);
  if (p) RC_ASSERT(p->rgb.size() == static_cast<std::size_t>(p->width * p->height) * 3);
}

}  // namespace
}  // namespace bangtin::media
