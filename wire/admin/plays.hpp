// Counted plays: GET /v1/plays/count, GET /v1/plays/shortfalls, POST /v1/plays/recount. Plain values;
// codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// One column by which plays can be grouped.
struct play_grouping {
  std::string_view name;  // as in "by=task,theme"
  std::optional<std::string> play_count::*column;
};
std::span<const play_grouping> play_groupings();
// nullptr when there is no such column. Valid for the life of the program.
const play_grouping* find_play_grouping(std::string_view name);

}  // namespace bangtin::wire::admin
