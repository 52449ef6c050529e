// The site's calendar: between a local day with the time that a clock on the wall shows, and instants. The
// rules are those of the IANA database on this machine.
//
// Where clocks are put forward, a wall time that does not exist stands for the instant at which they are.
// Where they are put back, a wall time that comes twice stands for the first for what begins then, and for
// the second for what ends then. Midnight is the first midnight in either role: a local day ends where the
// next begins.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "playlists/programme/instants.hpp"

namespace date {
class time_zone;
}

namespace bangtin::playlists::schedule {

// Cheap to copy. Any thread.
class calendar {
 public:
  // Throws std::runtime_error for a zone that is not known (check_references refuses those).
  explicit calendar(std::string_view zone_name);

  programme::offset_span offset_at(utc_ms t) const;
  // offset_at of a copy of this calendar, for rfc3339_writer.
  std::function<programme::offset_span(utc_ms)> offsets() const {
    return [site = *this](utc_ms t) { return site.offset_at(t); };
  }
  programme::local_day day_of(utc_ms t) const;
  programme::instant_range day(programme::local_day d) const {
    return {midnight(d), midnight(d + std::chrono::days(1))};
  }
  utc_ms midnight(programme::local_day d) const;

  // The instant at which a window begins or ends that does so on day `d` at wall time `wall`, 00:00 to 24:00.
  utc_ms begins(programme::local_day d, milliseconds wall) const;
  utc_ms ends(programme::local_day d, milliseconds wall) const;

  // A copy that remembers the offset around the day, so that the above need no search for that day and its
  // neighbours unless clocks are changed about then.
  calendar near(programme::local_day d) const;

 private:
  enum class role { beginning, end };
  utc_ms instant(programme::local_day d, milliseconds wall, role r) const;

  const date::time_zone* zone_;
  programme::offset_span known_{};  // empty: nothing remembered
};

}  // namespace bangtin::playlists::schedule
