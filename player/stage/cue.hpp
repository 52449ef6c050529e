// One cue, from prepare() to its final ended or failed event: where its pictures come from and what was
// presented of them. Owned by the stage; use it only on the stage's thread.
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
  microseconds fade{};  // length of the fade from the previous picture into this one
  // Decoder of a file; null when the stage draws the picture itself.
  std::unique_ptr<decoder> source;
  std::optional<image> drawn;  // a picture without motion, composed for the output
  hang_detector waits;         // watches its decoder while the stage waits for it
  bool ready_told = false;
  bool finished = false;  // its final event was sent; its picture may still be on the screen

  bool moves() const;
  // Whether a frame is there to be presented.
  bool ready() const;
  // The frames that wait to be presented, oldest first; input of cue_clock::decide.
  std::vector<due_frame> waiting() const;
  bool complete() const;
  // Makes the oldest waiting frame the one that shown() returns.
  void advance();
  // Undoes advance() for a picture without motion, when the window could not be drawn to.
  void put_back() { taken_ = false; }
  std::optional<picture_view> shown() const;
  // The shown frame and how to place it on an output that is rotated by `turned`. A picture that the stage
  // composed is rotated already.
  std::optional<shown_picture> on_output(rotation turned) const;
  // Position in its file at `now`: its offset plus the time since its start.
  microseconds position(microseconds now) const;
  // Volume in percent, 0..100; 0 for a cue without sound.
  int volume() const;
  // Composes a picture without motion for an output of this size; does nothing for a video. Call it again
  // when the output changed.
  void draw(painter& with, size_px output, rotation turned);

 private:
  bool taken_ = false;  // for a picture without motion: it was presented
};

}  // namespace bangtin::player::stage
