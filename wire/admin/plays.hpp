// Counted plays: GET /v1/plays/count.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// A row. Only the columns by which plays were grouped are set.
struct play_count {
  std::optional<std::string> task, theme, campaign, screen, venue, media, day;
  std::int64_t plays = 0;
  std::int64_t airtime_s = 0;  // of the plays that count
  std::int64_t partial = 0;
  std::int64_t failed = 0;
  bool operator==(const play_count&) const = default;
};

// A column by which plays can be grouped.
struct play_grouping {
  std::string_view name;  // as in "by=task,theme"
  std::optional<std::string> play_count::*column;
};
std::span<const play_grouping> play_groupings();
// nullptr: there is no such column.
const play_grouping* find_play_grouping(std::string_view name);

}  // namespace bangtin::wire::admin
