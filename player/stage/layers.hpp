// Where the layers above the picture come from. The stage asks, and composites what it is given; it knows
// nothing of tickers and clocks. See layer.hpp for what a layer is.
#pragma once

#include <chrono>
#include <vector>

#include "player/stage/layer.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::stage {

using std::chrono::microseconds;

// Owned by the stage and called by its thread, before each picture that it presents and whenever the source
// has asked for it. So an answer that has not changed must cost nearly nothing: the same `pixels`, the same
// `version`.
class layer_source {
 public:
  virtual ~layer_source() = default;

  struct moment {
    microseconds now_mono;  // of the monotonic clock, as mono_ms
    std::chrono::sys_time<milliseconds> now_utc;
    size_px seen;               // the output as the viewer sees it
    const content* on_show;     // null: nothing yet. While one goes over into another: the newer
    microseconds picture_time;  // where the picture is in its file: its offset and the time since its instant
  };
  // What lies above the picture now, the lowest first. What is off the output is cut off.
  virtual std::vector<layer> layers(const moment& m) = 0;
  // The instant (of now_mono) from which on `layers` may answer otherwise, if nothing else happens; may be
  // far. The stage asks again at most every 8 ms.
  virtual microseconds next_change(const moment& m) = 0;
  // From now on.
  virtual void set(const overlays& what) = 0;
};

// Nothing ever lies above the picture.
class no_layers final : public layer_source {
 public:
  std::vector<layer> layers(const moment&) override { return {}; }
  microseconds next_change(const moment&) override { return microseconds::max(); }
  void set(const overlays&) override {}
};

}  // namespace bangtin::player::stage
