// The source of the layers above the picture. The stage asks it and composites the answer; the stage knows
// nothing of tickers and clocks. See layer.hpp for what a layer is.
#pragma once

#include <chrono>
#include <vector>

#include "player/stage/layer.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::stage {

using std::chrono::microseconds;

// Owned by the stage and called on its thread, before each picture that it presents and whenever
// `next_change` is due. So an unchanged answer must cost nearly nothing: the same `pixels`, the same
// `version`.
class layer_source {
 public:
  virtual ~layer_source() = default;

  struct moment {
    microseconds now_mono;  // of the monotonic clock, as mono_ms
    std::chrono::sys_time<milliseconds> now_utc;
    size_px seen;            // the output as the viewer sees it
    const content* on_show;  // null: nothing yet. During a fade: the newer one
    // Position in the file: the offset plus the time since the cue's start.
    microseconds picture_time;
    size_px picture{};  // size of its picture in the file; {0, 0}: not known, or it has none
  };
  // The part of the output, as the viewer sees it, that the layers leave to the picture of `on_show`; empty:
  // all of it. Depends only on the overlays, the content and the sizes, and costs nearly nothing: the stage
  // asks for every cue and every frame.
  virtual rect_px room(const moment&) { return {}; }
  // The layers now, the lowest first. The stage clips them to the output.
  virtual std::vector<layer> layers(const moment& m) = 0;
  // The earliest time (of now_mono) at which `layers` may answer differently if nothing else happens; may be
  // far away. The stage asks again at most every 8 ms.
  virtual microseconds next_change(const moment& m) = 0;
  // Replaces the overlays to show from now on.
  virtual void set(const overlays& what) = 0;
};

// A source without layers.
class no_layers final : public layer_source {
 public:
  std::vector<layer> layers(const moment&) override { return {}; }
  microseconds next_change(const moment&) override { return microseconds::max(); }
  void set(const overlays&) override {}
};

}  // namespace bangtin::player::stage
