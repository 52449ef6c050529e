// A play record as values, and its line of canonical JSON. The line is the evidence: all programs hash,
// store, send and export it byte for byte as the screen first wrote it, and never write it again from the
// values. Plain values and pure functions; any thread may use them. Times are milliseconds since 1970-01-01
// UTC, durations milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

namespace bangtin::evidence {

enum class record_type { genesis, boot, clock, start, end, gap };
enum class play_outcome { complete, partial, failed };
std::string_view to_string(record_type t);   // "GENESIS", ...
std::string_view to_string(play_outcome o);  // "complete", ...

// What both START and END say about their play.
struct play_facts {
  std::int64_t play = 0;        // the seq of its START; (log, play) names a play
  digest programme;             // programme_digest of the signed programme that planned it
  std::string campaign, media;  // names in that programme
  utc_ms planned_start{};       // of pages: of the first page
  milliseconds planned{};       // of pages: all pages together
  bool operator==(const play_facts&) const = default;
};

// What END says about what was shown.
struct play_end {
  milliseconds shown{};
  // Presented frames, each counted once. Of an image: how often it was put on the screen, at least 1.
  std::int64_t frames = 0;
  std::int64_t dropped = 0;  // frames
  std::string output;        // of the display: "connected", "disconnected" or "unknown"
  play_outcome outcome = play_outcome::failed;
  // Why the play is not complete; empty if it is. A stable word: "late-join", "decoder-crash", ...
  std::string reason;
  bool operator==(const play_end&) const = default;
};

struct record {
  std::string log;       // 32 hexadecimal digits
  std::int64_t seq = 0;  // from 1
  record_type type = record_type::boot;
  std::string boot;                           // the machine's boot id
  milliseconds mono{};                        // monotonic clock of that boot
  utc_ms utc{};                               // wall clock
  clock_trust clock = clock_trust::unsynced;  // how far `utc` can be trusted
  // How far `utc` can be off in either direction; only with an estimated clock, and only for a daemon that
  // has announced that it reads this field. Empty: not known.
  std::optional<milliseconds> bound;

  std::optional<play_facts> play;  // START and END
  std::optional<play_end> end;     // END
  std::string screen;              // GENESIS: the screen's name
  std::string cites;               // GENESIS: hash of the previous log's last acknowledged head, or empty
  std::string reason;              // BOOT, CLOCK and GAP: what happened, e.g. "start", "step", "disk-full"
  std::int64_t lost = 0;           // GAP: how many plays are known to lack records
  std::optional<std::int64_t> shift_ms;  // CLOCK: how far the wall clock moved against the monotonic one

  bool operator==(const record&) const = default;
};

// The record's line, without a newline.
std::string to_line(const record& r);
// The inverse of to_line. errc::limit for a line over 16 KiB; errc::invalid unless to_line of the result
// gives exactly this line again.
result<record> from_line(std::string_view line);

}  // namespace bangtin::evidence
