// Late frames are never shown in quick succession: the newest due frame is presented, and the others count as
// dropped. A video that begins late first lets the decoder catch up, for at most a second, so that it does
// not begin with a jerk. The newest due frame is kept meanwhile, because with a variable frame rate nobody
// knows whether it is late until the next one is there.
//
// A frame is on show until the next one's time. When the next frame is there, its time says how long that is,
// whatever the file calls the duration; a decoder works ahead, so the next frame usually waits. When there is
// none although more will come, the decoder is behind: only then does the stated duration decide.
#include "player/stage/cue_clock.hpp"

#include <algorithm>

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

// A video that is behind by more than this when it begins catches up without being shown...
constexpr microseconds joining_lag = 150ms;
// ...for at most this long; then a machine that is too slow shows what it has.
constexpr microseconds joining_timeout = 1s;
// A picture that stays for longer than it should plus this time stands still.
constexpr microseconds halt_after = 200ms;
// The duration of a frame that does not state one, and the longest that is believed.
constexpr microseconds usual_duration = 40ms;
constexpr microseconds max_stated_duration = 1s;

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
  d.discard = *newest;
  d.present = !(nothing_better && still_joining(now, waiting[*newest]));
  if (!d.present) d.look_again = std::min(d.look_again, *joining_since_ + joining_timeout);
  return d;
}

// How much of the time until `now` the last frame counts as shown, when it should stand until `until`.
microseconds cue_clock::shown_of_last(microseconds now, microseconds until) const {
  if (!began()) return 0us;
  microseconds since = std::max(now - last_presented_, microseconds(0));
  return std::min(since, plus(halt_after, std::max(until - last_presented_, microseconds(0))));
}

// Until when the last frame should stand. `next`: the frame that comes after it, if it is known.
microseconds cue_clock::stands_until(const due_frame* next) const {
  if (after_last_) return *at_ + *after_last_;
  if (next != nullptr) return *at_ + next->pts;
  if (last_.duration == never) return never;
  return last_presented_ + std::min(duration_of(last_), max_stated_duration);
}

void cue_clock::presented(microseconds now, const due_frame& frame) {
  if (began()) shown_ += shown_of_last(now, stands_until(&frame));
  after_last_.reset();
  last_ = frame;
  last_presented_ = now;
  last_supplied_ = now;
  ++frames_;
}

void cue_clock::discarded(std::span<const due_frame> frames, microseconds now) {
  if (frames.empty()) return;
  dropped_ += static_cast<std::int64_t>(frames.size());
  if (!after_last_) after_last_ = frames.front().pts;
  last_supplied_ = now;
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
  if (!began()) return {shown_, frames_, dropped_ + late};
  bool holds = complete && waiting.empty();
  microseconds stands = holds ? never : stands_until(waiting.empty() ? nullptr : &waiting.front());
  return {shown_ + shown_of_last(now, stands), frames_, dropped_ + late};
}

}  // namespace bangtin::player::stage
