// All that is to be seen at one time, and how it gets into the window's memory: the picture, another that
// goes over into it, and the layers above. In memory only.
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
  std::optional<shown_picture> before;  // while it goes over into `picture`
  int part = 256;                       // of 256, how much of `picture` is seen; less only with `before`
  std::uint64_t version = 0;            // another whenever anything above this line is
  std::span<const layer> layers;        // the lowest first
  rotation turned = rotation::none;     // of the screen, and so of the layers
};

// Whether both look the same, as their versions and places tell.
bool same_layer(const layer& a, const layer& b);

// Paints scenes one after the other into the same memory, and only what differs from the one before.
class scene_painter {
 public:
  // The places of the output (not turned back) that were painted; none when all was there already.
  std::vector<rect_px> paint(const scene& s, const canvas& to);
  // The memory no longer holds what was painted last.
  void forget() { painted_ = false; }

 private:
  std::vector<rect_px> differing(const scene& s, const rect_px& room) const;
  void paint_all(const scene& s, const rect_px& room, const canvas& to);
  bool repaint(const scene& s, const rect_px& place, const canvas& to);
  void put(const layer& l, const rect_px& within, rotation turned, const canvas& to);

  painter painter_;
  std::vector<std::uint8_t> turned_;
  bool painted_ = false;
  std::uint64_t version_ = 0;
  size_px size_;
  rect_px place_;  // of the picture; around it all is black but for layers
  std::vector<layer> layers_;
};

}  // namespace bangtin::player::stage
