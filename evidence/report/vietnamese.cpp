#include "evidence/report/vietnamese.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/text.hpp"

namespace bangtin::evidence::report {

namespace {

// Both January and February and the days below 10 get a zero, so that nobody can put a digit before them
// (Decree 30/2020/NĐ-CP).
std::string month_number(std::chrono::month m) {
  unsigned n = static_cast<unsigned>(m);
  return n < 3 ? fmt::format("{:02}", n) : fmt::format("{}", n);
}

std::string folded(const std::string& text) {
  std::unique_ptr<char, void (*)(void*)> whole(g_utf8_normalize(text.c_str(), -1, G_NORMALIZE_ALL_COMPOSE),
                                               g_free);
  if (!whole) return text;
  std::unique_ptr<char, void (*)(void*)> fold(g_utf8_casefold(whole.get(), -1), g_free);
  return fold.get();
}

struct local_time {
  std::chrono::year_month_day day;
  std::int64_t seconds = 0;  // since midnight
  std::chrono::seconds offset{0};
  const char* doubt = "";  // " UTC" where the zone's name is unknown
};

local_time local_at(utc_ms t, std::string_view timezone) {
  local_time local;
  auto at = date::sys_seconds(std::chrono::floor<std::chrono::seconds>(t).time_since_epoch());
  try {
    local.offset = date::locate_zone(std::string(timezone))->get_info(at).offset;
  } catch (const std::runtime_error&) {
    local.doubt = " UTC";
  }
  date::sys_seconds shown = at + local.offset;
  date::sys_days day = date::floor<date::days>(shown);
  date::year_month_day ymd(day);
  local.day = std::chrono::year(static_cast<int>(ymd.year())) /
              static_cast<int>(static_cast<unsigned>(ymd.month())) /
              static_cast<int>(static_cast<unsigned>(ymd.day()));
  local.seconds = std::chrono::duration_cast<std::chrono::seconds>(shown - day).count();
  return local;
}

std::string date_text(const local_time& at) {
  return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(at.day.day()),
                     static_cast<unsigned>(at.day.month()), static_cast<int>(at.day.year()));
}

}  // namespace

std::string number_text(std::int64_t n) {
  std::string digits = std::to_string(n < 0 ? -n : n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ".");
  return (n < 0 ? "-" : "") + digits;
}

std::string percent_text(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return "–";
  std::int64_t tenths = static_cast<std::int64_t>(static_cast<long double>(part) * 1000 / whole);
  return tenths % 10 == 0 ? fmt::format("{}%", tenths / 10) : fmt::format("{},{}%", tenths / 10, tenths % 10);
}

std::string duration_text(std::int64_t seconds) {
  std::string text;
  auto add = [&](std::int64_t n, const char* unit) {
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", number_text(n), unit);
  };
  add(seconds / 3600, "giờ");
  add(seconds / 60 % 60, "phút");
  add(seconds % 60, "giây");
  return text.empty() ? "0 giây" : text;
}

std::string clock_text(std::int64_t seconds) {
  return fmt::format("{}:{:02}:{:02}", number_text(seconds / 3600), seconds / 60 % 60, seconds % 60);
}

std::string month_text(std::chrono::year_month m) {
  return fmt::format("tháng {} năm {}", month_number(m.month()), static_cast<int>(m.year()));
}

std::string day_month_text(std::chrono::year_month_day d) {
  return fmt::format("ngày {:02} {}", static_cast<unsigned>(d.day()), month_text(d.year() / d.month()));
}

std::string short_month_text(std::chrono::year_month m) {
  return fmt::format("{:02}/{}", static_cast<unsigned>(m.month()), static_cast<int>(m.year()));
}

std::string sentence_case(const std::string& text) {
  utf8_character first = decode_utf8(text);
  if (first.length == 0) return text;
  char upper[8];
  int length = g_unichar_to_utf8(g_unichar_toupper(first.code_point), upper);
  return std::string(upper, static_cast<std::size_t>(length)) + text.substr(first.length);
}

std::string instant_text(utc_ms t, std::string_view timezone) {
  local_time at = local_at(t, timezone);
  return fmt::format("{} {:02}:{:02}{}", date_text(at), at.seconds / 3600, at.seconds / 60 % 60, at.doubt);
}

std::string second_text(utc_ms t, std::string_view timezone) {
  local_time at = local_at(t, timezone);
  return fmt::format("{} {:02}:{:02}:{:02}{}", date_text(at), at.seconds / 3600, at.seconds / 60 % 60,
                     at.seconds % 60, at.doubt);
}

std::string long_instant_text(utc_ms t, std::string_view timezone) {
  local_time at = local_at(t, timezone);
  auto minutes = at.offset.count() / 60, distance = minutes < 0 ? -minutes : minutes;
  std::string zone = fmt::format("UTC{}{:02}:{:02}", minutes < 0 ? '-' : '+', distance / 60, distance % 60);
  if (*at.doubt == 0) zone += fmt::format(", {}", timezone);
  return fmt::format("{:02} giờ {:02} phút {:02} giây, {} ({})", at.seconds / 3600, at.seconds / 60 % 60,
                     at.seconds % 60, day_month_text(at.day), zone);
}

std::chrono::year_month_day local_day(utc_ms t, std::string_view timezone) {
  return local_at(t, timezone).day;
}

std::string grouped_text(const std::string& hex) {
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 8) text += (i == 0 ? "" : " ") + hex.substr(i, 8);
  return text;
}

std::string uncertain_time_text(clock_trust trust) {
  switch (trust) {
    case clock_trust::synced:
      return {};
    case clock_trust::estimated:
      return "thời gian trên màn hình không chắc chắn: đồng hồ chỉ được ước tính";
    case clock_trust::unsynced:
      break;
  }
  return "thời gian trên màn hình không chắc chắn: đồng hồ chưa được đồng bộ";
}

std::string late_text(const late_row& row) {
  std::vector<std::string> parts;
  auto add = [&](std::int64_t count, const char* what) {
    if (count == 0) return;
    parts.push_back(fmt::format("{} {} {}", count > 0 ? "thêm" : "bớt", number_text(std::abs(count)), what));
  };
  add(row.plays, "lượt phát được tính");
  add(row.others, "lượt phát chưa trọn vẹn, không phát được hoặc không được tính");
  if (parts.empty()) parts.emplace_back("số liệu về thời lượng hoặc nguyên nhân thay đổi");
  return sentence_case(fmt::format("{}", fmt::join(parts, "; ")));
}

std::string spelled_as_in_plan(const std::string& capitals, const plan& p) {
  std::string wanted = folded(capitals);
  for (const planned_task& t : p.tasks)
    if (!t.lead.empty() && folded(t.lead) == wanted) return t.lead;
  for (const named_code& v : p.venues)
    if (folded(v.title) == wanted) return v.title;
  return capitals;
}

}  // namespace bangtin::evidence::report
