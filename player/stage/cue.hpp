// One showing, from its preparation to its last word: where its pictures come from and what was seen of them.
// Belongs to the stage and its thread.
#pragma once

#include <memory>
#include <optional>

#include "player/stage/cue_clock.hpp"
#include "player/stage/decoder.hpp"
#include "player/stage/hang_detector.hpp"
#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::stage {

struct cue {
  cue(cue_id number, content shown, microseconds now);

  cue_id id;
  content what;
  cue_clock clock;
  microseconds prepared;
  microseconds fade{};              // from the picture before it into this one
  std::unique_ptr<decoder> source;  // of files; absent when the stage draws the picture itself
  std::optional<image> drawn;       // of what does not move: as it goes onto the output
  hang_detector waits;              // for its decoder
  bool ready_told = false;
  bool finished = false;  // its last word was said; its picture may still be on the screen

  bool moves() const;
  // A frame can be presented.
  bool ready() const;
  // What waits to be presented, for cue_clock.
  std::vector<due_frame> waiting() const;
  bool complete() const;
  // Takes the oldest waiting frame; then `shown` is it.
  void advance();
  // It did not get into the window after all: what does not move is to be shown again.
  void put_back() { taken_ = false; }
  std::optional<picture_view> shown() const;
  // What is shown, and how it lies on an output which is `turned`. What the stage composed is turned already.
  std::optional<shown_picture> on_output(rotation turned) const;
  // Where in its file it is at `now`.
  microseconds position(microseconds now) const;
  // How loud, in percent; 0 for what makes no sound.
  int volume() const;
  // Draws what does not move, for an output of this size; again when the output changed.
  void draw(painter& with, size_px output, rotation turned);

 private:
  bool taken_ = false;  // of what does not move: it was presented
};

}  // namespace bangtin::player::stage
