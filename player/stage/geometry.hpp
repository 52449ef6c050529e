// Where a picture goes on the output: as large as it fits, in the middle, turned for a screen that hangs
// upright. Integers only.
#pragma once

#include <optional>

namespace bangtin::player {

struct size_px {
  int width = 0;
  int height = 0;
  bool operator==(const size_px&) const = default;
};
struct rect_px {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool operator==(const rect_px&) const = default;
};

// How far the picture is turned clockwise on the output, so that it stands upright on a screen that was
// turned the other way.
enum class rotation { none = 0, right = 90, half = 180, left = 270 };
std::optional<rotation> rotation_from(int degrees);
rotation inverse(rotation r);

// The output as the viewer sees it.
size_px seen(size_px output, rotation turned);

struct placement {
  size_px scaled;  // the picture's size before it is turned
  rect_px where;   // its place on the output
  bool operator==(const placement&) const = default;
};
// At least one pixel either way, whatever the sizes.
placement fit(size_px picture, size_px output, rotation turned);

}  // namespace bangtin::player
