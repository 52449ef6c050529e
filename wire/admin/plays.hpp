// Counted plays: GET /v1/plays/count, GET /v1/plays/shortfalls, POST /v1/plays/recount; planned against
// shown: GET /v1/plays/compliance; what was shown at an instant: GET /v1/plays/at. Plain values; codec.hpp
// has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// One row of the answer. Only the columns by which plays are grouped have a value.
struct play_count {
  std::optional<std::string> task, theme, campaign, screen, venue, media, day, hour;
  std::optional<std::string> title;  // of the media item, where plays are grouped by it
  std::int64_t plays = 0;
  std::int64_t airtime_s = 0;  // of the plays that count, in seconds
  std::int64_t partial = 0;
  std::int64_t failed = 0;
  std::int64_t uncounted = 0;
  bool operator==(const play_count&) const = default;
};

// Plays that do not count, by their reason: a stable word.
struct play_shortfall {
  std::string reason;
  std::int64_t partial = 0;
  std::int64_t failed = 0;
  std::int64_t uncounted = 0;
  bool operator==(const play_shortfall&) const = default;
};

// What else is to be said of a month's counts.
struct play_shortfalls {
  std::string month;                    // YYYY-MM
  std::vector<play_shortfall> reasons;  // the most frequent first
  std::int64_t near_edge = 0;           // counted plays that may belong to the month before or after
  bool operator==(const play_shortfalls&) const = default;
};

// A row of the roll-up that a recount from the records does not confirm.
struct play_difference {
  std::string day, hour, screen, campaign, media, reason;
  std::int64_t stored = 0;     // STARTs of the row in the roll-up
  std::int64_t recounted = 0;  // and by the records
  bool operator==(const play_difference&) const = default;
};

struct play_recount {
  bool equal = true;
  std::int64_t starts = 0;                   // that the records have
  std::vector<play_difference> differences;  // the first of them
  bool operator==(const play_recount&) const = default;
};

// Planned against shown, of one campaign on one screen, in seconds. planned = shown + partial + failed + off
// + interrupted + unknown.
struct play_compliance {
  std::string screen, campaign;
  std::int64_t planned_s = 0, shown_s = 0, partial_s = 0, failed_s = 0, off_s = 0;
  std::int64_t offline_s = 0;  // a part of shown_s
  std::int64_t interrupted_s = 0, unknown_s = 0;
  std::string cause;  // a stable word for most of what is missing; empty when nothing is
  bool operator==(const play_compliance&) const = default;
};

// An hour in which planned time was not shown.
struct missing_hour {
  std::string screen;
  utc_ms hour{};  // its first instant
  std::int64_t planned_s = 0, missing_s = 0;
  std::string cause;  // a stable word
  bool operator==(const missing_hour&) const = default;
};

// What evidence says that a screen showed at an instant. Without `media` no item is known.
struct shown_record {
  std::string screen;
  utc_ms at{};
  std::string verdict;         // ours, dark, nothing or unknown
  std::string reason;          // a stable word
  bool near_a_change = false;  // the clock is too uncertain to tell the item from the one before or after
  std::optional<std::string> media, title, campaign;
  std::optional<std::string> programme;  // its digest in hexadecimal
  std::optional<std::int64_t> version;   // of the programme
  std::optional<std::string> approver;
  std::optional<utc_ms> approved, began, ended;
  std::optional<std::int64_t> bound_ms;  // how far the times can be off; absent: the clock was synchronised
  std::optional<std::string> log;
  std::optional<std::int64_t> seq;      // of the play's START
  std::optional<std::int64_t> end_seq;  // of its END
  std::optional<bool> planned;
  std::optional<std::int64_t> head_seq;  // of the first receipted head that covers the play's records
  std::optional<std::string> head_hash;
  std::optional<utc_ms> received;     // of that receipt
  std::optional<std::string> notice;  // the emergency notice on show
  std::optional<std::string> text;    // its text
  bool operator==(const shown_record&) const = default;
};

// One column by which plays can be grouped.
struct play_grouping {
  std::string_view name;  // as in "by=task,theme"
  std::optional<std::string> play_count::*column;
};
std::span<const play_grouping> play_groupings();
// nullptr when there is no such column. Valid for the life of the program.
const play_grouping* find_play_grouping(std::string_view name);

}  // namespace bangtin::wire::admin
