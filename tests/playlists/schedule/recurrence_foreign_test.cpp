// Rules with the days that other people's test suites expect (../shared/foreign/README.md).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json.hpp"
#include "playlists/schedule/recurrence_rule.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::days;

std::filesystem::path shared_folder() {
  const char* elsewhere = std::getenv("BANGTIN_SHARED");
  return elsewhere != nullptr ? elsewhere : BANGTIN_SOURCE_DIR "/../shared";
}

// Compares the days up to the last expected one, and those of ten years more if the rule ends there.
void compare(const std::string& line) {
  const json::object& o = parse_json(line)->as_object();
  const std::string rule_text = o.at("rule").as_string().c_str();
  SCOPED_TRACE(rule_text + " from " + o.at("start").as_string().c_str());
  auto parts = schedule::parse_rule(rule_text);
  ASSERT_TRUE(parts) << describe(parts.error());
  const programme::local_day start = day(o.at("start").as_string().c_str());
  const schedule::recurrence_rule rule(*parts, start, schedule::calendar("UTC"));
  std::vector<programme::local_day> expected, found;
  for (const json::value& d : o.at("dates").as_array()) expected.push_back(day(d.as_string().c_str()));
  const bool more = o.contains("more");
  programme::local_day end = expected.empty() ? start : expected.back();
  if (!more) end += days(3'653);
  for (programme::local_day d = start - days(31); d <= end; d += days(1)) {
    if (rule.occurs_on(d)) found.push_back(d);
  }
  EXPECT_EQ(found, expected);
}

TEST(a_rule, falls_on_the_days_that_other_suites_expect) {
  const std::filesystem::path file = shared_folder() / "foreign/rrule.jsonl";
  std::ifstream lines(file);
  if (!lines) GTEST_SKIP() << file << " is not here";
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) compare(line);
  EXPECT_GT(count, 300);
}

}  // namespace
}  // namespace bangtin::playlists::testing
