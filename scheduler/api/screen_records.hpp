// Reads the records of one log in their order and tells which plays they hold and when the player ran without
// a display. Pure; not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evidence/record.hpp"
#include "evidence/redate.hpp"
#include "evidence/report/compliance.hpp"
#include "evidence/report/shown_at.hpp"
#include "scheduler/ledger/play_ledger.hpp"

namespace bangtin::scheduler::api {

// One START with what its END says and what the rules of counting made of it.
struct known_play {
  std::string log;
  ledger::judged_play judged;
  evidence::play_facts facts;
  std::optional<evidence::play_end> end;  // of its first END
  bool doubted = false;                   // the log does not verify from here on
  bool closed_later = false;              // its END is of a later run of the player
  bool too_long = false;                  // its END claims more time than it can have had
  bool operator==(const known_play&) const = default;
};
using play_sink = std::function<void(known_play&&)>;

// The play as compliance sees it; nothing where it can belong to no slot.
std::optional<evidence::report::judged_play> compliance_play(const known_play& p);
// The play as it was on the glass; nothing where no picture of it was.
std::optional<evidence::report::shown_play> glass_play(const known_play& p);

// The plays of records that contradict the stored ones: they prove nothing, but they are told.
void take_fork(const ledger::recorded_fork& fork, const play_sink& sink);

class screen_records {
 public:
  // Calls `sink` once for each play: when its END comes, or in finish().
  screen_records(std::string log, std::int64_t doubt_from, play_sink sink)
      : log_(std::move(log)), doubt_from_(doubt_from), sink_(std::move(sink)) {}

  // The next records belong to another run of the player, whose boot has this clock.
  void begin_run(const evidence::boot_clock& clock);
  // Consecutive records, and the judged plays of their STARTs. A line that is no record is passed over.
  void take(const std::vector<ledger::judged_line>& lines, const std::vector<ledger::judged_play>& judged);
  void finish();

  const std::vector<evidence::report::time_span>& no_display() const { return no_display_; }
  // From which planned start on the log's plays cite another programme than before; ascending.
  const std::vector<std::pair<utc_ms, digest>>& changes() const { return changes_; }

 private:
  void take_start(const evidence::record& r, const ledger::judged_play& judged);
  void take_end(const evidence::record& r);
  void note_programme(utc_ms planned_start, const digest& programme);

  std::string log_;
  std::int64_t doubt_from_;
  play_sink sink_;
  evidence::boot_clock clock_;
  struct open_play {
    known_play play;
    evidence::record start;
  };
  std::map<std::int64_t, open_play> open_;  // by the START's seq
  std::optional<utc_ms> since_;             // of the run's newest record about what was on the glass
  std::vector<evidence::report::time_span> no_display_;
  std::vector<std::pair<utc_ms, digest>> changes_;
};

}  // namespace bangtin::scheduler::api
