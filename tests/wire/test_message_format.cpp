#include <gtest/gtest.h>

#include "base/inner_message.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "wire/message_format.hpp"
#include "wire/problem.hpp"

namespace bangtin::wire {
namespace {

const error nested{errc::io,
                   msg("cannot {}: {}", inner(msg("write {}", "/x \"y\"\\")), inner(msg("disk full"))),
                   msg("free {} bytes", 7)};

TEST(message_format, of_older_readers_has_english_in_place_of_a_message) {
  const std::string body = to_problem(nested, 500);
  EXPECT_EQ(from_problem(500, body), nested);
  std::optional<std::string> older = in_message_format(body, 1);
  ASSERT_TRUE(older);
  const error read = from_problem(500, *older);
  EXPECT_EQ(read.code, errc::io);
  EXPECT_EQ(read.what, msg("cannot {}: {}", "write /x \"y\"\\", "disk full"));
  EXPECT_EQ(read.remedy, nested.remedy);
  EXPECT_EQ(in_message_format(*older, 1), std::nullopt) << "it is flat now";
  EXPECT_EQ(in_message_format(body, 2), std::nullopt);
  EXPECT_EQ(in_message_format(body, 3), std::nullopt);
}

TEST(message_format, is_met_wherever_a_message_stands) {
  const std::string inner_one = R"({"args":["a",{"args":["b"],"id":"<{}>"}],"id":"{} {}"})";
  const std::string flat = R"({"args":["a","<b>"],"id":"{} {}"})";
  for (auto [before, after] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"[[", "]]"}, {"{\"a\":{\"b\":[1,", ",null]}}"}, {"[" + flat + ",", "]"}}) {
    EXPECT_EQ(in_message_format(before + inner_one + after, 1), before + flat + after);
  }
}

TEST(message_format, of_what_has_no_message_within_another_stays_as_it_is) {
  for (const char* text :
       {"", "{}", "plain", R"({"args":["a","b"],"id":"{}"})",
        R"([{"args":[],"id":"x"},{"args":["a"],"id":"{}"}])", R"({"args":["\\\"],{\"args\":"],"id":"{}"})",
        R"("{\"args\":[{\"args\":[],\"id\":\"\"}]}")", R"({"args":[{"args":[)", R"({"args":["a)",
        R"({"args":["a\)", R"({"args":[)"}) {
    EXPECT_EQ(in_message_format(text, 1), std::nullopt) << text;
  }
}

TEST(message_format, is_1_where_nothing_is_announced) {
  for (auto [value, format] : std::vector<std::pair<const char*, std::int64_t>>{
           {"", 1}, {"1", 1}, {"2", 2}, {"7", 7}, {"0", 1}, {"-2", 1}, {"two", 1}, {"2, 2", 1}}) {
    EXPECT_EQ(announced_message_format(value), format) << value;
  }
}

}  // namespace
}  // namespace bangtin::wire
