#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <clocale>
#include <limits>

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

TEST(text_at_its_ends, is_trimmed_of_the_given_characters_only) {
  struct {
    std::string_view text, what, trimmed;
  } const cases[] = {
      {"", " \t", ""},        {"   ", " \t", ""},   {" \ta b\t ", " \t", "a b"}, {"a", " \t", "a"},
      {" a\n", " \t", "a\n"}, {"\ta ", " ", "\ta"}, {" a ", "", " a "},          {" Sảnh ", " ", "Sảnh"},
  };
  for (const auto& c : cases) EXPECT_EQ(trimmed(c.text, c.what), c.trimmed) << c.text;
  EXPECT_EQ(trimmed("\t a\r "), "a\r");
}

TEST(lower_case_text, changes_ascii_letters_only) {
  struct {
    std::string_view text, lower;
  } const cases[] = {
      {"", ""},
      {"AZaz@[`{", "azaz@[`{"},
      {"Content-LENGTH: 12", "content-length: 12"},
      {"ĐƯỜNG Sảnh", "ĐƯỜng sảnh"},
      {"\xC0\xDF", "\xC0\xDF"},
  };
  for (const auto& c : cases) EXPECT_EQ(lower_case(c.text), c.lower);
}

TEST(whole_number, is_read_within_its_range) {
  constexpr std::int64_t min = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();
  struct {
    std::string_view text;
    std::int64_t min, max;
    std::optional<std::int64_t> number;
  } const cases[] = {
      {"0", 0, 9, 0},
      {"-0", 0, 9, 0},
      {"007", 0, 9, 7},
      {"9", 0, 9, 9},
      {"10", 0, 9, std::nullopt},
      {"-1", 0, 9, std::nullopt},
      {"-1", -1, 9, -1},
      {"9223372036854775807", min, max, max},
      {"9223372036854775808", min, max, std::nullopt},
      {"-9223372036854775808", min, max, min},
      {"", min, max, std::nullopt},
      {"-", min, max, std::nullopt},
      {"+1", min, max, std::nullopt},
      {" 1", min, max, std::nullopt},
      {"1 ", min, max, std::nullopt},
      {"1.0", min, max, std::nullopt},
      {"0x1", min, max, std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_integer(c.text, c.min, c.max), c.number) << c.text;
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
  for (const char* hidden : {"\u200B", "\u200C", "\u200D", "\u200E", "\u2028", "\u2060", "\uFEFF", "\u00AD",
                             "\u3164", "\uFE0F", "\U000E0041", "\U000E0041\U000E0042"}) {
    EXPECT_EQ(printable(std::string("a") + hidden + "b").find(hidden), std::string::npos) << hidden;
  }
  for (const char* emoji :
       {"👩\u200D⚕\uFE0F", "❤\uFE0F", "1\uFE0F\u20E3", "🏴\U000E0067\U000E0062\U000E007F"}) {
    EXPECT_EQ(printable(emoji), emoji);
  }
}

TEST(utf8, is_decoded_character_by_character) {
  struct {
    std::string_view text;
    char32_t code_point;
    std::size_t length;
  } const cases[] = {
      {"", 0, 0},
      {"a", U'a', 1},
      {std::string_view("\0b", 2), 0, 1},
      {"\x7F", 0x7F, 1},
      {"\xC2\x80", 0x80, 2},
      {"đường", U'đ', 2},
      {"ả", U'ả', 3},
      {"\xE0\xA0\x80", 0x800, 3},
      {"\xED\x9F\xBF", 0xD7FF, 3},
      {"📱", U'📱', 4},
      {"\xF0\x90\x80\x80", 0x10000, 4},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
      {"\x80", 0, 0},              // a continuation byte
      {"\xC1\xBF", 0, 0},          // overlong
      {"\xE0\x9F\xBF", 0, 0},      // overlong
      {"\xF0\x8F\xBF\xBF", 0, 0},  // overlong
      {"\xED\xA0\x80", 0, 0},      // a surrogate
      {"\xF4\x90\x80\x80", 0, 0},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 0, 0},
      {"\xE1\xBA", 0, 0},  // cut
      {"\xE1\xBA"
       "a",
       0, 0},
  };
  for (const auto& c : cases) {
    utf8_character got = decode_utf8(c.text);
    EXPECT_EQ(got.code_point, c.code_point) << c.text;
    EXPECT_EQ(got.length, c.length) << c.text;
  }
}

TEST(utf8, is_cut_before_a_character_and_not_within_one) {
  struct {
    std::string_view text;
    std::size_t max_bytes;
    std::string_view beginning;
  } const cases[] = {
      {"", 0, ""},
      {"abc", 3, "abc"},
      {"abc", 2, "ab"},
      {"abc", 0, ""},
      {"Sảnh", 1, "S"},
      {"Sảnh", 2, "S"},
      {"Sảnh", 3, "S"},
      {"Sảnh", 4, "Sả"},
      {"Sảnh", 6, "Sảnh"},
      {"Sảnh", 100, "Sảnh"},
      {"📱", 3, ""},
      {"📱a", 4, "📱"},
      {"o\xCC\x82", 1, "o"},
      {"\x80\x80\x80", 2, ""},
      {"a\xFF\xFF", 2, "a\xFF"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(cut_at_character(c.text, c.max_bytes), c.beginning) << c.text << ' ' << c.max_bytes;
  }
}

TEST(utf8, has_first_characters) {
  struct {
    std::string_view text;
    std::size_t max_characters;
    std::string_view first;
  } const cases[] = {
      {"", 0, ""},
      {"", 5, ""},
      {"abc", 0, ""},
      {"abc", 2, "ab"},
      {"abc", 3, "abc"},
      {"Hướng dẫn", 4, "Hướn"},
      {"Hướng dẫn", 9, "Hướng dẫn"},
      {"Hướng dẫn", 8, "Hướng dẫ"},
      {"📱📱", 1, "📱"},
      {"\x80\x80"
       "ab",
       1,
       "\x80\x80"
       "a"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(first_characters(c.text, c.max_characters), c.first) << c.text << ' ' << c.max_characters;
  }
}

RC_GTEST_PROP(utf8, beginnings_of_clean_text_are_clean, (const std::string& bytes, std::size_t max)) {
  std::string text = printable(bytes);
  std::size_t at_most = max % (text.size() + 2);
  std::string_view cut = cut_at_character(text, at_most);
  RC_ASSERT(cut.size() <= at_most);
  RC_ASSERT(cut.size() + 4 > std::min(at_most, text.size()));
  RC_ASSERT(is_clean_utf8(cut));
  RC_ASSERT(is_clean_utf8(first_characters(text, at_most)));
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
