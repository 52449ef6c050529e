// "Was that us?": what evidence says a screen showed at an instant.
//
//   shown_answer a = shown_at(history, at);
//
// It answers from records alone, so it says what they support and no more: a screen whose records have not
// arrived, or may be lost, is `unknown`, and so is a play that the counting does not believe. Pure: no clock,
// no I/O; any thread may call it. Nothing here fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "evidence/report/compliance.hpp"

namespace bangtin::evidence::report {

enum class shown_verdict {
  ours,     // this item or notice, which an approver signed
  dark,     // our player ran, and the screen was closed or had no display
  nothing,  // our player did not run, or may have shown black: what was on the glass was not ours
  unknown   // no record decides
};
// "ours", "dark", "nothing", "unknown"
std::string_view to_string(shown_verdict v);

// A play on the glass, by its corrected clock.
struct shown_play {
  time_span on_glass;           // from its first frame until its last was replaced
  bool ended = false;           // false: a START without an END, and on_glass.to is the latest possible end
  bool output_off = false;      // its END says that no display was connected
  bool output_unknown = false;  // or that nobody can know
  bool verified = true;         // false: a fork, or behind a place where the ledger does not verify
  milliseconds bound{};         // how far the clock could be off
  std::string log;
  std::int64_t seq = 0;      // of the START
  std::int64_t end_seq = 0;  // 0: no END
  std::string media, campaign;
  std::string planned_by;  // the programme's identity in hexadecimal
  // What the counting makes of the play, and the stable word for why the records do not support that its
  // item was seen; empty when they do. A play without an END has none.
  play_verdict standing = play_verdict::counted;
  std::string why_not;
  bool operator==(const shown_play&) const = default;
};

// The time between two runs of the player in the same log: no record of that time can be missing.
struct silence {
  time_span when;
  milliseconds bound{};          // how far the clock of either run could be off
  std::optional<utc_ms> missed;  // when the first slot began for which a running player would have a START
  bool operator==(const silence&) const = default;
};

struct screen_history {
  std::vector<shown_play> plays;      // ascending by on_glass.from
  std::vector<time_span> running;     // from a BOOT to the last record of that run; ascending
  std::vector<silence> silences;      // between runs; in no order
  std::vector<time_span> no_display;  // the player ran without a display; ascending
  std::vector<time_span> closed;      // outside of the screen's opening hours; ascending
  std::vector<time_span> notices;     // emergency notices that the screen acknowledged; ascending by from
};

struct shown_answer {
  shown_verdict verdict = shown_verdict::unknown;
  // Of `plays`; set for `ours` unless a notice was on show, and for `unknown` where that play may have been
  // on.
  std::optional<std::size_t> play;
  std::optional<std::size_t> notice;  // of `notices`
  std::string reason;                 // a stable word; shown_reason_text() has the sentence
  // The instant lies nearer to a change than the clock was certain: the item before or after is possible too.
  bool near_a_change = false;
  bool operator==(const shown_answer&) const = default;
};

shown_answer shown_at(const screen_history& h, utc_ms at);

// What the reason of an answer means, and what it cannot tell.
message shown_reason_text(std::string_view reason);

}  // namespace bangtin::evidence::report
