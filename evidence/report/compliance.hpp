// Planned against shown: what became of every planned second of one screen.
//
//   std::vector<compliance_row> rows = compliance_of(month);   // per campaign
//   std::vector<missing_hour> hours = missing_hours(month);    // why each hour lacks something
//
// The caller collects the plan (the timeline of the programme that was in force on the screen) and the
// evidence. Pure: no clock, no I/O; any thread may call these functions. Nothing here fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

// Half-open: [from, to).
struct time_span {
  utc_ms from{}, to{};
  bool contains(utc_ms t) const { return t >= from && t < to; }
  bool operator==(const time_span&) const = default;
};

// One item, or one page of a guide, as planned. `campaign` is empty for the slate.
struct planned_slot {
  time_span when;
  std::string campaign;
  bool operator==(const planned_slot&) const = default;
};

// What the evidence says of a play.
enum class play_verdict { counted, partial, failed, uncounted };

struct judged_play {
  time_span planned;  // from the planned start, for a guide with all its pages
  std::string campaign;
  play_verdict verdict = play_verdict::uncounted;
  std::string reason;  // of END, or why the play does not count
  milliseconds shown{};
  bool output_off = false;  // its END says that no display was connected
  utc_ms received{};        // when the END's receipt was given
  bool operator==(const judged_play&) const = default;
};

struct screen_month {
  std::string screen;
  std::vector<planned_slot> planned;  // ascending, without overlap
  std::vector<judged_play> plays;     // ascending by planned.from
  std::vector<time_span> running;     // from a BOOT to the last record of that run; ascending
  std::vector<time_span> off;         // between two runs that the same log has; ascending
  std::vector<time_span> no_display;  // the player ran and said that it had no display
  std::vector<time_span> notices;     // emergency notices that this screen acknowledged as shown
};

// One row per campaign that was planned or shown, by campaign.
std::vector<compliance_row> compliance_of(const screen_month& month);

// An hour in which planned time was not shown. `hour` is its first instant; spans of an hour are counted from
// the epoch, so local hours need a zone whose offset is whole hours.
struct missing_hour {
  std::string screen;
  utc_ms hour{};
  milliseconds planned{}, missing{};
  std::string cause;  // of most of `missing`; "unknown" when no record tells
  bool operator==(const missing_hour&) const = default;
};
std::vector<missing_hour> missing_hours(const screen_month& month);

// A play whose receipt came later than this after its end was shown while the daemon was out of reach.
constexpr std::chrono::minutes offline_after{10};

}  // namespace bangtin::evidence::report
