// The plays under way, each from the preparation of its first segment to the END that says what was seen.
//
// A play is opened with the numbers of its segments. Each segment is closed once, when it has ended, failed,
// or been given up, rejected or dropped. When none is open the play is finished, and `finish` returns what
// its START and END say. A play that failed before START was requested waits for its planned start, because
// it may still be withdrawn without a record.
//
// The book also counts failures in a row per item: after `max_failures` the item is in quarantine until one
// of its files changes or it is shown.
//
// Pure: no clock, no I/O. Not thread-safe. Operations never fail; they ignore a token whose play is not under
// way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "evidence/record.hpp"
#include "player/core/events.hpp"
#include "player/core/play.hpp"
#include "player/core/segment.hpp"

namespace bangtin::player::core {

// What the stage reports of one cue.
struct presented {
  milliseconds shown{};
  std::int64_t frames = 0;
  std::int64_t dropped = 0;
};

// A play that has no open segment any more.
struct finished_play {
  play_token token = 0;
  evidence::play_facts facts;
  bool needs_start = false;  // its START was never requested: write it before END
  evidence::play_end end;
};

class play_book {
 public:
  static constexpr int max_failures = 3;  // in a row

  bool empty() const { return plays_.empty(); }
  bool contains(play_token token) const { return plays_.contains(token); }
  const play* find(play_token token) const;

  // Opens a play. Precondition: it is not under way, and `segments` is not empty.
  void open(play_token token, evidence::play_facts facts, const digest& media_key,
            const std::vector<segment_number>& segments);

  // Adds a segment to a play whose START has been requested: the play continues in another segment.
  void add_segment(play_token token, segment_number segment);

  // ---- why a play may be less than complete. The first reason stays.
  void blame(play_token token, std::string_view reason);
  void blame_all(std::string_view reason);
  // The player stops: every play under way ends now.
  void stop();
  // An emergency notice takes the screen. Sets the reason of every play that still has open segments, unless
  // one of its segments failed, and replaces an earlier reason.
  void interrupt(std::string_view reason);
  // Records the state of the output on which the play is being shown.
  void saw_output(play_token token, output_status output);

  // ---- START
  // Marks START as requested and returns what it says; empty if START was requested before or the play is not
  // under way.
  std::optional<evidence::play_facts> request_start(play_token token);
  void start_durable(play_token token);
  // False if START is durable already, or has timed out, so that the refusal tells nothing new.
  bool start_refused(play_token token);
  // START timed out: the play may be shown without it and will not count. False if nothing changes, because
  // START was answered or has timed out before.
  bool start_timed_out(play_token token);
  bool may_show(play_token token) const;

  // ---- how a segment leaves its play
  void segment_ended(play_token token, segment_number segment, const presented& what);
  // The stage reports that the segment cannot be shown, or cannot continue.
  void segment_failed(play_token token, segment_number segment, const presented& what,
                      std::string_view reason);
  // It did not become ready in time.
  void segment_given_up(play_token token, segment_number segment, std::string_view reason);
  // It cannot even be prepared. This reason replaces an earlier one.
  void segment_rejected(play_token token, segment_number segment, std::string_view reason);
  // Its cue was dropped, or its time passed before it was prepared.
  void segment_dropped(play_token token, segment_number segment, std::string_view reason);
  // A segment of the play left the schedule. If START has not been requested, the play will leave no record.
  // `withdraw` does not close the segment, because its cue may be on show.
  void withdraw(play_token token, std::string_view reason);

  // ---- its end
  // Removes the finished plays and returns those that the journal must record, in the order of their tokens.
  // `stopping`: do not wait for planned starts.
  std::vector<finished_play> finish(utc_ms now, bool stopping);
  // The earliest planned start for which a play without open segments waits; empty if none waits.
  std::optional<utc_ms> next_finish(utc_ms now) const;
  // The latest planned start among the plays under way whose START has been requested; empty if there is
  // none.
  std::optional<utc_ms> latest_started() const;

  bool is_quarantined(const digest& media_key) const;

 private:
  play* find_mutable(play_token token);
  void close(play& p, segment_number segment);
  void count_failures(const play& p);

  std::map<play_token, play> plays_;
  std::map<digest, int> failures_;  // in a row, by play::media_key
};

}  // namespace bangtin::player::core
