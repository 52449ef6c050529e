// Composes and presents what the viewer sees: the picture on show, the previous picture that fades into it,
// and the layers above. The stage decides which cue is on show and when its next frame is due.
//
// Owned by the stage; use it only on the stage's thread. It keeps no cue except a pointer between fade_from()
// and cut().
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
  // `layers` may be null. `wall_clock` gives the layers the time of day; empty: the system clock.
  compositor(output::output& out, rotation turned, std::unique_ptr<layer_source> layers,
             std::function<utc_ms()> wall_clock = {});

  // Presents this cue's picture (null: black) with the layers above it. False when the window could not be
  // drawn to.
  bool show(const cue* on_show, microseconds now);
  // Call when the pictures differ from those shown last, or when the window has lost them.
  void changed() { ++version_; }
  // Presents again if a step of the fade or of the layers is due or something changed.
  void keep_up(const cue* on_show, microseconds now);
  microseconds next_look() const;

  // The picture `before` fades into what is shown from now on, from `at` for `length`. `before` must live
  // until cut(). During another fade, the mixture as it is now takes the place of `before`, as a still
  // picture.
  void fade_from(const cue& before, microseconds at, microseconds length);
  bool fading(microseconds now) const { return fades_ && now < fade_at_ + fade_length_; }
  void cut();

  void overlay(const overlays& what);
  // The part of the output, as the viewer sees it, that the layers leave to this cue's picture.
  rect_px room_of(const cue& c) const;
  // The window's content, not rotated back.
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
  image mixture_;  // starting picture of a fade that began during a fade
  painter brush_;
  bool fades_ = false;
  const cue* before_ = nullptr;  // null while fading: the mixture is used
  microseconds fade_at_{};
  microseconds fade_length_{};
  microseconds next_step_ = never;
  microseconds shown_at_{};
  std::uint64_t version_ = 1;
  std::uint64_t shown_version_ = 0;
};

}  // namespace bangtin::player::stage
