#include "base/json.hpp"

#include <gmock/gmock.h>
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
  result<void> as_list = parse_json_list(GetParam().text, [](json::value&&) -> result<void> { return {}; });
  ASSERT_FALSE(as_list);
  EXPECT_EQ(as_list.error().code, errc::invalid);
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

// The entries as canonical texts, until `most` of them were taken.
std::pair<std::vector<std::string>, result<void>> entries_of(std::string_view text, std::size_t most = 100) {
  std::vector<std::string> taken;
  result<void> done = parse_json_list(text, [&](json::value&& v) -> result<void> {
    if (taken.size() == most) return error{errc::conflict, msg("enough"), {}};
    taken.push_back(canonical(v));
    return {};
  });
  return {taken, done};
}

TEST(json_lists, are_handed_over_entry_by_entry) {
  using testing::ElementsAre;
  auto [all, done] = entries_of(R"( [ {"b":[[1],{"x":[]}],"a":"ả"}, [], [2,[3]], "t", null ] )");
  EXPECT_TRUE(done);
  EXPECT_THAT(all, ElementsAre(R"({"a":"ả","b":[[1],{"x":[]}]})", "[]", "[2,[3]]", "\"t\"", "null"));
  EXPECT_TRUE(entries_of("[]").second);
  for (const char* other : {"{}", "null", R"({"a":[1]})", "1"}) {
    EXPECT_EQ(entries_of(other).second.error().code, errc::invalid) << other;
    EXPECT_THAT(entries_of(other).first, ElementsAre()) << other;
  }
}

TEST(json_lists, end_with_the_first_error) {
  using testing::ElementsAre;
  EXPECT_EQ(entries_of("[1,2,3]", 2).second.error().code, errc::conflict);
  EXPECT_THAT(entries_of("[1,2,3]", 2).first, ElementsAre("1", "2"));
  EXPECT_EQ(entries_of(R"([1,{"a":1,"a":2},3])").second.error().code, errc::invalid);
  EXPECT_THAT(entries_of(R"([1,{"a":1,"a":2},3])").first, ElementsAre("1"));
  EXPECT_THAT(entries_of("[1,2").first, ElementsAre("1", "2"));
  EXPECT_FALSE(entries_of("[1,2").second);
}

TEST(canonical_json, escapes_control_characters_by_their_short_names) {
  std::string all, expected;
  for (char c = 0; c < 0x20; ++c) {
    all += c;
    constexpr std::string_view named = "\b\t\n\f\r", letters = "btnfr";
    const std::size_t at = named.find(c);
    expected +=
        at == std::string_view::npos ? fmt::format("\\u{:04x}", int{c}) : fmt::format("\\{}", letters[at]);
  }
  EXPECT_EQ(canonical(json::value(all + "\x7f")), '"' + expected + "\x7f\"");
}

// More pairs than one object usually has, in an order that is not sorted.
TEST(canonical_json, sorts_many_keys) {
  json::object o;
  for (int i = 99; i >= 10; --i) o[std::to_string(i * 37 % 90 + 10)] = i;
  std::string keys;
  const std::string text = canonical(o);
  for (int i = 10; i < 100; ++i) {
    const std::size_t at = text.find(fmt::format("\"{}\":", i));
    ASSERT_NE(at, std::string::npos) << i;
    ASSERT_LT(at, text.find(fmt::format("\"{}\":", i + 1))) << i;
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
