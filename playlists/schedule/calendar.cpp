// All questions reduce to one: the instant of a wall time on a day. The date library knows the zone's
// rules; a remembered offset avoids most look-ups.
#include "playlists/schedule/calendar.hpp"

#include <date/tz.h>

namespace bangtin::playlists::schedule {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

// The date library has its own local-time type; it equals the standard one except for its name.
date::local_seconds theirs(programme::local_day d, milliseconds wall) {
  return date::local_seconds(std::chrono::floor<seconds>(d.time_since_epoch() + wall));
}

// The library's rules extend to the limits of its time type; converted to milliseconds, those do not
// overflow.
programme::offset_span span_of(const date::sys_info& info) {
  return {info.offset, utc_ms(info.begin), utc_ms(info.end)};
}

utc_ms as_if_utc(programme::local_day d) {
  return utc_ms(d.time_since_epoch());
}

}  // namespace

calendar::calendar(std::string_view zone_name) : zone_(date::locate_zone(zone_name)) {}

programme::offset_span calendar::offset_at(utc_ms t) const {
  if (t >= known_.from && t < known_.to) return known_;
  return span_of(zone_->get_info(std::chrono::floor<seconds>(t)));
}

programme::local_day calendar::day_of(utc_ms t) const {
  auto local = t + offset_at(t).offset;
  programme::local_day d(std::chrono::floor<days>(local.time_since_epoch()));
  // When clocks go back across midnight, the wall date goes back for a while, but the day does not.
  if (t >= midnight(d + days(1))) return d + days(1);
  if (t < midnight(d)) return d - days(1);
  return d;
}

utc_ms calendar::midnight(programme::local_day d) const {
  return instant(d, milliseconds(0), role::beginning);
}

utc_ms calendar::begins(programme::local_day d, milliseconds wall) const {
  return instant(d, wall, role::beginning);
}

utc_ms calendar::ends(programme::local_day d, milliseconds wall) const {
  bool is_midnight = wall % milliseconds(hours(24)) == milliseconds(0);
  return instant(d, wall, is_midnight ? role::beginning : role::end);
}

calendar calendar::near(programme::local_day d) const {
  calendar c = *this;
  programme::offset_span span = offset_at(as_if_utc(d));
  // Zones differ from UTC by less than a day and a half, and a window may reach to the end of the next day.
  if (span.from <= as_if_utc(d - days(4)) && span.to >= as_if_utc(d + days(5))) c.known_ = span;
  return c;
}

utc_ms calendar::instant(programme::local_day d, milliseconds wall, role r) const {
  if (known_.from < known_.to && as_if_utc(d - days(2)) >= known_.from &&
      as_if_utc(d + days(3)) <= known_.to) {
    return as_if_utc(d) + wall - known_.offset;
  }
  const date::local_info info = zone_->get_info(theirs(d, wall));
  if (info.result == date::local_info::nonexistent) return utc_ms(info.first.end);
  bool second = info.result == date::local_info::ambiguous && r == role::end;
  return as_if_utc(d) + wall - (second ? info.second.offset : info.first.offset);
}

}  // namespace bangtin::playlists::schedule
