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
#include "player/stage/typesetter.hpp"

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
  // The size of its picture in its file; {0, 0} until a frame is there, and for cards.
  size_px picture_size() const;
  // The shown frame and how to place it into `room` of an output that is rotated by `turned`. A picture that
  // the stage composed is in its place already.
  std::optional<shown_picture> on_output(rotation turned, const rect_px& room = {}) const;
  // Position in its file at `now`: its offset plus the time since its start.
  microseconds position(microseconds now) const;
  // Volume in percent, 0..100; 0 for a cue without sound.
  int volume() const;
  // Composes a picture without motion for this room of an output of this size; does nothing for a video. Call
  // it again when the output or the room changed.
  void draw(painter& with, size_px output, rotation turned, const rect_px& room = {});
  // For a card: orders its picture for an output of this size, and takes it once it is there. Does nothing
  // for a size that is ordered or drawn already. True when a picture was taken.
  bool draw_card_with(typesetter& texts, size_px output, rotation turned);
  bool is_card() const { return std::holds_alternative<text_card>(what); }
  // Whether draw() composed it for another room.
  bool is_misplaced(const rect_px& room) const { return drawn && !moves() && source && room != room_; }

 private:
  rect_px room_;
  size_px card_size_;  // for which a card was ordered or drawn
  std::shared_ptr<const ordered<image>> card_;
  bool taken_ = false;  // for a picture without motion: it was presented
};

}  // namespace bangtin::player::stage
