// What is seen: the picture on show, the one that goes over into it, and the layers above, put together and
// presented. Which picture is on show and when its next frame is due, others decide.
//
// Belongs to the stage and its thread. It keeps nothing of the cues but pointers between fade_from and cut.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "player/stage/cue.hpp"
#include "player/stage/layers.hpp"
#include "player/stage/window.hpp"

namespace bangtin::player::stage {

class compositor {
 public:
  // `layers` may be null; `wall_clock` tells them the time of day, empty: the system's.
  compositor(output::output& out, rotation turned, std::unique_ptr<layer_source> layers,
             std::function<utc_ms()> wall_clock = {});

  // Presents this cue's picture (null: black) with what lies above it. False when the window could not be
  // drawn to.
  bool show(const cue* on_show, microseconds now);
  // The pictures are others than when they were shown last, or the window has lost them.
  void changed() { ++version_; }
  // The same again, if a step of the fade or of the layers is due or something changed.
  void keep_up(const cue* on_show, microseconds now);
  microseconds next_look() const;

  // What is shown from now on goes over from `before`, which must live until `cut`. When one goes over
  // already, the mixture as it is now takes its place, without motion.
  void fade_from(const cue& before, microseconds at, microseconds length);
  bool fading(microseconds now) const { return fades_ && now < fade_at_ + fade_length_; }
  void cut();

  void overlay(const overlays& what);
  // What is in the window, not turned back.
  result<image> grab(const cue* on_show);

 private:
  scene compose(const cue* on_show, microseconds now);
  void ask_for_layers(const cue* on_show, microseconds now);

  output::output& out_;
  rotation turned_;
  std::unique_ptr<layer_source> source_;
  std::function<utc_ms()> wall_clock_;
  std::vector<layer> layers_;
  microseconds layers_due_ = never;
  image black_;
  image mixture_;  // where a fade within a fade begins
  painter brush_;
  bool fades_ = false;
  const cue* before_ = nullptr;  // null while fading: the mixture
  microseconds fade_at_{};
  microseconds fade_length_{};
  microseconds next_step_ = never;
  microseconds shown_at_{};
  std::uint64_t version_ = 1;
  std::uint64_t shown_version_ = 0;
};

}  // namespace bangtin::player::stage
