#include "scheduler/api/months.hpp"

#include "playlists/programme/months.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::scheduler::api {

result<std::chrono::year_month> parse_month(std::string_view text) {
  auto month = playlists::programme::parse_month(text);
  if (month && month->year() >= std::chrono::year(1970)) return *month;
  return error{errc::usage, msg("\"{}\" is not a month", text.substr(0, 64)),
               msg("write it as YYYY-MM, for example 2026-10")};
}

playlists::programme::instant_range range_of_month(const playlists::programme::programme& zone,
                                                   std::chrono::year_month month) {
  using std::chrono::local_days;
  local_days first{month / std::chrono::day(1)};
  local_days next{(month + std::chrono::months(1)) / std::chrono::day(1)};
  return {playlists::schedule::range_of(zone, first).from, playlists::schedule::range_of(zone, next).from};
}

}  // namespace bangtin::scheduler::api
