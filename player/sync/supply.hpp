// How well the daemon serves this screen. Someone who owns the daemon or the network can show nothing of
// their own, but can delay: `judge` names that, so that people learn of it while the old programme plays on.
// Pure: the time is an argument.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::player::sync {

// Later attacks (rollback, mix-and-match, ...) get their names here, in to_string and in docs/player.md.
enum class supply_state {
  good,
  slow,      // the files come, but not within a reasonable time
  withheld,  // the daemon names a programme or a file and does not hand it out
  waiting,   // the files are fetched in the download hours; nothing is wrong
  frozen     // the daemon has nothing newer, or does not say, and the programme grows old
};
// "slow", ...; empty for `good`.
std::string_view to_string(supply_state s);

// The rate of the last 30 s.
class rate_meter {
 public:
  void add(milliseconds now, std::int64_t bytes);
  // Bytes per second; 0 before 2 s have been measured.
  std::int64_t rate(milliseconds now) const;

 private:
  struct second {
    milliseconds at;
    std::int64_t bytes;
  };
  void forget(milliseconds now);
  std::deque<second> seconds_;
  std::optional<milliseconds> since_;
};

// The files that this screen fetches now.
struct fetch_progress {
  std::int64_t version = 0;  // of their programme; 0: it fetches nothing
  std::int64_t bytes = 0;    // of all files of the programme
  std::int64_t missing = 0;  // those that have not arrived
  std::int64_t bytes_per_s = 0;
  bool operator==(const fetch_progress&) const = default;
};

// What the uplink's threads have seen. Times are monotonic.
struct supply_facts {
  fetch_progress fetch;
  milliseconds fetch_began{};
  std::optional<milliseconds> arrived;         // the latest byte of a file
  std::int64_t max_bytes_per_s = 0;            // what the site allows; 0: no limit
  std::optional<utc_ms> postponed_to;          // the files wait for the download hours until then
  std::optional<error> file_refused;           // in the latest round of fetching
  std::optional<milliseconds> answered_since;  // the daemon has said since then which programme is the newest
  std::optional<milliseconds> silent_since;    // it has not, although it was asked
  std::optional<error> programme_refused;      // the latest question for a programme
  utc_ms issued{}, expires{};                  // of the newest programme; equal: there is none
};

struct supply {
  supply_state state = supply_state::good;
  message what, remedy;  // for people; empty if it is good
  bool operator==(const supply&) const = default;
};

// Judges the facts at `now`. `reported_since` is the time since when every report of this screen has reached
// the daemon: a screen that is cut off accuses nobody.
supply judge(const supply_facts& f, const time_reading& now, milliseconds reported_since);

}  // namespace bangtin::player::sync
