#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <clocale>

namespace bangtin {
namespace {

using std::chrono::milliseconds;

struct duration_case {
  const char* text;
  std::int64_t ms;  // -1: rejected
};
void PrintTo(const duration_case& c, std::ostream* out) {
  *out << '"' << c.text << '"';
}

class duration_text : public testing::TestWithParam<duration_case> {};

TEST_P(duration_text, is_read_as_the_programme_file_says) {
  auto read = parse_duration(GetParam().text);
  EXPECT_EQ(read ? read->count() : -1, GetParam().ms);
}

INSTANTIATE_TEST_SUITE_P(
    table, duration_text,
    testing::Values(duration_case{"500ms", 500}, duration_case{"12s", 12'000}, duration_case{"1m30s", 90'000},
                    duration_case{"2h", 7'200'000}, duration_case{"1h0m1s", 3'601'000},
                    duration_case{"720h", 2'592'000'000}, duration_case{"721h", -1}, duration_case{"", -1},
                    duration_case{"12", -1}, duration_case{"s", -1}, duration_case{"0s", -1},
                    duration_case{"-1s", -1}, duration_case{"1s1m", -1}, duration_case{"1s2s", -1},
                    duration_case{"1.5s", -1}, duration_case{" 1s", -1}, duration_case{"1 s", -1},
                    duration_case{"1S", -1}, duration_case{"1d", -1},
                    duration_case{"99999999999999999999s", -1}, duration_case{"1s\n", -1}));

RC_GTEST_PROP(duration_text, format_is_the_inverse_of_parse, ()) {
  auto ms = *rc::gen::inRange<std::int64_t>(1, 30LL * 24 * 3'600'000 + 1);
  auto again = parse_duration(format_duration(milliseconds(ms)));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->count() == ms);
}

TEST(closest_name, is_offered_only_when_it_is_near) {
  std::vector<std::string> known{"lobby", "market", "post-office"};
  EXPECT_EQ(closest("loby", known), "lobby");
  EXPECT_EQ(closest("post-ofice", known), "post-office");
  EXPECT_EQ(closest("xyzzy", known), std::nullopt);
  EXPECT_EQ(closest(std::string(100'000, 'a'), known), std::nullopt);
}

TEST(utf8, is_clean_or_made_printable) {
  EXPECT_TRUE(is_clean_utf8("Sảnh Trung tâm\tPhục vụ 📱"));
  EXPECT_FALSE(is_clean_utf8("bell\a"));
  EXPECT_FALSE(is_clean_utf8("\xC3"));          // truncated
  EXPECT_FALSE(is_clean_utf8("\xC0\xAF"));      // overlong
  EXPECT_FALSE(is_clean_utf8("\xED\xA0\x80"));  // surrogate
  EXPECT_EQ(printable("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb");
  EXPECT_EQ(printable("x\xE2\x80\xAEy"), "x\xEF\xBF\xBDy");  // right-to-left override
}

RC_GTEST_PROP(utf8, printable_text_of_any_bytes_is_clean, (const std::string& bytes)) {
  RC_ASSERT(is_clean_utf8(printable(bytes)));
}

TEST(columns_of, vietnamese_are_one_per_letter_and_wide_characters_two) {
  std::setlocale(LC_ALL, "C.UTF-8");
  EXPECT_EQ(columns("Hướng dẫn"), 9u);
  EXPECT_EQ(columns("o\xCC\x82\xCC\x81"), 1u);  // decomposed ố
  EXPECT_EQ(columns("市"), 2u);
}

}  // namespace
}  // namespace bangtin
