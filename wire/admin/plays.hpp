// Counted plays: GET /v1/plays/count. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// One row of the answer. Only the columns by which plays are grouped have a value.
struct play_count {
  std::optional<std::string> task, theme, campaign, screen, venue, media, day;
  std::int64_t plays = 0;
  std::int64_t airtime_s = 0;  // of the plays that count, in seconds
  std::int64_t partial = 0;
  std::int64_t failed = 0;
  bool operator==(const play_count&) const = default;
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
