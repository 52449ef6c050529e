// Where a picture goes on the output: as large as it fits or so large that it fills, in the middle, turned
// for a screen that hangs upright. Integers only.
#pragma once

#include <optional>

namespace bangtin::player::stage {

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

// What both have in common; of no width when that is nothing.
rect_px common(const rect_px& a, const rect_px& b);

// How a picture of another shape than the output lies on it: all of it, with black beside it; or all of the
// output, with what is too much cut off evenly.
enum class fit_mode { contain, cover };

// How far the picture is turned clockwise on the output, so that it stands upright on a screen that was
// turned the other way.
enum class rotation { none = 0, right = 90, half = 180, left = 270 };
std::optional<rotation> rotation_from(int degrees);
rotation inverse(rotation r);

// The output as the viewer sees it.
size_px seen(size_px output, rotation turned);

// What the viewer sees there, as a place on the output itself.
rect_px on_output(const rect_px& as_seen, size_px output, rotation turned);

struct placement {
  size_px scaled;  // the picture's size before it is turned
  rect_px where;   // its place on the output
  rect_px part{};  // what is seen of the picture: all of it, unless it was cut off to cover
  bool operator==(const placement&) const = default;
};
// At least one pixel either way, whatever the sizes.
placement fit(size_px picture, size_px output, rotation turned, fit_mode mode = fit_mode::contain);

}  // namespace bangtin::player::stage
