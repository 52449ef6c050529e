// From records to counted plays, and from plays to the monthly table. Pure: folds what it is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evidence/record.hpp"

namespace bangtin::evidence {

// What approved programmes say of a play; the caller looks it up by the record's programme, campaign and
// media.
struct play_context {
  bool approved =
      false;        // that programme was published and valid when the play started, and has this media item
  std::string day;  // local date of START in the site's zone, YYYY-MM-DD
  std::string venue, task, theme, title;
};

// One row of the monthly report; the key is the text columns.
struct count_key {
  std::string month, day, screen, venue, task, theme, campaign, media, title;
  auto operator<=>(const count_key&) const = default;
};
struct count_values {
  std::int64_t plays = 0;       // counted: see is_counted
  std::int64_t airtime_ms = 0;  // shown time of the counted plays
  std::int64_t partial = 0;     // ended, shown in part
  std::int64_t failed = 0;      // ended, not shown; or shown and not to be counted (output off, not approved)
  std::int64_t uncertain_clock = 0;  // of `plays`: those whose START clock was not `synced`
  bool operator==(const count_values&) const = default;
  void add(const count_values& other);
};
using count_table = std::map<count_key, count_values>;

// The rule: END complete, at least 95 % of the planned time shown, at least one frame, output not
// "disconnected", the programme approved and valid.
bool is_counted(const record& end, const play_context& context);

// Adds one play (its START and its END, which belong together) to the table.
void add_play(count_table& table, const std::string& screen, const record& start, const record& end,
              const play_context& context);

// The table grouped by some of: task, theme, campaign, screen, venue, media, day. Other columns of the keys
// are empty.
count_table group_by(const count_table& table, const std::vector<std::string>& columns);

// RFC 4180 with BOM and CRLF; columns as in the contract; sorted by the key; airtime in whole seconds,
// rounded half up. A text that begins with = + - @ is written with a leading apostrophe so that no
// spreadsheet runs it as a formula.
std::string to_csv(const count_table& table);

}  // namespace bangtin::evidence
