#include "base/logging/logging.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/systemd_sink.h>

#include <limits>

namespace bangtin {
namespace {

TEST(the_journal, is_where_stderr_leads_when_device_and_inode_are_the_ones_named) {
  struct {
    const char* stream;
    std::uint64_t device, inode;
    bool journal;
  } const cases[] = {{"8:42", 8, 42, true},
                     {"0:0", 0, 0, true},
                     {"18446744073709551615:7", std::numeric_limits<std::uint64_t>::max(), 7, true},
                     {"8:42", 8, 43, false},
                     {"8:42", 9, 42, false},
                     {"42:8", 8, 42, false},
                     {"", 0, 0, false},
                     {"8", 8, 0, false},
                     {":", 0, 0, false},
                     {"8:42 ", 8, 42, false},
                     {"8:42:1", 8, 42, false},
                     {"08:42", 8, 42, false},
                     {"8:4", 8, 42, false}};
  for (const auto& c : cases) {
    EXPECT_EQ(is_journal_stream(c.stream, c.device, c.inode), c.journal)
        << '"' << c.stream << "\" and " << c.device << ':' << c.inode;
  }
}

struct open_sink : spdlog::sinks::systemd_sink_st {
  using systemd_sink::syslog_level;
};

TEST(the_journal, has_a_priority_for_each_level) {
  open_sink sink;
  EXPECT_EQ(sink.syslog_level(spdlog::level::trace), LOG_DEBUG);
  EXPECT_EQ(sink.syslog_level(spdlog::level::debug), LOG_DEBUG);
  EXPECT_EQ(sink.syslog_level(spdlog::level::info), LOG_INFO);
  EXPECT_EQ(sink.syslog_level(spdlog::level::warn), LOG_WARNING);
  EXPECT_EQ(sink.syslog_level(spdlog::level::err), LOG_ERR);
  EXPECT_EQ(sink.syslog_level(spdlog::level::critical), LOG_CRIT);
}

TEST(a_log_level, that_does_not_exist_is_an_error_of_usage) {
  for (const char* level : {"", "loud", "Info", "warnings"}) {
    result<void> started = start_logging(level);
    ASSERT_FALSE(started) << level;
    EXPECT_EQ(started.error().code, errc::usage);
  }
}

}  // namespace
}  // namespace bangtin
