// Which texts nobody can read on a screen, and how long the others need.
#include "playlists/text/readable.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::playlists::text {
namespace {

TEST(a_readable_text, is_what_people_write) {
  const std::vector<std::string> texts{
      "",
      "Từ ngày 01/12/2026, nộp hồ sơ trực tuyến toàn trình được giảm 50 % lệ phí",
      "dòng một\ndòng hai\tbốn",
      "e\u0302\u0301",  // "ế" in decomposed form
      "https://dichvucong.gov.vn",
      std::string(40, 'm'),
      "🎉 📱 👍🏽 ❤️ 1️⃣ #️⃣ ☎️ 🇻🇳 👩‍⚕️ 👩‍👩‍👧‍👦 "
      "❤️‍🔥 "
      "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
      "Русский, English, ภาษาไทย ที่นี่, العربية, עברית, 中文",
      "50\u00A0000\u00A0₫ – “miễn phí” … • №"};
  for (const std::string& text : texts) {
    auto bad = find_unreadable(text);
    EXPECT_FALSE(bad) << text << ": " << (bad ? in_english(bad->what) : "");
  }
}

struct bad_text {
  std::string situation, text, says;
};
void PrintTo(const bad_text& b, std::ostream* out) {
  *out << b.situation;
}
const std::vector<bad_text> bad_texts{
    {"a bell", "Tin\a", "control"},
    {"an escape sequence", "\x1b[31mTin", "control"},
    {"a control character of Latin-1", "Tin\u0085", "control"},
    {"an override from right to left", "giá \u202E0001", "direction"},
    {"an isolate", "a\u2066b\u2069", "direction"},
    {"a mark of direction", "a\u200Fb", "direction"},
    {"a space without width", "dich\u200Bvu", "invisible"},
    {"a joiner between letters", "a\u200Db", "invisible"},
    {"a joiner at the beginning", "\u200Da", "invisible"},
    {"a variation of a letter", "a\uFE0F", "invisible"},
    {"a byte order mark inside", "a\uFEFFb", "invisible"},
    {"a soft hyphen", "nghi\u00ADêng", "invisible"},
    {"an invisible letter", "\u3164", "invisible"},
    {"letters of a flag without one", "a\U000E0067", "invisible"},
    {"a line separator", "a\u2028b", "invisible"},
    {"a private character", "\uE000", "meaning"},
    {"the sign of a damaged character", "Xin ch\uFFFDo", "meaning"},
    {"bytes that are not UTF-8", "Xin ch\xC3", "damaged"},
    {"four marks on a letter", "a\u0301\u0302\u0303\u0304", "marks"},
    {"a letter under a heap of marks",
     "a" +
         [] {
           std::string all;
           for (int i = 0; i < 50; ++i) all += "\u0336";
           return all;
         }(),
     "marks"},
    {"a word of 41 letters", "Tin " + std::string(41, 'm'), "40 letters"},
    {"a word of 1,900", std::string(1'900, 'a'), "40 letters"},
    {"a long address", "https://dichvucong.gov.vn/p/home/dvc-tra-cuu.html", "40 letters"},
    {"marks do not shorten a word",
     [] {
       std::string word;
       for (int i = 0; i < 41; ++i) word += "e\u0301";
       return word;
     }(),
     "40 letters"}};

class unreadable_texts : public ::testing::TestWithParam<bad_text> {};
INSTANTIATE_TEST_SUITE_P(all, unreadable_texts, ::testing::ValuesIn(bad_texts));

TEST_P(unreadable_texts, are_refused_with_the_reason) {
  auto bad = find_unreadable(GetParam().text);
  ASSERT_TRUE(bad);
  EXPECT_NE(in_english(bad->what).find(GetParam().says), std::string::npos) << in_english(bad->what);
  EXPECT_FALSE(in_english(bad->remedy).empty());
}

RC_GTEST_PROP(any_bytes, are_read_without_harm_and_said_safely, (const std::string& bytes)) {
  auto bad = find_unreadable(bytes);
  if (bad) RC_ASSERT(is_clean_utf8(in_english(bad->what)));
  RC_ASSERT(count_letters(bytes) <= bytes.size());
}

TEST(reading, takes_time_by_letters) {
  using namespace std::chrono_literals;
  EXPECT_EQ(count_letters("Cháy! e\u0302\u0301 🎉"), 7U);
  EXPECT_EQ(reading_time(std::string(150, 'a')), 10s);
  EXPECT_EQ(reading_time("   \n"), 0s);
  EXPECT_EQ(passing_time(std::string(60, 'a')), 21s);
  EXPECT_EQ(passing_time("ếế"), 11s + 333ms);
}

}  // namespace
}  // namespace bangtin::playlists::text
