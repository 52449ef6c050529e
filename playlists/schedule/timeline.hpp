// The timeline: what one screen shows on one local day, as a pure function. No clock, no randomness, no I/O
// (except the IANA time-zone rules), no memory of other days. docs/timeline.md has all rules.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::schedule {

enum class slot_reason { share, every, slate };

// One item, or one page of a guide, in the half-open time from..to. A day's slots are ascending, do not
// overlap, and have gaps only where the screen is closed.
struct slot {
  utc_ms from, to;
  std::int32_t campaign = -1;  // index into programme.campaigns; -1: the slate
  std::int32_t item = 0;       // index into the campaign's playlist; 0 for the slate
  std::int32_t page = 0;       // of a guide, from 1; else 0
  slot_reason reason = slot_reason::slate;
  bool operator==(const slot&) const = default;
};

// The slots of `on` (an element of p.screens) on local day `day`. `p` must be free of bad references.
std::vector<slot> timeline(const programme::programme& p, const programme::screen& on,
                           programme::local_day day);

// Computes several days of one screen; what does not depend on the day is computed once. planner(p,
// on).day(d) == timeline(p, on, d). Programme and screen must outlive it, unchanged. Several threads may call
// `day` at once.
class planner {
 public:
  planner(const programme::programme& p, const programme::screen& on);
  ~planner();
  planner(planner&&) noexcept;
  planner& operator=(planner&&) noexcept;
  std::vector<slot> day(programme::local_day d) const;
  // Same, into a vector whose memory is reused; its old content is discarded.
  void day(programme::local_day d, std::vector<slot>& slots) const;

 private:
  struct plan;
  std::unique_ptr<const plan> plan_;
};

// The site's local day at an instant, and the instants at which a local day begins and ends in the site's
// zone.
programme::local_day day_of(const programme::programme& p, utc_ms t);
programme::instant_range range_of(const programme::programme& p, programme::local_day day);

// Whether the screen is open at the instant.
bool is_open(const programme::programme& p, const programme::screen& on, utc_ms t);

// RFC 3339 with the site's offset and milliseconds: 2026-10-10T07:00:00.000+07:00.
std::string to_local_rfc3339(const programme::programme& p, utc_ms t);

}  // namespace bangtin::playlists::schedule
