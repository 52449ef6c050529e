// Tests the reader of H.264's parameter sets on sets of real encoders and on damaged ones.
#include "player/decode/h264_colours.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string_view>
#include <vector>

namespace bangtin::player::decode {
namespace {

std::vector<std::byte> bytes_of(std::string_view hex) {
  auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<std::byte> all;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    all.push_back(static_cast<std::byte>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return all;
}

TEST(h264_colours, are_read_from_what_encoders_write) {
  struct {
    const char* name;
    std::string_view avcc;
    stated_colours right;
  } const cases[] = {
      {"x264, high, full range without a description",
       "0164001effe1001b6764001eacd940a02ff97016c80000030008000003019078b16cb001000668ebe3cb22c0fdf8f800",
       {std::nullopt, colour_range::full}},
      {"x264, baseline, timing only",
       "0142c01effe100196742c01eda0280bfe5c044000003000400000300c83c58ba8001000468ce0fc8",
       {}}};
  for (const auto& c : cases) EXPECT_EQ(colours_of_avcc(bytes_of(c.avcc)), c.right) << c.name;
}

TEST(h264_colours, are_found_between_start_codes) {
  std::vector<std::byte> stream = bytes_of("0000000109f000000001");
  auto sps = bytes_of("6764001eacd940a02ff97016c80000030008000003019078b16cb0");
  stream.insert(stream.end(), sps.begin(), sps.end());
  for (std::byte b : bytes_of("0000000168ebe3cb22c0")) stream.push_back(b);
  EXPECT_EQ(colours_of_stream(stream), (stated_colours{std::nullopt, colour_range::full}));
  EXPECT_EQ(colours_of_stream({}), stated_colours{});
}

TEST(h264_colours, of_a_set_that_is_cut_off_anywhere_are_not_guessed) {
  auto whole = bytes_of("6764001eacd940a02ff97016c80000030008000003019078b16cb0");
  for (std::size_t n = 0; n < 13; ++n) {
    EXPECT_EQ(colours_of_sps(std::span(whole).first(n)), stated_colours{}) << n;
  }
}

RC_GTEST_PROP(h264_colours, any_bytes_are_read_without_harm, (const std::vector<std::uint8_t>& noise)) {
  std::vector<std::byte> bytes{std::byte{0x67}, std::byte{100}, std::byte{0}, std::byte{30}};
  for (std::uint8_t b : noise) bytes.push_back(static_cast<std::byte>(b));
  colours_of_sps(bytes);
  colours_of_avcc(bytes);
  colours_of_stream(bytes);
}

TEST(h264_colours, stream_goes_before_container_and_container_before_what_is_usual) {
  picture_format f;
  f.width = 640;
  f.height = 360;
  set_colours(f, {}, {});
  EXPECT_EQ(f.matrix, colour_matrix::bt601);
  EXPECT_EQ(f.range, colour_range::limited);
  f.width = 1280;
  f.height = 536;
  set_colours(f, {}, {});
  EXPECT_EQ(f.matrix, colour_matrix::bt709);
  set_colours(f, {}, {colour_matrix::bt2020, colour_range::full});
  EXPECT_EQ(f.matrix, colour_matrix::bt2020);
  EXPECT_EQ(f.range, colour_range::full);
  set_colours(f, {colour_matrix::bt601, std::nullopt}, {colour_matrix::bt2020, colour_range::full});
  EXPECT_EQ(f.matrix, colour_matrix::bt601);
  EXPECT_EQ(f.range, colour_range::full);
}

}  // namespace
}  // namespace bangtin::player::decode
