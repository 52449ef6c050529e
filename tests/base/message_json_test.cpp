#include "base/message_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/inner_message.hpp"
#include "base/language.hpp"

namespace bangtin {
namespace {

TEST(message_json, comes_back_as_it_was) {
  for (const message& m : {message{}, msg("{} of {1}", "“200”\n", 2), msg("{{literal}}"), msg("{15}")}) {
    result<message> back = message_from_value(to_value(m));
    ASSERT_TRUE(back) << m.id << ": " << describe(back.error());
    EXPECT_EQ(*back, m);
  }
  EXPECT_EQ(canonical(to_value(msg("{} pages", 3))), R"({"args":["3"],"id":"{} pages"})");
}

TEST(message_json, of_a_message_within_another_comes_back_too) {
  const message m =
      msg("cannot {}: {}", inner(msg("write {}", "3:{}\x1e")), inner(msg("{} of {}", "a", inner(msg("b")))));
  EXPECT_EQ(in_english(m), "cannot write 3:{}\x1e: a of b");
  const message clean =
      msg("cannot {}: {}", inner(msg("write {}", "/x")), inner(msg("{} of {}", "a", inner(msg("b")))));
  EXPECT_EQ(
      canonical(to_value(clean)),
      R"({"args":[{"args":["/x"],"id":"write {}"},{"args":["a",{"args":[],"id":"b"}],"id":"{} of {}"}],)"
      R"("id":"cannot {}: {}"})");
  result<message> back = message_from_value(to_value(clean));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, clean);
}

// `m` within `depth` others.
message within(message m, int depth) {
  for (int i = 1; i <= depth; ++i) m = msg("{} {}", i, inner(m));
  return m;
}

int depth_of(const json::value& v) {
  int deepest = -1;
  for (const json::value& arg : v.at("args").as_array())
    if (arg.is_object()) deepest = std::max(deepest, depth_of(arg));
  return deepest + 1;
}

TEST(message_json, is_written_no_deeper_than_it_is_read) {
  for (int depth = 0; depth <= max_message_depth + 3; ++depth) {
    SCOPED_TRACE(depth);
    const message m = within(msg("cannot {}", "write"), depth);
    const json::value written = to_value(m);
    EXPECT_EQ(depth_of(written), std::min(depth, max_message_depth));
    result<message> back = message_from_value(written);
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(in_english(*back), in_english(m));
    EXPECT_EQ(*back == m, depth <= max_message_depth);
  }
}

TEST(message_json, nested_deeper_than_the_limit_is_refused) {
  json::value v = to_value(msg("x"));
  for (int depth = 1; depth <= max_message_depth + 2; ++depth) {
    v = json::object{{"args", json::array{v}}, {"id", "{}"}};
    result<message> read = message_from_value(v);
    EXPECT_EQ(read.has_value(), depth <= max_message_depth) << depth;
    if (!read) {
      EXPECT_EQ(read.error().code, errc::invalid);
    }
  }
}

TEST(message_json, without_room_for_another_has_its_english_text) {
  const message m = msg("{}: {}", "a", inner(msg("cannot {}: {}", "write", inner(msg("disk full")))));
  EXPECT_EQ(canonical(to_value(m, 0)), R"({"args":["a","cannot write: disk full"],"id":"{}: {}"})");
  EXPECT_EQ(depth_of(to_value(m, 1)), 1);
  // What is too long for a value is cut between two characters.
  std::string letters;
  for (int i = 0; i < 3000; ++i) letters += "ả";
  result<message> back = message_from_value(
      to_value(msg("{}", inner(msg("{}{}", letters.substr(0, 3000), letters.substr(0, 3000)))), 0));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->args[0], letters.substr(0, 4095));
}

TEST(message_json, has_no_text_in_place_of_a_message) {
  for (std::string_view text : {"\x1e",
                                "\x1e"
                                "2:a",
                                "\x1e"
                                "1:a1",
                                "\x1e"
                                "99999999999999999999:a",
                                "plain", ""}) {
    EXPECT_FALSE(inner_message(text)) << text;
  }
  EXPECT_EQ(inner_message(inner(message{})), message{});
  for (std::string_view text :
       {R"({"args":[{}],"id":"{}"})", R"({"args":[{"id":"{:9}","args":[]}],"id":"{}"})",
        R"({"args":[["a"]],"id":"{}"})", R"({"args":[null],"id":"{}"})"}) {
    EXPECT_FALSE(message_from_value(*parse_json(text))) << text;
  }
}

TEST(message_json, is_refused_beyond_the_given_limits) {
  const message_limits narrow{
      .max_id_bytes = 8, .max_args = 2, .max_arg_bytes = 4, .max_place_digits = 1, .escaped_braces = false};
  struct {
    message m;
    bool fits_narrow, fits_default;
  } const cases[] = {
      {{"12345678", {}}, true, true},
      {{"123456789", {}}, false, true},
      {{std::string(4096, 'a'), {}}, false, true},
      {{std::string(4097, 'a'), {}}, false, false},
      {{"{} {}", {"1", "2"}}, true, true},
      {{"{}", {"1", "2", "3"}}, false, true},
      {{"{}", std::vector<std::string>(16)}, false, true},
      {{"{}", std::vector<std::string>(17)}, false, false},
      {{"{}", {"1234"}}, true, true},
      {{"{}", {"12345"}}, false, true},
      {{"{0}", {"1"}}, true, true},
      {{"{15}", {"1"}}, false, true},
      {{"{155}", {"1"}}, false, false},
      {{"{{", {}}, false, true},
      {{"}}", {}}, false, true},
      {{"{{{}}}", {"1"}}, false, true},
      {{"{}}", {"1"}}, false, false},
      {{"{:9}", {"1"}}, false, false},
      {{"{", {}}, false, false},
      {{"}", {}}, false, false},
      {{"\x1b[2J", {}}, false, false},
      {{"{}", {"\x07"}}, false, false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(message_from_value(to_value(c.m), narrow).has_value(), c.fits_narrow) << c.m.id;
    EXPECT_EQ(message_from_value(to_value(c.m)).has_value(), c.fits_default) << c.m.id;
  }
}

TEST(message_json, whose_text_would_choose_how_to_print_is_refused) {
  for (const char* id : {"{:>1000000000}", "{0:{1}}", "{x}", "{", "}", "{}}", "{123}", "{ }", "{{}"}) {
    EXPECT_FALSE(message_from_value(to_value(message{id, {"1"}}))) << id;
  }
  for (const char* id : {"", "text", "{}", "{0} {1}", "{{{}}}", "{{literal}}"}) {
    result<message> m = message_from_value(to_value(message{id, {"1", "2"}}));
    ASSERT_TRUE(m) << id;
    EXPECT_NO_THROW(in_english(*m)) << id;
  }
}

TEST(message_json, is_an_object_of_these_two_fields) {
  for (const char* text :
       {R"([])", R"("id")", R"({"id":"x"})", R"({"args":[]})", R"({"args":[1],"id":"x"})",
        R"({"args":"","id":"x"})", R"({"args":[],"id":1})", R"({"args":[],"id":"x","more":1})"}) {
    result<message> m = message_from_value(*parse_json(text));
    ASSERT_FALSE(m) << text;
    EXPECT_EQ(m.error().code, errc::invalid) << text;
  }
}

}  // namespace
}  // namespace bangtin
