// Late frames are never shown in quick succession: the newest due frame is presented, and the others count as
// dropped. A video that begins late first lets the decoder catch up, for at most a second, so that it does
// not begin with a jerk.
#include "player/stage/cue_clock.hpp"

#include <algorithm>

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

// A video that is behind by more than this when it begins catches up without being shown...
constexpr microseconds joining_lag = 150ms;
// ...for at most this long; then a machine that is too slow shows what it has.
constexpr microseconds joining_timeout = 1s;
// A picture that stays for longer than its duration plus this time stands still.
constexpr microseconds halt_after = 200ms;
// The duration of a frame that does not state one.
constexpr microseconds usual_duration = 40ms;

microseconds duration_of(const due_frame& f) {
  return f.duration > 0us ? f.duration : usual_duration;
}

// a + b, for a b that may be `never`.
microseconds plus(microseconds a, microseconds b) {
  return b >= never / 2 ? never : a + b;
}

}  // namespace

std::optional<std::size_t> cue_clock::newest_due(microseconds now, std::span<const due_frame> waiting) const {
  std::optional<std::size_t> newest;
  for (std::size_t i = 0; i < waiting.size() && *at_ + waiting[i].pts <= now; ++i) newest = i;
  if (!newest && !began() && !waiting.empty()) newest = 0;
  return newest;
}

bool cue_clock::still_joining(microseconds now, const due_frame& newest) {
  microseconds until = plus(*at_ + newest.pts, duration_of(newest));
  if (began() || until == never || now - until <= joining_lag) return false;
  if (!joining_since_) joining_since_ = now;
  return now - *joining_since_ < joining_timeout;
}

cue_clock::decision cue_clock::decide(microseconds now, std::span<const due_frame> waiting, bool complete) {
  decision d;
  if (!at_) return d;
  if (now < *at_) {
    d.look_again = *at_;
    return d;
  }
  microseconds end = length_ > 0us ? plus(*at_, length_) : never;
  if (now >= end) {
    d.ended = true;
    return d;
  }
  d.look_again = end;
  std::optional<std::size_t> newest = newest_due(now, waiting);
  std::size_t next = newest ? *newest + 1 : 0;
  if (next < waiting.size()) d.look_again = std::min(end, *at_ + waiting[next].pts);
  if (!newest) return d;
  bool nothing_better = next == waiting.size() && !complete;
  if (nothing_better && still_joining(now, waiting[*newest])) {
    d.discard = next;
  } else {
    d.discard = *newest;
    d.present = true;
  }
  return d;
}

microseconds cue_clock::shown_of_last(microseconds now, bool holds) const {
  if (!began()) return 0us;
  microseconds since = std::max(now - last_presented_, microseconds(0));
  return holds ? since : std::min(since, plus(halt_after, duration_of(last_)));
}

void cue_clock::presented(microseconds now, const due_frame& frame) {
  shown_ += shown_of_last(now, false);
  last_ = frame;
  last_presented_ = now;
  last_supplied_ = now;
  ++frames_;
}

void cue_clock::discarded(std::size_t frames, microseconds now) {
  dropped_ += static_cast<std::int64_t>(frames);
  if (frames > 0) last_supplied_ = now;
}

std::optional<microseconds> cue_clock::starving_since(microseconds now) const {
  if (!at_) return std::nullopt;
  microseconds since = std::max(*at_, last_supplied_);
  if (began()) since = std::max(since, plus(*at_ + last_.pts, duration_of(last_)));
  if (since > now) return std::nullopt;
  return since;
}

cue_clock::tally cue_clock::count(microseconds now, std::span<const due_frame> waiting, bool complete) const {
  // A frame that is due only at the very end need not be shown.
  microseconds until = at_ && length_ > 0us ? std::min(now, plus(*at_, length_)) : now;
  auto late = at_ ? std::count_if(waiting.begin(), waiting.end(),
                                  [&](const due_frame& f) { return *at_ + f.pts < until; })
                  : 0;
  bool holds = complete && waiting.empty();
  return {shown_ + shown_of_last(now, holds), frames_, dropped_ + late};
}

}  // namespace bangtin::player::stage
