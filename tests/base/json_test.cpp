#include "base/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/serialize.hpp>

namespace bangtin {
namespace {

struct refused_case {
  const char* why;
  std::string text;
};
void PrintTo(const refused_case& c, std::ostream* out) {
  *out << c.why;
}

class refused_json : public testing::TestWithParam<refused_case> {};

TEST_P(refused_json, is_an_error_and_no_value) {
  result<json::value> r = parse_json(GetParam().text);
  ASSERT_FALSE(r.has_value());
  EXPECT_EQ(r.error().code, errc::invalid);
  EXPECT_FALSE(r.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    table, refused_json,
    testing::Values(refused_case{"nothing", ""}, refused_case{"cut object", "{\"a\":1"},
                    refused_case{"key twice", R"({"a":1,"a":2})"},
                    refused_case{"key twice, once escaped", R"({"a":1,"\u0061":2})"},
                    refused_case{"key twice, deep inside", R"([{"x":{"b":1,"c":2,"b":3}}])"},
                    refused_case{"two documents", "{} {}"}, refused_case{"comment", "{/*x*/}"},
                    refused_case{"trailing comma", "[1,]"}, refused_case{"not UTF-8", "\"\xff\""},
                    refused_case{"too deep", std::string(100'000, '[')},
                    refused_case{"single quotes", "{'a':1}"}, refused_case{"NaN", "NaN"}));

TEST(strict_json, equal_keys_in_different_objects_are_fine) {
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2,"b":{"a":3}}])").has_value());
}

TEST(strict_json, limits_are_the_last_that_are_accepted) {
  const std::string text = R"([{"a":1,"b":"x"},null,true,[]])";  // 7 values, 2 deep
  EXPECT_TRUE(parse_json(text, {.max_depth = 2, .max_values = 7}).has_value());
  EXPECT_EQ(parse_json(text, {.max_depth = 1, .max_values = 7}).error().code, errc::invalid);
  for (std::size_t i = 0; i < 7; ++i) {
    result<json::value> r = parse_json(text, {.max_depth = 2, .max_values = i});
    ASSERT_FALSE(r) << i;
    EXPECT_EQ(r.error().code, errc::limit);
    EXPECT_FALSE(r.error().remedy.empty());
  }
}

TEST(canonical_json, sorts_keys_and_escapes_only_what_it_must) {
  json::value v = parse_json("{ \"b\": [1, -2, true, null], \"a\": \"Sảnh \\u0001 \\\"/\\\\ \\n\" }").value();
  EXPECT_EQ(canonical(v), "{\"a\":\"Sảnh \\u0001 \\\"/\\\\ \\n\",\"b\":[1,-2,true,null]}");
}

TEST(canonical_json, has_no_fractions) {
  EXPECT_THROW(canonical(json::value(1.5)), std::logic_error);
}

RC_GTEST_PROP(canonical_json, text_of_any_string_parses_back, (const std::vector<std::uint8_t>& raw)) {
  std::string ascii;
  for (std::uint8_t b : raw) ascii += static_cast<char>(b & 0x7f);
  std::string text;
  append_json_string(text, ascii);
  RC_ASSERT(parse_json(text).value() == json::value(ascii));
}

TEST(fields_of_an_object, are_read_strictly) {
  json::value v = parse_json(R"({"name":"lobby","n":7,"flag":true,"many":["a","b"]})").value();
  json_reader all(v);
  EXPECT_EQ(all.text("name"), "lobby");
  EXPECT_EQ(all.integer("n", 0, 10), 7);
  EXPECT_TRUE(all.boolean("flag"));
  EXPECT_EQ(all.texts("many"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(all.optional_text("absent"), std::nullopt);
  EXPECT_EQ(all.finish(), std::nullopt);

  json_reader unknown(v);
  unknown.text("name");
  ASSERT_TRUE(unknown.finish().has_value());

  json_reader missing(v);
  missing.text("title");
  ASSERT_TRUE(missing.finish().has_value());
  EXPECT_EQ(missing.finish()->what.args, (std::vector<std::string>{"title"}));

  json_reader range(v);
  range.integer("n", 0, 6);
  EXPECT_TRUE(range.finish().has_value());

  json_reader type(v);
  type.text("n");
  EXPECT_TRUE(type.finish().has_value());

  json::value no_object(3);
  EXPECT_TRUE(json_reader(no_object).finish().has_value());
}

}  // namespace
}  // namespace bangtin
