// A play record, and the one line of canonical JSON that it is. The line is the evidence: it is hashed,
// stored, sent and exported byte for byte as it was first written, and never written again from the values.
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

// What START and END say of the play that they bound.
struct play_facts {
  std::int64_t play = 0;        // the seq of its START: a play is named by (log, play)
  digest programme;             // identity of the signed programme that planned it
  std::string campaign, media;  // names in that programme
  utc_ms planned_start{};       // of a guide: of its first page
  milliseconds planned{};       // of a guide: of all its pages
  bool operator==(const play_facts&) const = default;
};

// What was seen, said by END.
struct play_end {
  milliseconds shown{};
  std::int64_t frames =
      0;  // presented, each counted once; of a still: how often it was put on the screen, at least 1
  std::int64_t dropped = 0;
  std::string output;  // "connected", "disconnected" or "unknown"
  play_outcome outcome = play_outcome::failed;
  std::string
      reason;  // why it is not complete; empty if it is. A stable word: "late-join", "decoder-crash", ...
  bool operator==(const play_end&) const = default;
};

struct record {
  std::string log;       // 32 hexadecimal digits
  std::int64_t seq = 0;  // from 1
  record_type type = record_type::boot;
  std::string boot;  // the machine's boot id
  milliseconds mono{};
  utc_ms utc{};
  clock_trust clock = clock_trust::unsynced;

  std::optional<play_facts> play;  // START and END
  std::optional<play_end> end;     // END
  std::string screen;              // GENESIS: the screen's name
  std::string cites;               // GENESIS: hash of the last acknowledged head of the log before, or empty
  std::string reason;              // BOOT, CLOCK and GAP: what happened, e.g. "start", "step", "disk-full"
  std::int64_t lost = 0;           // GAP: how many plays are known to lack records
  std::optional<std::int64_t> shift_ms;  // CLOCK: how far the wall clock moved against the monotonic one

  bool operator==(const record&) const = default;
};

// One line without its newline, at most 16 KiB.
std::string to_line(const record& r);
// The inverse. errc::invalid unless to_line of the result gives exactly this line again.
result<record> from_line(std::string_view line);

}  // namespace bangtin::evidence
