#include "scheduler/auth/refusal_log.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bangtin::scheduler::test {
namespace {

using auth::refusal_log;
using ledger::audit_line;

time_reading at(std::int64_t seconds) {
  return {utc_ms(std::chrono::seconds(seconds)), std::chrono::seconds(seconds + 500), clock_trust::synced};
}

class refusals : public ::testing::Test {
 protected:
  void refuse(std::int64_t second, const std::string& who = "10.0.0.7", const std::string& object = "lobby") {
    log_.note(at(second), who, "DELETE /v1/screens/{name}", object, 401);
  }
  std::vector<std::string> told(std::int64_t second, bool all = false) {
    std::vector<std::string> lines;
    for (const audit_line& l : log_.take(at(second), all)) {
      EXPECT_EQ(l.outcome, ledger::audit_outcome::refused);
      lines.push_back(l.who + ": " + l.what + " [" + l.object + "]");
    }
    return lines;
  }
  using lines = std::vector<std::string>;
  refusal_log log_;
};

TEST_F(refusals, are_told_at_once) {
  EXPECT_FALSE(log_.is_due(at(0)));
  refuse(1);
  EXPECT_TRUE(log_.is_due(at(1)));
  EXPECT_EQ(told(1), (lines{"10.0.0.7: DELETE /v1/screens/{name} refused with 401 [lobby]"}));
  EXPECT_FALSE(log_.is_due(at(1)));
  EXPECT_EQ(told(2), lines{});
}

TEST_F(refusals, that_come_again_are_one_line_an_hour) {
  refuse(0);
  told(0);
  for (int i = 1; i <= 40'000; ++i) refuse(i / 100);
  EXPECT_EQ(told(3599), lines{});
  EXPECT_EQ(told(3600), (lines{"10.0.0.7: DELETE /v1/screens/{name} refused with 401, 40000 times until "
                               "1970-01-01T00:06:40.000Z [lobby]"}));
  refuse(3601);
  EXPECT_EQ(told(7199), lines{});
  EXPECT_EQ(told(7200).size(), 1U);
  refuse(11'000);
  EXPECT_EQ(told(11'000).size(), 1U) << "an hour of quiet is over";
}

TEST_F(refusals, are_told_before_the_daemon_ends) {
  refuse(0);
  told(0);
  refuse(1);
  EXPECT_EQ(told(1, true).size(), 1U);
  EXPECT_EQ(told(2, true), lines{});
}

TEST_F(refusals, of_different_people_are_different_lines_and_those_of_different_objects_are_not) {
  refuse(0, "10.0.0.7");
  refuse(0, "10.0.0.8");
  refuse(0, "10.0.0.8", "hall");
  EXPECT_EQ(told(0), (lines{"10.0.0.7: DELETE /v1/screens/{name} refused with 401 [lobby]",
                            "10.0.0.8: DELETE /v1/screens/{name} refused with 401, 2 times until "
                            "1970-01-01T00:00:00.000Z [lobby]"}));
}

TEST_F(refusals, of_a_flood_from_everywhere_are_few_lines) {
  std::size_t all = 0;
  for (int second = 0; second < 3600; second += 60) {
    for (int i = 0; i < 1000; ++i) refuse(second, fmt::format("2001:db8::{}:{}", second, i));
    all += told(second).size();
  }
  EXPECT_EQ(all, refusal_log::max_kinds + 1);
  const lines rest = told(3600);
  EXPECT_EQ(rest, (lines{"many: requests refused, 59000 times until 1970-01-01T00:59:00.000Z []"}))
      << "those of the last hour that got no line of their own";
  refuse(7300, "10.0.0.7");
  EXPECT_EQ(told(7300).front(), "10.0.0.7: DELETE /v1/screens/{name} refused with 401 [lobby]")
      << "after the flood there is room again";
}

}  // namespace
}  // namespace bangtin::scheduler::test
