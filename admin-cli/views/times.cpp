// Uses the time zone rules of the timeline through the same functions, so display and planning agree.
#include "admin-cli/views/times.hpp"

#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::admin_cli::views {

std::string local_rfc3339(utc_ms t, const std::string& timezone) {
  playlists::programme::programme p;
  p.timezone = timezone;
  try {
    return playlists::schedule::to_local_rfc3339(p, t);
  } catch (const std::exception&) {
    return to_rfc3339_utc(t);
  }
}

std::string local_time(utc_ms t, const std::string& timezone) {
  const std::string full = local_rfc3339(t, timezone);
  return local_dates(full.substr(0, 10) + " " + full.substr(11, 8));
}

std::string local_minute(utc_ms t, const std::string& timezone) {
  const std::string full = local_rfc3339(t, timezone);
  return local_dates(full.substr(0, 10) + " " + full.substr(11, 5));
}

std::string local_clock(utc_ms t, const std::string& timezone) {
  return local_rfc3339(t, timezone).substr(11, 8);
}

std::string local_date(utc_ms t, const std::string& timezone) {
  return local_dates(local_rfc3339(t, timezone).substr(0, 10));
}

std::string local_time_from(utc_ms t, const std::string& timezone, utc_ms now) {
  const bool today = local_date(t, timezone) == local_date(now, timezone);
  return today ? local_clock(t, timezone) : local_time(t, timezone);
}

std::string short_date(utc_ms t) {
  return local_dates(to_rfc3339_utc(t).substr(0, 10));
}

std::string month_of(utc_ms t, const std::string& timezone) {
  return local_rfc3339(t, timezone).substr(0, 7);
}

std::string ago(utc_ms then, utc_ms now) {
  using namespace std::chrono;
  auto passed = duration_cast<seconds>(now - then);
  if (passed < 5s) return tr("just now");
  if (passed < 120s) return tr("{} s ago", passed.count());
  if (passed < 2h) return tr("{} min ago", duration_cast<minutes>(passed).count());
  if (passed < 48h) return tr("{} h ago", duration_cast<hours>(passed).count());
  return tr("{} days ago", duration_cast<days>(passed).count());
}

}  // namespace bangtin::admin_cli::views
