// Corrects the times of records that a screen wrote before it knew the time. Pure; any thread may call these
// functions.
//
// Within one boot the monotonic clock never steps, so a record whose wall clock could be trusted dates the
// others of its boot: corrected = R.utc - R.mono + record.mono. R is a record of the same log and boot with
// the best clock there (synced before estimated before unsynced): the last one before the record, or the
// first one after it where none comes before. A record whose own clock is that good keeps its own time.
//
//   boot_clock clock;                       // one per log and boot
//   if (learn(clock, r)) ...                // earlier records of the boot have another time now
//   corrected_time at = correct(r, clock);  // `r` is the newest record that `clock` has learned
//
// The original stays in the record; the correction stands beside it.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence {

// What the records of one boot in one log, read in their order, tell of its clock.
struct boot_clock {
  clock_trust trust = clock_trust::unsynced;  // the best so far
  milliseconds offset{};                      // wall clock - monotonic clock, of the newest such record
  std::optional<milliseconds> bound;          // of that record
  bool operator==(const boot_clock&) const = default;
};

// Takes the boot's next record. True if its clock is better than every one before: then `correct` gives the
// boot's earlier records another time.
bool learn(boot_clock& clock, const record& next);

struct corrected_time {
  utc_ms at{};  // from 1970 to 9999
  clock_trust trust = clock_trust::unsynced;
  std::optional<milliseconds> bound;  // how far `at` can be off; empty: not known
  bool operator==(const corrected_time&) const = default;
};

// The corrected time of a record that `clock` has learned. Of an earlier record than the newest, ask only
// right after `learn` returned true.
corrected_time correct(const record& r, const boot_clock& clock);

}  // namespace bangtin::evidence
