// Formats instants as RFC 3339 text with the site's offset, fast enough for a month of slots.
#pragma once

#include <functional>
#include <string>

#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::programme {

// Caches the offset and the date of the previous instant, so neighbouring instants need no lookup. Not
// thread-safe.
class rfc3339_writer {
 public:
  // `offset_at` returns the offset that holds at an instant; see calendar::offset_at.
  explicit rfc3339_writer(std::function<offset_span(utc_ms)> offset_at) : offset_at_(std::move(offset_at)) {}
  // Appends 2026-10-10T07:00:00.000+07:00. RFC 3339 has no seconds in an offset, so offsets of zones before
  // the 20th century are truncated to the minute.
  void append(std::string& out, utc_ms t);

 private:
  std::function<offset_span(utc_ms)> offset_at_;
  offset_span span_{};
  local_day day_{local_day::min()};
  std::string date_, offset_;
};

// 2026-10-10.
std::string to_date_text(local_day d);

}  // namespace bangtin::playlists::programme
