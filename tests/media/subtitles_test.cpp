// Real-world forms of subtitle files, and the errors for unacceptable ones.
#include "media/subtitles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"

namespace bangtin::media {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;

subtitle at(int from_ms, int to_ms, std::string text) {
  return {milliseconds(from_ms), milliseconds(to_ms), std::move(text)};
}

std::vector<subtitle> read(const std::string& text) {
  auto all = parse_subtitles(text);
  if (!all) ADD_FAILURE() << describe(all.error()) << "\nin:\n" << text;
  return all ? *all : std::vector<subtitle>{};
}

struct taken {
  const char* situation;
  std::string text;
  std::vector<subtitle> all;
};

const std::vector<taken> good{
    {"SubRip",
     "1\n00:00:01,000 --> 00:00:02,500\nXin chào\nbà con\n\n2\n00:00:03,000 --> 00:00:04,000\nHai\n",
     {at(1000, 2500, "Xin chào\nbà con"), at(3000, 4000, "Hai")}},
    {"WebVTT",
     "WEBVTT - tiêu đề\nKind: captions\n\nNOTE một\nlời ghi\n\nSTYLE\n::cue { color: red "
     "}\n\nREGION\nid:a\n\n"
     "mở đầu\n00:01.000 --> 00:02.500 line:0 align:start\nXin chào\n\n01:00:00.000 --> 01:00:01.000\nHai\n",
     {at(1000, 2500, "Xin chào"), at(3'600'000, 3'601'000, "Hai")}},
    {"line ends of Windows and a mark",
     "\xef\xbb\xbf"
     "1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n\r\n",
     {at(1000, 2000, "A")}},
    {"line ends of old machines",
     "1\r00:00:01,000 --> 00:00:02,000\rA\r\r2\r00:00:03,000 --> 00:00:04,000\rB",
     {at(1000, 2000, "A"), at(3000, 4000, "B")}},
    {"no counters, points, short fractions, no last line end", "0:0:1.5 --> 0:0:2\nA", {at(1500, 2000, "A")}},
    {"several empty lines, with spaces",
     "\n\n1\n00:00:01,000 --> 00:00:02,000  X1:40 X2:600\nA\n \t\n\n\n"
     "2\n00:00:03,000-->00:00:04,000\nB\n",
     {at(1000, 2000, "A"), at(3000, 4000, "B")}},
    {"tags, styles and entities",
     "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>Nghiêng</i> <font color=\"#f00\">đỏ</font> a < b &amp; <v "
     "Lan>c\n",
     {at(1000, 2000, "Nghiêng đỏ a < b & c")}},
    {"a tag that is not closed",
     "1\n00:00:01,000 --> 00:00:02,000\n<i Nghiêng\n",
     {at(1000, 2000, "<i Nghiêng")}},
    {"out of order",
     "1\n00:00:03,000 --> 00:00:04,000\nB\n\n2\n00:00:01,000 --> 00:00:02,000\nA\n",
     {at(1000, 2000, "A"), at(3000, 4000, "B")}},
    {"without a text, or without any time to be read",
     "1\n00:00:01,000 --> 00:00:02,000\n<b></b>\n\n2\n00:00:03,000 --> 00:00:03,000\nA\n\n"
     "3\n00:00:05,000 --> 00:00:06,000\nB\n",
     {at(5000, 6000, "B")}},
    {"a counter left over at the end", "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n\n", {at(1000, 2000, "A")}},
    {"no empty line between two",
     "1\n00:00:01,000 --> 00:00:02,000\nA\n2\n00:00:03,000 --> 00:00:04,000\nB\n00:00:05,000 --> "
     "00:00:06,000\nC\n",
     {at(1000, 2000, "A"), at(3000, 4000, "B"), at(5000, 6000, "C")}},
    {"a number that is text", "1\n00:00:01,000 --> 00:00:02,000\n2026\nA\n", {at(1000, 2000, "2026\nA")}},
    {"no empty line after the header",
     "WEBVTT\n00:01.000 --> 00:02.000\nA\nNOTE\n\nSTYLE\n00:03.000 --> 00:04.000\nB\n",
     {at(1000, 2000, "A\nNOTE"), at(3000, 4000, "B")}},
    {"comparisons",
     "1\n00:00:01,000 --> 00:00:02,000\nGiá <5 và >3\na<b và c>d, <năm> <B>x</B> <00:01.000>y <c.red>z</c>\n",
     {at(1000, 2000, "Giá <5 và >3\na<b và c>d, <năm> x y z")}},
    {"the end-of-file character of old editors",
     "1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n\r\n\x1a",
     {at(1000, 2000, "A")}},
    {"an empty line within a text",
     "1\n00:00:01,000 --> 00:00:02,000\nA\n\nB\n\n7\nC\n\n2\n00:00:03,000 --> 00:00:04,000\nD\n",
     {at(1000, 2000, "A\nB\n7\nC"), at(3000, 4000, "D")}},
    {"longer than a day",
     "1\n100:00:00,000 --> 100:00:01,000\nA\n",
     {{hours(100), hours(100) + milliseconds(1000), "A"}}},
};

TEST(subtitles, of_any_maker_are_read) {
  for (const taken& t : good) {
    SCOPED_TRACE(t.situation);
    EXPECT_TRUE(looks_like_subtitles(t.text));
    EXPECT_EQ(read(t.text), t.all);
  }
}

TEST(subtitles, of_the_demonstration_are_read) {
  std::ifstream file(BANGTIN_SOURCE_DIR "/demo/clip-2-bon-buoc-nop-ho-so-20s-720p.vi.srt");
  std::ostringstream text;
  text << file.rdbuf();
  auto all = read(text.str());
  ASSERT_GE(all.size(), 4U);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].to, all[i].from);
}

