#include "admin-cli/views/typed_hours.hpp"

#include <gtest/gtest.h>

#include <fmt/ranges.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {
namespace {

using namespace playlists::programme;

TEST(weekdays, are_read_as_people_type_them) {
  for (auto [text, days] :
       std::vector<std::pair<const char*, const char*>>{{"mon-fri", "mon-fri"},
                                                        {"sat,sun", "sat,sun"},
                                                        {"fri-mon", "mon,fri-sun"},
                                                        {"Monday to Friday", "mon-fri"},
                                                        {"monday and wednesday", "mon,wed"},
                                                        {"thu", "thu"},
                                                        {"t2-t6", "mon-fri"},
                                                        {"T2 - T6", "mon-fri"},
                                                        {"t2–t6", "mon-fri"},
                                                        {"t2-6", "mon-fri"},
                                                        {"t7,cn", "sat,sun"},
                                                        {"CN", "sun"},
                                                        {"Chủ nhật", "sun"},
                                                        {"chu nhat", "sun"},
                                                        {"thứ hai", "mon"},
                                                        {"thu hai", "mon"},
                                                        {"Thứ 2, 4, 6", "mon,wed,fri"},
                                                        {"thứ hai, tư và sáu", "mon,wed,fri"},
                                                        {"từ thứ hai đến thứ sáu", "mon-fri"},
                                                        {"thứ Hai tới Chủ nhật", "mon-sun"},
                                                        {"thứ 7; chủ nhật", "sat,sun"},
                                                        {"th\xC6\xB0\xCC\x81 ba", "tue"},
                                                        {"ngày làm việc", "mon-fri"},
                                                        {"weekdays", "mon-fri"},
                                                        {"cuối tuần", "sat,sun"},
                                                        {"hằng ngày", "mon-sun"},
                                                        {"every day", "mon-sun"}}) {
    auto read = parse_weekdays(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(format_days(*read), days) << text;
  }
}

TEST(weekdays, that_do_not_exist_are_none) {
  for (const char* text : {"", " ", ",", "2-6", "2", "t1", "t8", "thứ", "thứ 8", "mon-", "-fri",
                           "mon-fri-sun", "mo", "t2,,t3", "mon fri", "\x1b[31m", "thứ hai đến", "\xff"}) {
    EXPECT_FALSE(parse_weekdays(text)) << text;
  }
  EXPECT_FALSE(parse_weekdays(std::string(1'000'000, 't')));
}

std::string written(const std::vector<day_hours>& all) {
  std::vector<std::string> parts;
  for (const day_hours& h : all) parts.push_back(format_hours(h));
  return fmt::format("{}", fmt::join(parts, ", "));
}

TEST(typed_hours, are_read_as_people_type_them) {
  for (auto [text, hours] : std::vector<std::pair<const char*, const char*>>{
           {"07:00-11:30", "07:00-11:30"},
           {"7:00-11:30", "07:00-11:30"},
           {"7h-11h30", "07:00-11:30"},
           {"7H - 11H30", "07:00-11:30"},
           {"7-11h30", "07:00-11:30"},
           {"7-17", "07:00-17:00"},
           {"7h30–11h", "07:30-11:00"},
           {"7g-11g30", "07:00-11:30"},
           {"từ 7 giờ đến 11 giờ 30", "07:00-11:30"},
           {"7 giờ đến 11 giờ 30 phút", "07:00-11:30"},
           {"7:00 to 11:30", "07:00-11:30"},
           {"7h-11h30,13h30-17h", "07:00-11:30, 13:30-17:00"},
           {"7h-11h30 và 13h30-17h", "07:00-11:30, 13:30-17:00"},
           {"7:00-11:30; 13:30-17:00", "07:00-11:30, 13:30-17:00"},
           {"22h-2h", "22:00-02:00"},
           {"0h-24h", "00:00-24:00"},
           {"cả ngày", ""},
           {"All day", ""}}) {
    auto read = parse_typed_hours(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(written(*read), hours) << text;
  }
}

TEST(typed_hours, that_no_clock_shows_are_none) {
  for (const char* text :
       {"",        "-",           "7",         "7h",       "7:00",     "7:00-",      "-7:00",
        "24h-7h",  "7:00-25:00",  "7:60-8:00", "7:0-8:00", "7h-8h-9h", "24:01-3:00", "7:00-24:30",
        "7h5h-9h", "7:00-11:30,", "sáng",      "7am-9am",  "123h-4h",  "7h300-9h",   "\x1b]0;x\x07"}) {
    EXPECT_FALSE(parse_typed_hours(text)) << text;
  }
}

TEST(typed_durations, are_read_as_people_type_them) {
  for (auto [text, duration] : std::vector<std::pair<const char*, const char*>>{{"15m", "15m"},
                                                                                {"1m30s", "1m30s"},
                                                                                {"500ms", "500ms"},
                                                                                {"15 phút", "15m"},
                                                                                {"15phút", "15m"},
                                                                                {"15 PHÚT", "15m"},
                                                                                {"15 phut", "15m"},
                                                                                {"15'", "15m"},
                                                                                {"1 giờ 30 phút", "1h30m"},
                                                                                {"1h30", "1h30m"},
                                                                                {"2 tiếng", "2h"},
                                                                                {"90 giây", "1m30s"},
                                                                                {"30 seconds", "30s"},
                                                                                {"1 day", "24h"}}) {
    auto read = parse_typed_duration(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(format_duration(*read), duration) << text;
  }
}

TEST(typed_durations, without_a_unit_or_out_of_range_are_none) {
  for (const char* text : {"", "0", "15", "0m", "-15m", "15 m 15 m", "15s 1m", "31 days", "999999999h",
                           "99999999999999999999h", "1.5h", "h", "15 phút phút", "15 x", "1h90"}) {
    EXPECT_FALSE(parse_typed_duration(text)) << text;
  }
}

// What the programme file has can be typed too, and means the same.
RC_GTEST_PROP(typed_notation, reads_what_the_programme_file_has, ()) {
  auto days = static_cast<weekday_set>(*rc::gen::inRange(1, 128));
  RC_ASSERT(parse_weekdays(format_days(days)) == days);
  day_hours h{std::chrono::minutes(*rc::gen::inRange(0, 1440)),
              std::chrono::minutes(*rc::gen::inRange(0, 1441))};
  auto hours = parse_typed_hours(format_hours(h));
  RC_ASSERT(hours && hours->size() == 1 && hours->front() == h);
  milliseconds d{*rc::gen::inRange(1, 1'000'000'000)};
  RC_ASSERT(parse_typed_duration(format_duration(d)) == d);
}

RC_GTEST_PROP(typed_notation, any_text_is_read_or_refused, (const std::string& text)) {
  (void)parse_weekdays(text);
  (void)parse_typed_hours(text);
  (void)parse_typed_duration(text);
}

}  // namespace
}  // namespace bangtin::admin_cli::views
