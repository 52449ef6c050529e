// Everything that is visible at one time, and how it is painted into the window's memory: the picture, the
// previous picture that fades into it, and the layers above. Works in memory only; cannot fail. One thread at
// a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "player/stage/layer.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::stage {

struct scene {
  shown_picture picture;
  std::optional<shown_picture> before;  // present while it fades into `picture`
  int part = 256;                       // weight of `picture`, of 256; less than 256 only with `before`
  std::uint64_t version = 0;            // changes whenever a member above this line changes
  std::span<const layer> layers;        // the lowest first
  rotation turned = rotation::none;     // of the screen, and so of the layers
};

// Whether both look the same, judged by their versions, places and pixel pointers.
bool same_layer(const layer& a, const layer& b);

// Paints scenes one after the other into the same memory, and repaints only what differs from the previous
// one.
class scene_painter {
 public:
  // Returns the rectangles of the output (not rotated back) that it painted; none when the memory showed this
  // scene already.
  std::vector<rect_px> paint(const scene& s, const canvas& to);
  // Call when the memory no longer holds what was painted last.
  void forget() { painted_ = false; }

 private:
  std::vector<rect_px> differing(const scene& s, const rect_px& room) const;
  void paint_all(const scene& s, const rect_px& room, const canvas& to);
  bool paint_beside(const scene& s, std::vector<rect_px>& places, const canvas& to);
  bool repaint(const scene& s, const rect_px& place, const canvas& to);
  void put(const layer& l, const rect_px& within, rotation turned, const canvas& to);

  painter painter_;
  std::vector<std::uint8_t> turned_;
  bool painted_ = false;
  std::uint64_t version_ = 0;
  size_px size_;
  rect_px place_;  // of the picture; everything around it is black except for layers
  std::vector<layer> layers_;
};

}  // namespace bangtin::player::stage
