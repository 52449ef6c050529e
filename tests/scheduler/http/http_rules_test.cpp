#include "scheduler/http/http_rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin::scheduler::http {
namespace {

TEST(targets, are_split_and_decoded) {
  auto t = parse_target("/v1/screens/s%E1%BA%A3nh%201/programme?wait=60&by=a%2Cb+c&x");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->segments, (std::vector<std::string>{"v1", "screens", "sảnh 1", "programme"}));
  EXPECT_EQ(t->query, (std::map<std::string, std::string>{{"wait", "60"}, {"by", "a,b c"}, {"x", ""}}));
}

TEST(targets, table) {
  using segments = std::vector<std::string>;
  using query = std::map<std::string, std::string>;
  struct row {
    const char* text;
    segments path;
    query parameters;
  };
  for (const row& r : std::vector<row>{
           {"/a?", {"a"}, {}},
           {"/a?x=", {"a"}, {{"x", ""}}},
           {"/a?x=1=2", {"a"}, {{"x", "1=2"}}},
           {"/a?x=b?c/d", {"a"}, {{"x", "b?c/d"}}},
           {"/a?a+b=c%2Bd", {"a"}, {{"a b", "c+d"}}},
           {"/a?%78=1&X=2", {"a"}, {{"x", "1"}, {"X", "2"}}},
           {"/a+b%20c", {"a+b c"}, {}},
           {"/a:b@c;d=e,f", {"a:b@c;d=e,f"}, {}},
           {"/...", {"..."}, {}},
           {"/", {}, {}},
           {"/hall[1]^|{x}?a[]=\"<>`\\", {"hall[1]^|{x}"}, {{"a[]", "\"<>`\\"}}},
       }) {
    auto t = parse_target(r.text);
    ASSERT_TRUE(t) << r.text;
    EXPECT_EQ(t->segments, r.path) << r.text;
    EXPECT_EQ(t->query, r.parameters) << r.text;
  }
}

