#include "playlists/programme/rfc3339.hpp"

#include <fmt/format.h>

#include <array>

namespace bangtin::playlists::programme {

namespace {

void put(char* at, std::int64_t number, int digits) {
  for (int i = digits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

void rfc3339_writer::append(std::string& out, utc_ms t) {
  if (t < span_.from || t >= span_.to) {
    span_ = offset_at_(t);
    auto minutes = std::chrono::duration_cast<std::chrono::minutes>(span_.offset).count();
    auto size = minutes < 0 ? -minutes : minutes;
    offset_ = fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
  }
  const milliseconds local = t.time_since_epoch() + span_.offset;
  const local_day day(std::chrono::floor<std::chrono::days>(local));
  if (day != day_) {
    day_ = day;
    date_ = to_date_text(day);
  }
  const std::int64_t ms = (local - day.time_since_epoch()).count();
  std::array<char, 13> time{'T', '0', '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0'};
  put(&time[1], ms / 3'600'000, 2);
  put(&time[4], ms / 60'000 % 60, 2);
  put(&time[7], ms / 1'000 % 60, 2);
  put(&time[10], ms % 1'000, 3);
  out += date_;
  out.append(time.data(), time.size());
  out += offset_;
}

std::string to_date_text(local_day d) {
  std::chrono::year_month_day ymd(d);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

}  // namespace bangtin::playlists::programme
