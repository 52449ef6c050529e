// Computes where a picture goes on the output: fitted inside it or covering it, centred, rotated for a screen
// that hangs upright. Pure integer arithmetic; all values are in pixels.
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

// The intersection of both; width 0 when they do not meet.
rect_px common(const rect_px& a, const rect_px& b);

// How a picture whose shape differs from the output's is placed: all of it, with black beside it; or filling
// the output, with the excess cut off evenly.
enum class fit_mode { contain, cover };

// How far the picture is rotated clockwise on the output, so that it stands upright on a screen that was
// rotated the other way.
enum class rotation { none = 0, right = 90, half = 180, left = 270 };
std::optional<rotation> rotation_from(int degrees);
rotation inverse(rotation r);

// The output as the viewer sees it.
size_px seen(size_px output, rotation turned);

// Converts a rectangle from the viewer's coordinates to the output's own.
rect_px on_output(const rect_px& as_seen, size_px output, rotation turned);

struct placement {
  size_px scaled;  // the picture's size before rotation
  rect_px where;   // its place on the output
  rect_px part{};  // the visible part of the picture: all of it, unless it was cut off to cover
  bool operator==(const placement&) const = default;
};
// Every size in the result is at least one pixel, whatever the arguments. `room` is the part of the output,
// as the viewer sees it, that the picture may use; empty: all of it.
placement fit(size_px picture, size_px output, rotation turned, fit_mode mode = fit_mode::contain,
              const rect_px& room = {});

}  // namespace bangtin::player::stage
