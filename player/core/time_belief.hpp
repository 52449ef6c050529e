// What this screen believes the time to be, best first:
//
//   1. its own clock, while that is synchronised;
//   2. the daemon's signed time of this boot: `estimated`, with a bound;
//   3. its own clock, lifted to a floor: the newest of the persisted time, the `issued` of the programme in
//      force with the time counted since, and the daemon's receipts.
//
// A daemon whose own clock is not synchronised vouches for nothing: its time comes before the screen's own
// clock in 3, as `unsynced`, and does not go behind a persisted time that 1 or 2 had said.
//
// The `issued` of the programme in force gives way only to 1 or to a newer approval; the rest of the floor
// gives way to 1 and 2, so that a wrong time heals. docs/player.md, "The time", has the reasons.
//
// Pure: every function takes the kernel's reading, and nothing else moves the time. Monotonic instants count
// from this machine's boot. Not thread-safe. Nothing here fails.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"

namespace bangtin::player::core {

// A time that was learned at an instant of this boot; it goes on from there.
struct known_time {
  utc_ms utc{};
  milliseconds mono{};
  utc_ms at(milliseconds later) const { return utc + (later - mono); }
  bool operator==(const known_time&) const = default;
};

// Who said what the time is, worst first. A time of unknown source comes from a file of an older player.
enum class time_source { unknown, receipt, estimated, synced };
std::string_view to_string(time_source s);

// A time with its source, as it is persisted.
struct sourced_time {
  known_time time;
  time_source source = time_source::unknown;
  milliseconds bound{};  // at `time.mono`; of an estimate, else 0
  bool operator==(const sourced_time&) const = default;
};

// One answer of the daemon, whose signature and nonce have been verified.
struct daemon_answer {
  utc_ms utc{};
  bool synced = false;               // the daemon's own clock
  milliseconds asked{}, answered{};  // monotonic
};

// The programme that the screen shows.
struct programme_facts {
  digest programme;
  utc_ms issued{}, expires{};
  bool operator==(const programme_facts&) const = default;
};

// The time that this screen was running since a programme's `issued`, as it is persisted.
struct counted_time {
  digest programme;
  milliseconds counted{};
  bool operator==(const counted_time&) const = default;
};

class time_belief {
 public:
  // `restored`: what an earlier run persisted, its `mono` in terms of this boot. `same_boot`: whether it was
  // learned in this boot; only then an estimate is still one.
  void restore(const sourced_time& restored, bool same_boot);
  // The programme in force from now on. `counts`: what an earlier run has counted, of this or another
  // programme; none where that is lost. Then the first programme's count begins at the time that the screen's
  // own synchronised clock last said.
  void set_programme(const programme_facts& p, const std::vector<counted_time>& counts,
                     const time_reading& kernel);
  // The time of a receipt, which the daemon signed after it was sent something new.
  void receipt(utc_ms received, const time_reading& kernel);
  enum class verdict {
    taken,         // it is believed, or confirms what is
    not_needed,    // the screen's own clock is synchronised
    unusable,      // it makes no sense, or took too long
    contradiction  // it contradicts an earlier answer of this boot; ask again soon
  };
  verdict answer(const daemon_answer& a, const time_reading& kernel);
  // Call it at least once a minute: it counts the time, and learns from a synchronised clock.
  void observe(const time_reading& kernel);

  time_reading now(const time_reading& kernel) const;
  // How far now() can be from the daemon's time; empty unless now() is estimated.
  std::optional<milliseconds> bound(const time_reading& kernel) const;
  // Whether the screen has been running for longer than the programme is valid. Then the programme has
  // expired, whatever any clock says.
  bool is_outlived(const time_reading& kernel) const;

  // What to persist; empty: nothing was learned in this boot. A time that came from a file is not persisted
  // again, and neither is a clock that nobody vouches for.
  std::optional<sourced_time> to_persist(const time_reading& kernel) const;
  std::optional<counted_time> count(const time_reading& kernel) const;
  const std::optional<programme_facts>& programme() const { return programme_; }

 private:
  struct estimate {
    known_time time;
    milliseconds bound{};
    bool synced = false;  // the daemon's own clock was
    milliseconds bound_at(milliseconds mono) const;
    bool agrees_with(const estimate& other, milliseconds mono) const;
  };
  verdict challenge(const estimate& heard, const time_reading& kernel);
  milliseconds counted(const time_reading& kernel) const;
  // Without a persisted time whose source is worse than `worst`.
  std::optional<utc_ms> floor(milliseconds mono, time_source worst) const;
  utc_ms since_issued(milliseconds mono) const;
  bool is_believed(const time_reading& kernel) const;

  std::optional<sourced_time> anchor_;  // the newest of persisted time, receipts, and what 1 and 2 said
  bool learned_ = false;                // anchor_ was learned in this run
  std::optional<estimate> estimate_;
  std::vector<estimate> challengers_;  // answers that contradict estimate_ and agree with each other
  std::optional<programme_facts> programme_;
  milliseconds counted_{};     // until counted_at_
  milliseconds counted_at_{};  // monotonic
};

}  // namespace bangtin::player::core