TEST(targets, that_mean_two_things_or_none_are_refused) {
  for (const char* bad : {"",          "v1",           "//",         "/v1//x",
                          "/v1/",      "/..",          "/v1/../etc", "/v1/%2e%2e/etc",
                          "/a%2Fb",    "/a%00",        "/a%",        "/a%4",
                          "/a%zz",     "/a%ff",        "/a?x=1&x=2", "/a?=1",
                          "/a#b",      "/a%0a",        "/%2F",       "*",
                          "?x",        "//host/a",     "http://x/a", "/.",
                          "/./a",      "/.//a",        "/%2e/a",     "/a/.",
                          "/a/%2E%2E", "/a?x=%zz",     "/a?x=%4",    "/a?x=%ff",
                          "/a?x=%00",  "/a?x=1&%78=2", "/a?&",       "/a?x=1&&y=2",
                          "/a?x=1#b",  "/%23%"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

RC_GTEST_PROP(targets, of_any_bytes_never_hold_a_slash_or_nothing, (const std::string& text)) {
  auto t = parse_target("/" + text);
  if (!t) return;
  for (const std::string& s : t->segments)
    RC_ASSERT(!s.empty() && s.find('/') == std::string::npos && s != "..");
}

TEST(ranges, table) {
  using choice = std::variant<whole, byte_range, unsatisfiable>;
  struct row {
    const char* range;
    const char* if_range;
    choice expected;
  };
  for (const row& r : std::vector<row>{{"", "", whole{}},
                                       {"bytes=0-0", "", byte_range{0, 1}},
                                       {"bytes=5-", "", byte_range{5, 10}},
                                       {"bytes=5-99", "", byte_range{5, 10}},
                                       {"bytes=-3", "", byte_range{7, 10}},
                                       {"bytes=-99", "", byte_range{0, 10}},
                                       {"bytes=10-", "", unsatisfiable{}},
                                       {"bytes=-0", "", unsatisfiable{}},
                                       {"bytes=6-5", "", whole{}},
                                       {"bytes=0-1,3-4", "", whole{}},
                                       {"bytes=a-b", "", whole{}},
                                       {"bytes=-", "", whole{}},
                                       {"bytes=99999999999999999999-", "", whole{}},
                                       {"items=0-1", "", whole{}},
                                       {"bytes=1-2", "\"tag\"", byte_range{1, 3}},
                                       {"bytes=1-2", "\"other\"", whole{}},
                                       {"bytes=1-2", "W/\"tag\"", whole{}}}) {
    EXPECT_TRUE(choose_range(r.range, r.if_range, "\"tag\"", 10) == r.expected)
        << r.range << " " << r.if_range;
  }
}

TEST(etags, are_found_in_a_list) {
  for (const char* yes : {"\"t\"", "\"a\", \"t\"", "W/\"t\"", "*"})
    EXPECT_TRUE(names_etag(yes, "\"t\"")) << yes;
  for (const char* no : {"", "t", "\"T\"", "\"a\""}) EXPECT_FALSE(names_etag(no, "\"t\"")) << no;
}

struct precondition_case {
  const char *if_match, *if_none_match;  // null: absent
  std::string etag;                      // empty: there is nothing
  bool goes_on;
};

TEST(preconditions, let_a_request_go_on_only_in_the_state_that_it_names) {
  for (const precondition_case& c : std::vector<precondition_case>{
           {nullptr, nullptr, "", true},
           {nullptr, nullptr, "\"t\"", true},
           {"\"t\"", nullptr, "\"t\"", true},
           {"\"a\", \"t\"", nullptr, "\"t\"", true},
           {" \"t\" ", nullptr, "\"t\"", true},
           {"*", nullptr, "\"t\"", true},
           {"*", nullptr, "", false},
           {"\"a\"", nullptr, "\"t\"", false},
           {"\"t\"", nullptr, "", false},
           {"W/\"t\"", nullptr, "\"t\"", false},
           {"t", nullptr, "\"t\"", false},
           {"", nullptr, "\"t\"", false},
           {"", nullptr, "", false},
           {nullptr, "*", "", true},
           {nullptr, "*", "\"t\"", false},
           {nullptr, "\"t\"", "\"t\"", false},
           {nullptr, "W/\"t\"", "\"t\"", false},
           {nullptr, "\"a\"", "\"t\"", true},
           {"\"t\"", "\"a\"", "\"t\"", true},
           {"\"t\"", "*", "\"t\"", false},
       }) {
    auto header = [](const char* value) {
      return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
    std::optional<std::string> match = header(c.if_match), none = header(c.if_none_match);
    EXPECT_EQ(preconditions_hold(match ? &*match : nullptr, none ? &*none : nullptr, c.etag), c.goes_on)
        << (match ? *match : "-") << " / " << (none ? *none : "-") << " / " << c.etag;
  }
}

TEST(content_ranges, table) {
  EXPECT_EQ(parse_content_range("bytes 0-9/10"), (content_range{0, 9, 10}));
  EXPECT_EQ(parse_content_range("bytes 5-5/10"), (content_range{5, 5, 10}));
  EXPECT_EQ(parse_content_range("bytes */10"), (content_range{10, 10, 10})) << "no bytes";
  EXPECT_EQ(parse_content_range("bytes */10")->bytes(), 0U);
  EXPECT_EQ(parse_content_range("bytes 5-5/10")->bytes(), 1U);
  for (const char* bad :
       {"", "bytes */", "bytes */*", "bytes *", "bytes 0-9/*", "bytes 5-4/10", "bytes 0-10/10", "bytes 0-9",
        "0-9/10", "bytes -1-9/10", "bytes 0-9/10 ", "bytes 0/9-10", "bytes +0-9/10"}) {
    EXPECT_FALSE(parse_content_range(bad)) << bad;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::http
