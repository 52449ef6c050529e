// Which frame of a cue to present now. Pure decisions: the stage asks, obeys, and tells what it presented.
//
// All times are of one monotonic clock. The first frame belongs to `at`, every other to `at` + its pts.
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
  microseconds duration{};  // 0: not known; `never`: a picture without motion
};

class cue_clock {
 public:
  // `length`: how long the cue is to be shown from `at`; 0 for no end.
  explicit cue_clock(microseconds length) : length_(length) {}

  void show_at(microseconds at) { at_ = at; }
  std::optional<microseconds> at() const { return at_; }
  // Its frames go on past its length.
  void run_on() { length_ = {}; }
  bool began() const { return frames_ > 0; }

  struct decision {
    std::size_t discard = 0;          // so many of the oldest are late and not to be presented
    bool present = false;             // then the next one is
    bool ended = false;               // the length was reached; nothing else is to be done
    microseconds look_again = never;  // when something falls due, if nothing else happens
    bool operator==(const decision&) const = default;
  };
  // `waiting`: decoded and not yet presented, oldest first. `complete`: no more will come.
  decision decide(microseconds now, std::span<const due_frame> waiting, bool complete);

  // What was done, so that it can be counted.
  void presented(microseconds now, const due_frame& frame);
  void discarded(std::size_t frames, microseconds now);
  // The machine slept for so long, just now: nobody saw the picture that is on.
  void slept(microseconds length) { last_presented_ += length; }

  // Since when a frame is due and none is there; asked with nothing waiting and more to come.
  std::optional<microseconds> starving_since(microseconds now) const;

  struct tally {
    microseconds shown{};  // without the time in which the picture had come to a halt
    std::int64_t frames = 0;
    std::int64_t dropped = 0;
    bool operator==(const tally&) const = default;
  };
  // As of `now`, with `waiting` decoded frames that will never be presented. `complete` as for decide.
  tally count(microseconds now, std::span<const due_frame> waiting, bool complete) const;

 private:
  std::optional<std::size_t> newest_due(microseconds now, std::span<const due_frame> waiting) const;
  bool still_joining(microseconds now, const due_frame& newest);
  microseconds shown_of_last(microseconds now, bool holds) const;

  microseconds length_;
  std::optional<microseconds> at_;
  std::optional<microseconds> joining_since_;
  microseconds shown_{};  // of all frames but the last
  std::int64_t frames_ = 0;
  std::int64_t dropped_ = 0;
  due_frame last_;
  microseconds last_presented_{};
  microseconds last_supplied_{std::numeric_limits<microseconds::rep>::min()};
};

}  // namespace bangtin::player::stage
