#include "player/stage/decode_ahead.hpp"

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

// With fewer frames waiting, one missed turn on the processor loses a frame.
constexpr std::size_t min_waiting = 2;
// Load comes and goes; the memory stays in use for this long after the machine was late last.
constexpr microseconds late_for = 30s;

}  // namespace

void decode_ahead::presented(microseconds now, std::size_t waiting, std::size_t dropped, bool complete) {
  bool late = dropped > 0 || (waiting < min_waiting && !complete);
  if (late) late_until_ = now + late_for;
  frames_ = now < late_until_ ? late_frames : usual_frames;
}

}  // namespace bangtin::player::stage
