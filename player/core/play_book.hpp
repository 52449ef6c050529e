// The plays under way: from the first segment that is prepared to the END that says what was seen.
//
// A play is opened with the numbers of its segments. Each segment is closed exactly once: shown, failed,
// given up, or withdrawn from the schedule. When none is open the play is finished, and `finish` gives what
// its START and END say. A play that failed ahead of time waits for its planned start, because it may yet be
// withdrawn without a record.
//
// The book also counts failures in a row per item: after `max_failures` the item is in quarantine until one
// of its files changes or it is shown.
//
// Pure: no clock, no I/O. Not thread-safe. Operations never fail; those that name a play which is not under
// way do nothing.
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

// A play of which nothing more will come.
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

  // ---- what makes a play less than complete. The first reason stays.
  void blame(play_token token, std::string_view reason);
  void blame_all(std::string_view reason);
  // An emergency notice takes the screen: the reason of every play that still has open segments, unless one
  // of its segments failed. It replaces an earlier reason.
  void interrupt(std::string_view reason);
  // What is shown of it from now on is shown on such an output.
  void saw_output(play_token token, output_status output);

  // ---- START
  // Marks START as requested and returns what it says; nothing if it has been requested or is not under way.
  std::optional<evidence::play_facts> request_start(play_token token);
  void start_durable(play_token token);
  // False if START is durable already, so that the refusal is of no account.
  bool start_refused(play_token token);
  // START timed out: the play may be shown without it and will not count. False if it need not, because START
  // is answered or has timed out before.
  bool start_timed_out(play_token token);
  bool may_show(play_token token) const;

  // ---- how a segment leaves its play
  void segment_ended(play_token token, segment_number segment, const presented& what);
  // The stage reports that it cannot be shown, or not any further.
  void segment_failed(play_token token, segment_number segment, const presented& what,
                      std::string_view reason);
  // It did not become ready in time.
  void segment_given_up(play_token token, segment_number segment, std::string_view reason);
  // It cannot even be tried. This reason replaces an earlier one.
  void segment_rejected(play_token token, segment_number segment, std::string_view reason);
  // Its cue was dropped, or its time passed before it was tried.
  void segment_dropped(play_token token, segment_number segment, std::string_view reason);
  // The schedule shows it no more. A play whose START has not been requested leaves no record then. It does
  // not close the segment, whose cue may be on show.
  void withdraw(play_token token, std::string_view reason);

  // ---- its end
  // Removes the finished plays and returns those of which the journal is to know, in order of their tokens.
  // `stopping`: do not wait for planned starts.
  std::vector<finished_play> finish(utc_ms now, bool stopping);
  // When the next play that waits for its planned start is finished; nothing if none waits.
  std::optional<utc_ms> next_finish(utc_ms now) const;
  // The latest planned start among the plays whose START has been requested.
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
