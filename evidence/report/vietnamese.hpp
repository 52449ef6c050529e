// Numbers, times and names as a Vietnamese official document writes them. Pure functions; thread-safe, and
// the same in every locale.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "evidence/report/monthly_report.hpp"
#include "evidence/report/plan.hpp"

namespace bangtin::evidence::report {

std::string number_text(std::int64_t n);  // 12.345
// "99,5%"; rounded down, so that 100% means all. "–" where the whole is 0.
std::string percent_text(std::int64_t part, std::int64_t whole);
std::string duration_text(std::int64_t seconds);            // 56 giờ 12 phút 30 giây
std::string clock_text(std::int64_t seconds);               // 56:12:30
std::string month_text(std::chrono::year_month m);          // tháng 10 năm 2026; tháng 02 năm 2027
std::string day_month_text(std::chrono::year_month_day d);  // ngày 02 tháng 11 năm 2026
std::string short_month_text(std::chrono::year_month m);    // 10/2026
// The text with a capital at its beginning.
std::string sentence_case(const std::string& text);
// 01/11/2026 07:05 in the zone; with " UTC" where the zone's name is unknown.
std::string instant_text(utc_ms t, std::string_view timezone);
std::string second_text(utc_ms t, std::string_view timezone);  // the same with seconds: 01/11/2026 07:05:30
// 07 giờ 05 phút 30 giây, ngày 01 tháng 11 năm 2026 (UTC+07:00, Asia/Ho_Chi_Minh)
std::string long_instant_text(utc_ms t, std::string_view timezone);
// The day there; in UTC where the zone's name is unknown.
std::chrono::year_month_day local_day(utc_ms t, std::string_view timezone);
std::string grouped_text(const std::string& hex);  // 01234567 89abcdef

// That the screen's time of a head is uncertain, and how; empty where it was synchronised.
std::string uncertain_time_text(clock_trust trust);

// What came after an earlier report, as a sentence without full stop.
std::string late_text(const late_row& row);

// A name in capitals, as in a form's head, in the spelling that the plan has of it elsewhere; the name itself
// where the plan has none.
std::string spelled_as_in_plan(const std::string& capitals, const plan& p);

}  // namespace bangtin::evidence::report
