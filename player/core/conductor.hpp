// The conductor decides what is on the screen: `resume(now, event) -> actions`. It does no I/O, reads no
// clock and owns no thread, so tests play whole days within milliseconds. The display loop
// (player/app/playback.hpp) feeds it events and executes its actions.
//
// The life of one cue: prepare (a few seconds ahead) -> ready -> START requested -> START durable -> show
// at the segment's instant -> began -> ended -> END requested. A failure on the way puts the slate on the
// screen, and END names it.
//
// It orchestrates three classes that know nothing of each other: `schedule` (what is on when), `play_book`
// (what each play's END will say) and `notice_queue` (which emergency notice is shown).
//
// Not thread-safe. It never fails; foreseeable failures arrive as events.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "player/core/actions.hpp"
#include "player/core/events.hpp"

namespace bangtin::player::core {

// A programme that has arrived with all its files, and when the screen changes over to it.
struct changeover {
  std::int64_t version = 0;
  utc_ms at{};  // when its first item begins or is joined
  bool operator==(const changeover&) const = default;
};

// What is on the screen, for the status report.
struct on_now {
  std::string media;  // or "slate", "closed", "pairing", "notice", "no-display"
  std::string campaign;
  std::int64_t programme_version = 0;  // of the programme that has what is on show
  std::int64_t frames_dropped = 0;     // since the start
  std::string output = "unknown";      // or "connected", "disconnected"
  std::optional<changeover> next{};    // empty: the newest programme that has arrived holds already
  bool operator==(const on_now&) const = default;
};

class conductor {
 public:
  conductor();
  ~conductor();
  // Takes one event at `now` and returns the actions to execute, in order. Between calls the wall clock of
  // `now` may step either way.
  std::vector<action> resume(const time_reading& now, const event& e);
  // When to call resume(tick) at the latest, if nothing else happens.
  stage::mono_ms next_wake(const time_reading& now) const;
  on_now showing() const;
  // After `stopping`: every END has been requested.
  bool finished() const;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::player::core
