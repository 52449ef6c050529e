#include "admin-cli/views/days.hpp"

#include <gtest/gtest.h>

#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {
namespace {

TEST(a_day, is_read_as_people_write_it) {
  const playlists::programme::calendar_date today{2026, 10, 10};
  for (auto [text, day] :
       std::vector<std::pair<const char*, const char*>>{{"2027-03-31", "2027-03-31"},
                                                        {"2027-3-1", "2027-03-01"},
                                                        {"31/3/2027", "2027-03-31"},
                                                        {" 10/10 ", "2026-10-10"},
                                                        {"9/10", "2027-10-09"},
                                                        {"29/2", "2028-02-29"},
                                                        {"hôm nay", "2026-10-10"},
                                                        {"Ngày mai", "2026-10-11"},
                                                        {"mai", "2026-10-11"},
                                                        {"HÔM QUA", "2026-10-09"},
                                                        {"yesterday", "2026-10-09"},
                                                        {"TOMORROW", "2026-10-11"},
                                                        {"1 tháng 12", "2026-12-01"},
                                                        {"Ngày 31 tháng 3 năm 2027", "2027-03-31"},
                                                        {"5 tháng năm năm 2027", "2027-05-05"},
                                                        {"1 October", "2027-10-01"},
                                                        {"Oct 15, 2026", "2026-10-15"},
                                                        {"2 Sept. 2027", "2027-09-02"},
                                                        {"ho\xCC\x82m nay", "2026-10-10"}}) {
    auto read = parse_day(text, today);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(playlists::programme::format_date(*read), day) << text;
  }
  EXPECT_EQ(playlists::programme::format_date(*parse_day("mai", {2026, 12, 31})), "2027-01-01");
}

TEST(a_day, without_a_year_is_the_last_one_where_the_past_is_asked_for) {
  const playlists::programme::calendar_date today{2026, 10, 10};
  for (auto [text, day] : std::vector<std::pair<const char*, const char*>>{{"10/10", "2026-10-10"},
                                                                           {"9/10", "2026-10-09"},
                                                                           {"11/10", "2025-10-11"},
                                                                           {"29/2", "2024-02-29"}}) {
    EXPECT_EQ(playlists::programme::format_date(*parse_day(text, today, tense::past)), day) << text;
  }
}

TEST(a_day, without_a_year_is_the_nearest_one_where_it_may_be_gone_or_to_come) {
  const playlists::programme::calendar_date today{2026, 11, 30};
  for (auto [text, day] : std::vector<std::pair<const char*, const char*>>{{"30/11", "2026-11-30"},
                                                                           {"25/11", "2026-11-25"},
                                                                           {"2/12", "2026-12-02"},
                                                                           {"2/1", "2027-01-02"},
                                                                           {"1/7", "2026-07-01"},
                                                                           {"1/5", "2027-05-01"},
                                                                           {"29/2", "2028-02-29"}}) {
    EXPECT_EQ(playlists::programme::format_date(*parse_day(text, today, tense::nearest)), day) << text;
  }
}

TEST(a_day, as_it_is_written_has_a_year_only_where_one_is_meant) {
  const playlists::programme::calendar_date today{2026, 10, 10};
  for (auto [text, day] : std::vector<std::pair<const char*, const char*>>{{"mai", "2026-10-11"},
                                                                           {"HÔM NAY", "2026-10-10"},
                                                                           {"hôm qua", "2026-10-09"},
                                                                           {"1/3", "03-01"},
                                                                           {"29/2", "02-29"},
                                                                           {"1 tháng 12", "12-01"},
                                                                           {"Oct 15", "10-15"},
                                                                           {"1/1/2026", "2026-01-01"}}) {
    EXPECT_EQ(playlists::programme::format_date(*parse_written_day(text, today)), day) << text;
  }
  EXPECT_FALSE(parse_written_day("30/2", today));
}

TEST(a_day, that_does_not_exist_or_is_no_day_is_none) {
  const playlists::programme::calendar_date today{2026, 10, 10};
  for (const char* text :
       {"",        "30/2",         "31/4/2027",  "2027-02-30", "2027",     "2027-03",
        "1/2/3/4", "-1/3",         "x",          "1.3.2027",   "31/3/",    "2027-03-31T10:00",
        "00/01",   "1 tháng 13",   "30 tháng 2", "1 Octember", "tháng 10", "October",
        "1 Ma",    "1 Oct 2026 x", "/",          "1//2"}) {
    EXPECT_FALSE(parse_day(text, today)) << text;
  }
}

TEST(a_day_of_every_year, is_read_as_people_write_it) {
  using playlists::programme::recurrence;
  struct {
    const char* text;
    recurrence repeats;
    const char* day;
  } const cases[] = {{"1/10", recurrence::yearly, "10-01"},
                     {" 01/10 ", recurrence::yearly, "10-01"},
                     {"10-01", recurrence::yearly, "10-01"},
                     {"29/2", recurrence::yearly, "02-29"},
                     {"2 tháng 9", recurrence::yearly, "09-02"},
                     {"ngày 2 tháng 9 hằng năm", recurrence::yearly, "09-02"},
                     {"2 September", recurrence::yearly, "09-02"},
                     {"2 september every year", recurrence::yearly, "09-02"},
                     {"1/1", recurrence::lunar, "01-01"},
                     {"30/2", recurrence::lunar, "02-30"},
                     {"Mùng 3 tháng Giêng", recurrence::lunar, "01-03"},
                     {"mùng 3 tháng giêng âm lịch", recurrence::lunar, "01-03"},
                     {"23 tháng Chạp", recurrence::lunar, "12-23"},
                     {"rằm tháng bảy", recurrence::lunar, "07-15"},
                     {"10 tháng ba", recurrence::lunar, "03-10"}};
  for (const auto& c : cases) {
    auto read = parse_recurring_day(c.text, c.repeats);
    ASSERT_TRUE(read) << c.text;
    EXPECT_EQ(playlists::programme::format_date(*read), c.day) << c.text;
  }
  for (const char* text : {"", "1", "30/2", "31/4", "1/10/2026", "2026-10-01", "0/1", "1/13", "x/y", "mai"}) {
    EXPECT_FALSE(parse_recurring_day(text, recurrence::yearly)) << text;
  }
  EXPECT_FALSE(parse_recurring_day("31/1", recurrence::lunar));
}

TEST(a_month, is_read_as_people_write_it) {
  const playlists::programme::calendar_date today{2027, 1, 31};
  for (auto [text, month] : std::vector<std::pair<const char*, const char*>>{{"2026-10", "2026-10"},
                                                                             {"2026-1", "2026-01"},
                                                                             {"10/2026", "2026-10"},
                                                                             {"2026/10", "2026-10"},
                                                                             {"2026/1", "2026-01"},
                                                                             {" 01/2026 ", "2026-01"},
                                                                             {"Tháng 9/2026", "2026-09"},
                                                                             {"THÁNG NÀY", "2027-01"},
                                                                             {"this month", "2027-01"},
                                                                             {"tháng trước", "2026-12"},
                                                                             {"Last month", "2026-12"}}) {
    EXPECT_EQ(parse_month(text, today), month) << text;
  }
}

TEST(a_month, that_does_not_exist_or_is_no_month_is_none) {
  for (const char* text :
       {"", "2026", "2026-13", "13/2026", "0/2026", "2026-00", "2026-10-01", "1/10/2026", "10", "1969-12",
        "20261-1", "x/2026", "-1/2026", "2026/13", "10-2026", "tháng", "tháng này"}) {
    EXPECT_FALSE(parse_month(text, {})) << text;
  }
  EXPECT_TRUE(is_month_in_words("tháng này"));
  EXPECT_FALSE(is_month_in_words("2026-10"));
}

TEST(today, is_the_day_of_the_zone) {
  const utc_ms late{milliseconds(1'791'590'400'000 - 1)};  // 2026-10-09T23:59:59.999Z
  EXPECT_EQ(today_in("Asia/Ho_Chi_Minh", late), (playlists::programme::calendar_date{2026, 10, 10}));
  EXPECT_EQ(today_in("Etc/GMT+2", utc_ms()), (playlists::programme::calendar_date{1969, 12, 31}));
  EXPECT_EQ(today_in("Nowhere/Land", late), (playlists::programme::calendar_date{2026, 10, 9}));
}

}  // namespace
}  // namespace bangtin::admin_cli::views
