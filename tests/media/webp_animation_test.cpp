#include <gtest/gtest.h>
#include <webp/encode.h>

#include <array>

#include "media/ingest/webp_animation.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::chrono_literals;

struct drawn {
  std::array<std::uint8_t, 4> rgba;
  int ms;
};

std::string little_endian(std::size_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 255);
  return text;
}

std::string chunk(const char* name, const std::string& content) {
  return name + little_endian(content.size(), 4) + content + std::string(content.size() % 2, '\0');
}

// A file of plain pictures, written chunk by chunk as the format's specification says.
std::string animation(int width, int height, const std::vector<drawn>& pictures) {
  std::string size = little_endian(static_cast<std::size_t>(width) - 1, 3) +
                     little_endian(static_cast<std::size_t>(height) - 1, 3);
  std::string body =
      "WEBP" + chunk("VP8X", std::string("\x12\0\0\0", 4) + size) + chunk("ANIM", std::string(6, '\0'));
  for (const drawn& d : pictures) {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < width * height; ++i) {
      pixels.insert(pixels.end(), d.rgba.begin(), d.rgba.end());
      if (d.rgba[3] == 255) pixels[pixels.size() - 4] ^= static_cast<std::uint8_t>(i % 7 == 6 ? 1 : 0);
    }
    std::uint8_t* coded = nullptr;
    std::size_t bytes = WebPEncodeLosslessRGBA(pixels.data(), width, height, width * 4, &coded);
    std::string still(reinterpret_cast<const char*>(coded), bytes);
    WebPFree(coded);
    // Behind "RIFF", its length and "WEBP" stands the picture's chunk. The flag means: not blended.
    body += chunk("ANMF", std::string(6, '\0') + size + little_endian(static_cast<std::size_t>(d.ms), 3) +
                              "\x02" + still.substr(12));
  }
  return "RIFF" + little_endian(body.size(), 4) + body;
}

std::vector<int> pixel(const image& i, int x, int y) {
  const std::uint8_t* at =
      i.rgb.data() + static_cast<std::size_t>(y) * i.stride() + static_cast<std::size_t>(x) * 3;
  return {at[0], at[1], at[2]};
}

const std::vector<drawn> three{{{254, 0, 0, 255}, 500}, {{0, 254, 0, 255}, 10}, {{0, 0, 0, 0}, 200}};

TEST(webp_animation, gives_each_picture_over_white_with_its_time) {
  auto a = webp_animation::open(animation(40, 20, three), {});
  ASSERT_TRUE(a.has_value()) << describe(a.error());
  EXPECT_EQ(a->width(), 40);
  EXPECT_EQ(a->height(), 20);
  ASSERT_EQ(a->pictures(), 3U);
  struct {
    std::vector<int> rgb;
    std::chrono::milliseconds duration;
  } const expected[] = {{{254, 0, 0}, 500ms}, {{0, 254, 0}, 100ms}, {{255, 255, 255}, 200ms}};
  for (const auto& e : expected) {
    auto p = a->next();
    ASSERT_TRUE(p.has_value() && *p);
    EXPECT_EQ(pixel((*p)->picture, 21, 0), e.rgb);
    EXPECT_EQ((*p)->duration, e.duration);
  }
  auto end = a->next();
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(*end);
}

TEST(webp_animation, is_refused_by_its_headers_when_it_is_too_much) {
  std::string file = animation(40, 20, three);
  ingest_limits small;
  small.pixels = 799;
  ingest_limits brief;
  brief.duration = 799ms;
  for (const auto& limits : {small, brief}) {
    auto a = webp_animation::open(file, limits);
    ASSERT_FALSE(a.has_value());
    EXPECT_EQ(a.error().code, errc::limit);
  }
}

TEST(webp_animation, that_is_damaged_or_cut_off_is_refused) {
  std::string file = animation(40, 20, three);
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    auto a = webp_animation::open(file.substr(0, bytes), {});
    EXPECT_FALSE(a.has_value()) << bytes;
  }
  std::size_t refused = 0;
  for (std::size_t at = 12; at < file.size(); ++at) {
    std::string broken = file;
    broken[at] = static_cast<char>(~broken[at]);
    auto a = webp_animation::open(broken, {});
    bool good = a.has_value();
    while (good) {
      auto p = a->next();
      good = p.has_value();
      if (!good || !*p) break;
    }
    refused += good ? 0 : 1;
  }
  EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace bangtin::media::ingest
