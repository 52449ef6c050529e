// The site's calendar: converts between instants and a local day with its wall time, by the rules of the IANA
// database on this machine.
//
// A wall time that is skipped when clocks go forward means the instant of that change. A wall time that
// occurs twice when clocks go back means its first occurrence as a beginning, and its second as an end.
// Midnight always means the first one, because a local day ends where the next begins.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "playlists/programme/instants.hpp"

namespace date {
class time_zone;
}

namespace bangtin::playlists::schedule {

// Cheap to copy. Thread-safe.
class calendar {
 public:
  // Throws std::runtime_error for an unknown zone (check_references rejects those).
  explicit calendar(std::string_view zone_name);

  programme::offset_span offset_at(utc_ms t) const;
  // offset_at bound to a copy of this calendar, for rfc3339_writer.
  std::function<programme::offset_span(utc_ms)> offsets() const {
    return [site = *this](utc_ms t) { return site.offset_at(t); };
  }
  programme::local_day day_of(utc_ms t) const;
  programme::instant_range day(programme::local_day d) const {
    return {midnight(d), midnight(d + std::chrono::days(1))};
  }
  utc_ms midnight(programme::local_day d) const;

  // The instant of wall time `wall`, 00:00 to 24:00, on day `d`, as a window's beginning or end.
  utc_ms begins(programme::local_day d, milliseconds wall) const;
  utc_ms ends(programme::local_day d, milliseconds wall) const;

  // A copy that caches the offset around the day. The functions above then need no search for that day and
  // its neighbours, unless clocks change around it.
  calendar near(programme::local_day d) const;

 private:
  enum class role { beginning, end };
  utc_ms instant(programme::local_day d, milliseconds wall, role r) const;

  const date::time_zone* zone_;
  programme::offset_span known_{};  // empty: nothing remembered
};

}  // namespace bangtin::playlists::schedule
