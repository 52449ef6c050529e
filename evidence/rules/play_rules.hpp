// Rule 2 of counting: of each START it says in exactly one of four columns what it tells of. A play counts
// only if the timeline of its programme has it and nothing makes it implausible; whatever does not count has
// a reason, which is a stable word.
//
// `judge` looks at one play alone; `placement` at the plays of one boot, which cannot be shown at once; and
// `clash` at two plays of the same screen from different boots or logs. Pure; any thread may use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "evidence/record.hpp"
#include "evidence/redate.hpp"

namespace bangtin::evidence::rules {

// The rules in force for records that are receipted now. Rule 1 is the counting before: see add_play().
inline constexpr int in_force = 2;

// What the rule forgives.
constexpr milliseconds max_shown_excess{2'000};  // shown time beyond the planned
constexpr milliseconds max_start_lead{5'000};    // START before its slot, by the screen's clock
constexpr milliseconds max_clock_difference =
    std::chrono::minutes(10);                    // START after its receipt, or before `issued`
constexpr milliseconds max_boot_excess{10'000};  // of all plays of a boot together, for fades
constexpr milliseconds min_gap{1'000};           // shorter free time between plays counts as taken
constexpr std::size_t max_gaps = 500;            // of a boot; older free time counts as taken
constexpr milliseconds max_shared{1'000};        // of two plays that are not of one boot ...
constexpr int max_shared_part = 20;              // ... and a twentieth of the shorter one
constexpr milliseconds estimated_bound =
    std::chrono::minutes(10);                                    // of an estimated clock that names no bound
constexpr milliseconds unsynced_bound = std::chrono::hours(24);  // of a clock that nothing confirms

enum class column : std::uint8_t { plays, partial, failed, uncounted };
struct verdict {
  column where = column::uncounted;
  std::string reason;  // empty for a counted play
  bool operator==(const verdict&) const = default;
};

// The reasons of uncounted plays.
namespace reason {
inline constexpr std::string_view open = "open";                // its END has not come
inline constexpr std::string_view mismatch = "mismatch";        // its END tells of another play
inline constexpr std::string_view programme = "programme";      // no programme that was approved and valid
inline constexpr std::string_view not_planned = "not-planned";  // the timeline lacks it
inline constexpr std::string_view too_long = "too-long";        // shown longer than planned
inline constexpr std::string_view after_receipt = "after-receipt";  // it lies after its receipt
inline constexpr std::string_view overlap = "overlap";              // another play was on the screen
inline constexpr std::string_view slot_taken = "slot-taken";        // its slot has a counted play
inline constexpr std::string_view fork = "fork";                    // of records that contradict stored ones
inline constexpr std::string_view doubt = "doubt";                  // stored records do not verify
}  // namespace reason

// What the programme that the START cites says. `planned`: its timeline has the play, see planned_plays.hpp.
struct programme_facts {
  bool published = false;
  utc_ms issued{}, expires{};
  bool planned = false;
};

// All that the rule looks at for one play. The records must outlive it.
struct play_case {
  const record* start = nullptr;
  const record* end = nullptr;  // its first END; nullptr: none yet
  corrected_time at;            // of the START
  utc_ms received{};            // when the START was receipted first
  programme_facts programme;
  bool unknown_output_counts = false;  // see output_rule.hpp
  bool fits_in_boot = true;            // see placement
  bool doubtful = false;               // a record of it is one that does not verify
};
verdict judge(const play_case& c);

// Whether END tells of the START's play.
bool belong_together(const record& start, const record& end);

// Whether END claims more time than the play can have had.
bool is_too_long(const record& start, const record& end);

// The time to which a play belongs: that from which it was shown, or would have been. `end`: its first END,
// or nullptr; `at`: the corrected time of START.
utc_ms time_of(const record& start, const record* end, utc_ms at);

// For how long a play was on the screen, and since when by the boot's monotonic clock.
struct showing {
  milliseconds from{}, shown{};
};
showing showing_of(const record& start, const record& end);

// The time of one boot by its monotonic clock, in which its plays are placed in the order of their ENDs.
struct placement {
  struct gap {
    milliseconds from{}, to{};
    bool operator==(const gap&) const = default;
  };
  milliseconds until{};  // up to here plays fill the time, except the gaps
  std::vector<gap>
      gaps;  // free time before `until`, ascending; the newest max_gaps, each at least min_gap long
  bool operator==(const placement&) const = default;
};
// What `place` gave a play.
struct place_in_boot {
  bool fits = true;
  milliseconds until{};  // the end of its last piece; 0 for a play that needs none
};
// Gives the next play the earliest free time since it was on the screen. It does not fit if that ends more
// than max_boot_excess after its END; then the play takes none.
place_in_boot place(placement& p, const record& start, const record& end);

// A play as another one of its screen sees it. Only plays that `judge` does not leave uncounted have one.
struct claim {
  utc_ms from{}, to{};  // corrected: since it was on the screen, to the end of its place in its boot; empty
                        // when nothing was shown
  utc_ms slot{};        // planned start
  std::uint64_t what = 0;              // digest of campaign, media item and planned time
  bool counts = false;                 // its column is `plays`
  std::optional<milliseconds> mono{};  // of `from`, where both plays are of the same log and boot
  bool operator==(const claim&) const = default;
};
// The reason why the later one of two plays (by their receipts) does not count; empty if both may.
std::string_view clash(const claim& earlier, const claim& later);
std::uint64_t identity_of(const play_facts& play);

// How far a corrected time may be off.
milliseconds uncertainty_of(const corrected_time& at);

// Why a play that ended is partial or failed: the screen's reason, or what its END shows.
std::string why_short(const record& end, bool unknown_output_counts);

// A reason as counts keep it: the screen's word, or "other" for what is none.
std::string kept_reason(std::string_view said);

}  // namespace bangtin::evidence::rules
