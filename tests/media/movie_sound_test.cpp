#include "media/ingest/movie_sound.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;

std::string number(std::uint64_t value, int bytes) {
  std::string s;
  for (int i = bytes; i-- > 0;) s += static_cast<char>(value >> (8 * i));
  return s;
}

std::string box(const std::string& type, const std::string& content) {
  return number(content.size() + 8, 4) + type + content;
}

// A movie with one track, number 7, of this description.
std::string movie_with(const std::string& description) {
  std::string list = box("stsd", number(1, 8) + description);
  std::string track = box("tkhd", std::string(12, '\0') + number(7, 4) + std::string(64, '\0')) +
                      box("mdia", box("mdhd", "") + box("minf", box("stbl", list)));
  return box("moov", box("mvhd", std::string(100, '\0')) + box("trak", track));
}

struct second_version {
  double rate = 96'000;
  unsigned channels = 2, bits = 24, flags = 4, packet = 6, frames = 1;
};

std::string description_of(const second_version& v) {
  return box("lpcm", number(1, 8) + number(2, 2) + number(0, 6) + number(3, 2) + number(16, 2) +
                         number(0xfffe, 4) + number(65'536, 4) + number(72, 4) +
                         number(std::bit_cast<std::uint64_t>(v.rate), 8) + number(v.channels, 4) +
                         number(0x7f000000, 4) + number(v.bits, 4) + number(v.flags, 4) +
                         number(v.packet, 4) + number(v.frames, 4) + box("chan", "1234"));
}

std::vector<pcm_track> mend(std::string& moov) {
  return mend_pcm(std::as_writable_bytes(std::span(moov.data(), moov.size())));
}

TEST(movie_sound, of_the_second_version_says_its_format_and_rate) {
  struct {
    second_version v;
    const char* format;  // null: it is left as it is
  } const cases[] = {{{}, "S24LE"},
                     {{.flags = 6}, "S24BE"},
                     {{.bits = 8, .flags = 0, .packet = 2}, "U8"},
                     {{.bits = 16, .packet = 4}, "S16LE"},
                     {{.bits = 24, .packet = 8}, "S24_32LE"},
                     {{.bits = 24, .flags = 20, .packet = 8}, "S32LE"},
                     {{.bits = 32, .flags = 3, .packet = 8}, "F32BE"},
                     {{.bits = 64, .flags = 1, .packet = 16}, "F64LE"},
                     {{.bits = 16, .flags = 1, .packet = 4}, nullptr},
                     {{.channels = 0}, nullptr},
                     {{.channels = 65, .packet = 195}, nullptr},
                     {{.packet = 7}, nullptr},
                     {{.packet = 600}, nullptr},
                     {{.frames = 2}, nullptr},
                     {{.rate = std::bit_cast<double>(0x7ff8000000000000)}, nullptr},
                     {{.rate = 1e9}, nullptr}};
  for (const auto& c : cases) {
    std::string moov = movie_with(description_of(c.v));
    const std::string before = moov;
    auto found = mend(moov);
    EXPECT_EQ(moov.size(), before.size());
    if (c.format == nullptr) {
      EXPECT_TRUE(found.empty());
      EXPECT_EQ(moov, before);
      continue;
    }
    EXPECT_EQ(found, (std::vector{pcm_track{7, c.format, 96'000}}));
    EXPECT_EQ(moov.find("lpcm"), std::string::npos);
    // It is the usual version now, so there is nothing left to mend.
    EXPECT_TRUE(mend(moov).empty());
  }
}

TEST(movie_sound, has_the_byte_order_that_the_file_states) {
  auto first = [](const std::string& type, const std::string& boxes) {
    return box(type, number(1, 8) + number(1, 2) + std::string(34, '\0') + boxes);
  };
  std::string little = box("wave", box("frma", "in32") + box("enda", number(1, 2)));
  std::string big = box("wave", box("enda", number(0, 2)));
  struct {
    std::string description;
    std::vector<pcm_track> found;
  } const cases[] = {{first("in32", little), {{7, "S32LE", 0}}}, {first("in32", big), {{7, "S32BE", 0}}},
                     {first("fl64", little), {{7, "F64LE", 0}}}, {first("fl32", ""), {{7, "F32BE", 0}}},
                     {first("in24", little), {{7, "S24LE", 0}}}, {first("mp4a", little), {}}};
  for (const auto& c : cases) {
    std::string moov = movie_with(c.description);
    EXPECT_EQ(mend(moov), c.found);
  }
}

TEST(movie_sound, is_left_alone_where_the_boxes_are_broken) {
  const std::string whole = movie_with(description_of({}));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    std::string cut = whole.substr(0, length);
    EXPECT_TRUE(mend(cut).empty());
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (char c : {'\0', '\xff', '\x7f'}) {
      std::string changed = whole;
      changed[at] = c;
      mend(changed);
      EXPECT_EQ(changed.size(), whole.size());
    }
  }
}

}  // namespace
}  // namespace bangtin::media::ingest
