#include "base/message_json.hpp"

#include <gtest/gtest.h>

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

TEST(message_json, is_not_nested_without_end) {
  message m = msg("x");
  for (int depth = 1; depth <= 6; ++depth) {
    m = msg("{}", inner(m));
    EXPECT_EQ(message_from_value(to_value(m)).has_value(), depth <= 4) << depth;
  }
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
