// Rules with the days that other people's test suites expect (../shared/foreign/README.md).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json.hpp"
#include "playlists/schedule/recurrence_rule.hpp"
#include "playlists/support.hpp"
#include "support/environment.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::days;

std::vector<programme::local_day> days_of(const schedule::rule_parts& parts, programme::local_day start,
                                          programme::local_day end, const char* zone) {
  const schedule::recurrence_rule rule(parts, start, schedule::calendar(zone));
  std::vector<programme::local_day> found;
  for (programme::local_day d = start - days(31); d <= end; d += days(1)) {
    if (rule.occurs_on(d)) found.push_back(d);
  }
  return found;
}

void compare(const std::string& line) {
  const result<json::value> parsed = parse_json(line);
  ASSERT_TRUE(parsed) << line;
  const json::object& o = parsed->as_object();
  const std::string rule_text = o.at("rule").as_string().c_str();
  SCOPED_TRACE(rule_text + " from " + o.at("start").as_string().c_str());
  auto parts = schedule::parse_rule(rule_text);
  ASSERT_TRUE(parts) << describe(parts.error());
  const programme::local_day start = day(o.at("start").as_string().c_str());
  std::vector<programme::local_day> expected;
  for (const json::value& d : o.at("dates").as_array()) expected.push_back(day(d.as_string().c_str()));
  programme::local_day end = expected.empty() ? start : expected.back();
  if (!o.contains("more")) end += days(3'653);  // nothing more may follow
  // Some suites are at home in UTC, others in the zone of the RFC's examples; an UNTIL in UTC ends on its
  // date there.
  EXPECT_TRUE(days_of(*parts, start, end, "UTC") == expected ||
              days_of(*parts, start, end, "America/New_York") == expected);
}

TEST(a_rule, falls_on_the_days_that_other_suites_expect) {
  const std::filesystem::path file = fakes::shared_folder() / "foreign/rrule.jsonl";
  std::ifstream lines(file);
  if (!lines) GTEST_SKIP() << file << " is not here";
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) compare(line);
  EXPECT_GT(count, 300);
}

}  // namespace
}  // namespace bangtin::playlists::testing
