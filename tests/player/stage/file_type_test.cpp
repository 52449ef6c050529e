// What a decoder finds out about its file before it reads it: its type, whether it is whole, odd sampling.
#include "player/decode/file_type.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <string>

#include "base/files.hpp"
#include "player/decode/shared_memory.hpp"

namespace bangtin::player::decode {
namespace {

using namespace std::string_literals;

unique_fd file_of(const std::string& content) {
  auto fd = make_shared_file("test-file", content.size());
  EXPECT_TRUE(fd);
  EXPECT_EQ(::pwrite(fd->get(), content.data(), content.size(), 0), static_cast<ssize_t>(content.size()));
  return std::move(*fd);
}

TEST(file_type, is_told_by_the_first_bytes_as_the_desk_tells_it) {
  struct {
    std::string begins;
    std::optional<file_type> type;
  } const cases[] = {
      {"\0\0\0\x18"s + "ftyp", file_type::mp4}, {"\0\0\0\x08"s + "free", file_type::mp4},
      {"\0\0\0\x08"s + "wide", file_type::mp4}, {"\0\0\0\x08"s + "skip", file_type::mp4},
      {"\0\0\0\x08"s + "moov", file_type::mp4}, {"\0\0\0\x08"s + "mdat", file_type::mp4},
      {"\0\0\0\x14"s + "pnot", file_type::mp4}, {"\xFF\xD8\xFF\xE0", file_type::jpeg},
      {"\x89PNG\r\n\x1A\n", file_type::png},    {"GIF89a", std::nullopt},
      {"\0\0\0\x08"s + "abcd", std::nullopt},   {"\x89PNG\r\n", std::nullopt},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(type_of_file(file_of(c.begins + std::string(20, 'x')).get()), c.type) << c.begins;
  }
  EXPECT_EQ(type_of_file(file_of("\xFF\xD8\xFF").get()), std::nullopt) << "too short";
}

const std::string start = "\xFF\xD8";
const std::string end = "\xFF\xD9";
// A segment with its length.
std::string segment(char marker, const std::string& content) {
  std::size_t bytes = content.size() + 2;
  return "\xFF"s + marker + static_cast<char>(bytes >> 8) + static_cast<char>(bytes) + content;
}
std::string frame(char components, char sampling) {
  return segment('\xC0', "\x08\0\x10\0\x10"s + components + "\x01" + sampling + "\0"s);
}
const std::string scan = segment('\xDA', "\x01\x01\0\0\x3F\0"s) + "data\xFF\0more\xFF\xD0rest"s;

TEST(jpeg_file, is_whole_when_its_picture_ends) {
  struct {
    const char* situation;
    std::string content;
    bool cut;
  } const cases[] = {
      {"whole", start + frame(3, 0x22) + scan + end, false},
      {"with a film behind it, as phones write",
       start + frame(3, 0x22) + scan + end + "ftyp\xFF\xDA\xFF\xC4"s, false},
      {"another picture behind it", start + frame(3, 0x22) + scan + end + start + scan, false},
      {"without its end", start + frame(3, 0x22) + scan, true},
      {"several scans", start + frame(3, 0x22) + scan + scan + end, false},
      {"within its second scan", start + frame(3, 0x22) + scan + scan, true},
      {"a thumbnail in a segment, then nothing", start + segment('\xE1', start + scan + end), true},
      {"a thumbnail in a segment", start + segment('\xE1', start + scan) + frame(3, 0x22) + scan + end,
       false},
      {"filled with 0xFF before markers", start + "\xFF\xFF" + frame(3, 0x22) + scan + "\xFF\xFF" + end,
       false},
      {"within a segment", start + "\xFF\xE1\x7F\xFF", true},
      {"within a length", start + "\xFF\xE1\x7F", true},
      {"nothing but its start", start + "\xFF", true},
  };
  for (const auto& c : cases) {
    unique_fd file = file_of(c.content);
    EXPECT_EQ(cut_off(file.get(), file_type::jpeg), c.cut) << c.situation;
  }
}

TEST(jpeg_file, of_one_component_has_no_use_for_a_sampling) {
  for (char sampling : {'\x22', '\x21', '\x44'}) {
    std::string content = start + segment('\xE1', frame(1, 0x22)) + frame(1, sampling) + scan + end;
    auto at = odd_sampling(file_of(content).get(), file_type::jpeg);
    ASSERT_TRUE(at) << int{sampling};
    EXPECT_EQ(content[static_cast<std::size_t>(*at)], sampling);
    EXPECT_GT(*at, 25) << "not the one in the thumbnail";
  }
  EXPECT_FALSE(odd_sampling(file_of(start + frame(1, 0x11) + scan + end).get(), file_type::jpeg));
  EXPECT_FALSE(odd_sampling(file_of(start + frame(3, 0x22) + scan + end).get(), file_type::jpeg));
  EXPECT_FALSE(odd_sampling(file_of(start + frame(1, 0x22) + scan + end).get(), file_type::png));
}

// Larger than the reader's piece.
TEST(jpeg_file, may_be_long) {
  std::string content = start + segment('\xE2', std::string(65'000, 'x')) +
                        segment('\xE2', std::string(65'000, '\xFF')) + frame(1, 0x22) + scan;
  content += std::string(200'000, 'y');
  EXPECT_TRUE(cut_off(file_of(content).get(), file_type::jpeg));
  EXPECT_FALSE(cut_off(file_of(content + end).get(), file_type::jpeg));
  EXPECT_TRUE(odd_sampling(file_of(content).get(), file_type::jpeg));
}

RC_GTEST_PROP(jpeg_file, of_any_bytes_is_read_to_its_end, (std::string bytes)) {
  unique_fd file = file_of(start + bytes + "x");
  (void)cut_off(file.get(), file_type::jpeg);
  (void)odd_sampling(file.get(), file_type::jpeg);
}

}  // namespace
}  // namespace bangtin::player::decode