struct refused {
  const char* situation;
  std::string text;
  errc code;
  std::string says;
};

std::string many(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += "00:00:01,000 --> 00:00:02,000\n" + text + "\n\n";
  return all;
}

const std::vector<refused> bad{
    {"nothing", "", errc::invalid, "there are no subtitles"},
    {"only a first line", "WEBVTT\n\n", errc::invalid, "there are no subtitles"},
    {"prose", "Kính gửi bà con\n", errc::invalid, "line 1 should be the time"},
    {"a time that is none", "1\n00:00:61,000 --> 00:00:02,000\nA\n", errc::invalid,
     "line 2 should be the time"},
    {"one time", "1\n00:00:01,000 -->\nA\n", errc::invalid, "line 2 should be"},
    {"ends first", "1\n00:00:03,000 --> 00:00:02,000\nA\n", errc::invalid,
     "line 2: the subtitle ends before"},
    {"Windows-1258", "1\n00:00:01,000 --> 00:00:02,000\nXin ch\xe0o\n", errc::invalid,
     "not written in UTF-8"},
    {"UTF-16",
     std::string("\xff\xfe"
                 "1\0\n\0",
                 6),
     errc::invalid, "not written in UTF-8"},
    {"a control character", "1\n00:00:01,000 --> 00:00:02,000\nA\x1b[2J\n", errc::invalid, "UTF-8"},
    {"a long one", many(1, std::string(max_subtitle_text + 1, 'a')), errc::limit, "longer than 1000 bytes"},
    {"too many", many(static_cast<int>(max_subtitles) + 1, "A"), errc::limit, "more than 20000 subtitles"},
    {"too long a file", std::string(max_subtitle_bytes + 1, '\n'), errc::limit, "longer than 2097152 bytes"},
};

TEST(subtitles, that_will_not_do_are_refused_with_what_to_do) {
  for (const refused& r : bad) {
    SCOPED_TRACE(r.situation);
    auto all = parse_subtitles(r.text);
    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().code, r.code);
    EXPECT_THAT(describe(all.error()), ::testing::HasSubstr(r.says));
    EXPECT_FALSE(all.error().remedy.empty());
  }
}

TEST(subtitles, are_told_from_other_texts_by_their_times) {
  EXPECT_TRUE(
      looks_like_subtitles(std::string("\xff\xfe"
                                       "1\0\n\0"
                                       "0\0:\0"
                                       "0\0:\0"
                                       "1\0-\0-\0>\0"
                                       "0\0:\0"
                                       "0\0:\0"
                                       "2\0\n\0",
                                       38)));
  EXPECT_FALSE(looks_like_subtitles("Kính gửi bà con --> xem bên dưới\n"));
  EXPECT_FALSE(looks_like_subtitles("<svg><text>--></text></svg>"));
  EXPECT_FALSE(looks_like_subtitles(""));
}

// Arbitrary bytes that resemble subtitles.
RC_GTEST_PROP(subtitles, of_any_bytes_hold_what_is_promised, ()) {
  auto piece = rc::gen::element<std::string>("1", "\n", "\r\n", "\r", "00:00:01,000", "0:1.5", " --> ", "-->",
                                             "<i>", "<", ">", "&lt;", "{\\", "}", "WEBVTT", "NOTE", "Ệ", "a",
                                             " ", "\xff", "\t");
  std::string text;
  for (const std::string& p : *rc::gen::container<std::vector<std::string>>(piece)) text += p;
  auto all = parse_subtitles(text);
  if (!all) {
    RC_ASSERT(!all.error().what.empty() && !all.error().remedy.empty());
    return;
  }
  RC_ASSERT(!all->empty());
  for (std::size_t i = 0; i < all->size(); ++i) {
    const subtitle& s = (*all)[i];
    RC_ASSERT(s.from < s.to);
    RC_ASSERT(i == 0 || (*all)[i - 1].from <= s.from);
    RC_ASSERT(!s.text.empty() && s.text.size() <= max_subtitle_text && is_clean_utf8(s.text));
  }
}

std::filesystem::path shared_folder() {
  const char* elsewhere = std::getenv("BANGTIN_SHARED");
  return elsewhere != nullptr ? elsewhere : BANGTIN_SOURCE_DIR "/../shared";
}

TEST(subtitles, of_the_trial_are_read_as_its_description_says) {
  const std::filesystem::path folder = shared_folder() / "trial/subtitles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const std::vector<std::pair<const char*, std::vector<std::string>>> texts{
      {"no-blank-between.srt", {"Mot", "Hai", "Ba"}},
      {"no-blank-after-header.vtt", {"Mot", "Hai"}},
      {"comparison.srt", {"Giá <5 và >3"}},
      {"ctrl-z.srt", {"Một"}},
      {"blanktext.srt", {"Một\nHai sau dòng trống", "Hai"}}};
  for (const auto& [name, expected] : texts) {
    SCOPED_TRACE(name);
    std::ifstream file(folder / name);
    std::ostringstream text;
    text << file.rdbuf();
    std::vector<std::string> found;
    for (const subtitle& s : read(text.str())) found.push_back(s.text);
    EXPECT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace bangtin::media
