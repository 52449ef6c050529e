// Folds play records into counted plays, and groups and prints them as the monthly table:
//
//   count_table table;
//   add_play(table, "lobby", start, end, context);     // for each play
//   std::string csv = to_csv(group_by(table, {"task", "month"}));
//
// Pure: no clock, no I/O; any thread may call these functions. Nothing here fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/record.hpp"

namespace bangtin::evidence {

// What the approved programmes say about a play. The caller looks it up by the record's programme, campaign
// and media.
struct play_context {
  // The programme was published and valid when the play started, and it has this media item.
  bool approved = false;
  bool unknown_output_counts = false;  // see output_rule.hpp
  std::string day;                     // local date of START in the site's zone, YYYY-MM-DD
  std::string venue, task, theme, title;
};

// One row of the monthly report. The text columns are its key; a column by which plays are not grouped is
// empty.
struct count_key {
  std::string month, day, screen, venue, task, theme, campaign, media, title;
  std::string hour{};  // of the local day, "00" to "23"; only where plays are grouped by it
  auto operator<=>(const count_key&) const = default;
};
struct count_values {
  std::int64_t plays = 0;       // the counted ones: see is_counted
  std::int64_t airtime_ms = 0;  // shown time of the counted plays
  std::int64_t partial = 0;     // ended, and shown for too short a time; or stopped before its first frame
  std::int64_t failed = 0;      // ended, and not shown; or shown with the output off or without approval
  std::int64_t uncertain_clock = 0;  // how many of `plays` have a START whose clock was not `synced`
  std::int64_t uncounted = 0;        // what else a START tells of: plays that nothing supports
  std::int64_t near_edge = 0;  // how many of `plays` may belong to the month before or after: uncertain time
  bool operator==(const count_values&) const = default;
  void add(const count_values& other);
  void subtract(const count_values& other);
};
using count_table = std::map<count_key, count_values>;

// The rule for a counted play: its END is complete, at least 95 % of the planned time was shown, at least one
// frame was presented, the output was connected (or unknown, where that counts), and the programme was
// approved and valid.
bool is_counted(const record& end, const play_context& context);

// The column of a play by its END alone.
enum class counted_as { play, partial, failed };
counted_as outcome_of(const record& end, const play_context& context);

// The columns of one play: `start` and `end` are its START and END.
count_values values_of(const record& start, const record& end, const play_context& context);

// Adds one play to the table, by rule 1 of counting. `start` and `end` are the START and the END of the same
// play; records of other types add nothing.
void add_play(count_table& table, const std::string& screen, const record& start, const record& end,
              const play_context& context);

// The table grouped by `columns`, which are names of text columns (task, theme, campaign, screen, venue,
// media, day …). All other columns of the keys become empty.
count_table group_by(const count_table& table, const std::vector<std::string>& columns);

// RFC 4180 with BOM and CRLF, sorted by the key: the text columns of count_key in their order, then plays,
// airtime_s, partial, failed, uncertain_clock, uncounted. Airtime is in whole seconds, rounded half up. A
// text that begins with = + - @ gets a leading apostrophe, so that no spreadsheet runs it as a formula.
std::string to_csv(const count_table& table);

// Same, in pieces of about csv_piece_bytes, so that a long table needs no memory. Ends early when `write`
// returns an error, and returns it.
constexpr std::size_t csv_piece_bytes = 256 * 1024;
result<void> write_csv(const count_table& table, const std::function<result<void>(std::string_view)>& write);

}  // namespace bangtin::evidence
