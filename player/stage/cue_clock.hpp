// Decides which frame of a cue to present now. Pure: the stage asks decide(), carries out the decision, and
// reports what it presented or discarded. One object per cue; not thread-safe.
//
// All times are readings of one monotonic clock, in microseconds. The first frame is due at `at`, every other
// at `at` + its pts.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace bangtin::player::stage {

using std::chrono::microseconds;
constexpr microseconds never = microseconds::max();

// A decoded frame that waits to be presented.
struct due_frame {
  microseconds pts{};
  microseconds duration{};  // as the file states it; 0: not known; `never`: a picture without motion
};

class cue_clock {
 public:
  // `length`: how long to show the cue from `at`; 0 for no end.
  explicit cue_clock(microseconds length) : length_(length) {}

  void show_at(microseconds at) { at_ = at; }
  std::optional<microseconds> at() const { return at_; }
  // Its frames continue past its length.
  void run_on() { length_ = {}; }
  bool began() const { return frames_ > 0; }

  struct decision {
    std::size_t discard = 0;          // this many of the oldest frames are late; do not present them
    bool present = false;             // then present the next frame
    bool ended = false;               // the length was reached; nothing else to do
    microseconds look_again = never;  // when something becomes due, if nothing else happens
    bool operator==(const decision&) const = default;
  };
  // `waiting`: decoded and not yet presented, oldest first. `complete`: no more will come.
  decision decide(microseconds now, std::span<const due_frame> waiting, bool complete);

  // The stage reports what it did, so that count() can tally it.
  void presented(microseconds now, const due_frame& frame);
  void discarded(std::span<const due_frame> frames, microseconds now);
  // The machine was suspended for `length` until just now; that time does not count as shown.
  void slept(microseconds length) { last_presented_ += length; }

  // Since when a frame has been due while none is there. Ask only when no frame waits and more will come.
  std::optional<microseconds> starving_since(microseconds now) const;

  struct tally {
    // Without the time for which the picture stood still: for which a frame stayed 200 ms longer than until
    // the next one's time.
    microseconds shown{};
    std::int64_t frames = 0;
    std::int64_t dropped = 0;
    bool operator==(const tally&) const = default;
  };
  // As of `now`, with `waiting` decoded frames that will never be presented. `complete` as for decide.
  tally count(microseconds now, std::span<const due_frame> waiting, bool complete) const;

 private:
  std::optional<std::size_t> newest_due(microseconds now, std::span<const due_frame> waiting) const;
  bool still_joining(microseconds now, const due_frame& newest);
  microseconds shown_of_last(microseconds now, microseconds until) const;
  microseconds stands_until(const due_frame* next) const;

  microseconds length_;
  std::optional<microseconds> at_;
  std::optional<microseconds> joining_since_;
  microseconds shown_{};  // of all frames except the last
  std::int64_t frames_ = 0;
  std::int64_t dropped_ = 0;
  due_frame last_;
  std::optional<microseconds> after_last_;  // the time of the first frame after it that was discarded
  microseconds last_presented_{};
  microseconds last_supplied_{std::numeric_limits<microseconds::rep>::min()};
};

}  // namespace bangtin::player::stage
