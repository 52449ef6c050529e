// Instants as text in the site's zone, fast enough for a month of slots.
#pragma once

#include <string>

#include "playlists/calendar.hpp"

namespace bangtin::playlists {

// Remembers the offset and the date of the instant before: neighbours cost no look-up.
class rfc3339_writer {
 public:
  explicit rfc3339_writer(const calendar& site) : site_(site) {}
  // 2026-10-10T07:00:00.000+07:00. An offset of some seconds (before the 20th century) is cut to the minute.
  void append(std::string& out, utc_ms t);

 private:
  calendar site_;
  offset_span span_{};
  local_day day_{local_day::min()};
  std::string date_, offset_;
};

// 2026-10-10.
std::string to_date_text(local_day d);

}  // namespace bangtin::playlists
