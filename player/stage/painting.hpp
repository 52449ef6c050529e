// Paints pictures in memory onto each other: scaled, rotated and converted to the screen's colours. Works in
// memory only, except write_png. libyuv and libswscale do the work.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "player/stage/geometry.hpp"
#include "player/stage/image.hpp"

namespace bangtin::player::stage {

// A picture and how to place it on the output.
struct shown_picture {
  picture_view view;
  rotation turned = rotation::none;
  fit_mode fit = fit_mode::contain;
  rect_px room{};  // of the output as the viewer sees it; empty: all of it

  placement on(size_px output) const { return player::stage::fit(view.size(), output, turned, fit, room); }
};

// The memory to paint into: B G R X like an image.
struct canvas {
  std::uint8_t* pixels;
  int stride;  // in bytes
  size_px size;
};
canvas canvas_of(image& i);

// Paints pictures, and keeps scratch memory between calls. One thread at a time.
class painter {
 public:
  painter();
  ~painter();
  // Paints the picture at its place on `to` (see fit()); everything around it stays.
  void paint(const shown_picture& what, const canvas& to);
  // Paints all of `to`: `before` fading into `after`, with black around both. `part`, 1..255, is the weight
  // of `after`, of 256.
  void paint_mix(const shown_picture& before, const shown_picture& after, int part, const canvas& to);
  // A new image of `size`: the picture at its place, with black around it.
  image compose(const picture_view& what, rotation turned, size_px size, fit_mode mode = fit_mode::contain,
                const rect_px& room = {});

 private:
  void paint_i420(picture_view what, const placement& p, rotation turned, const canvas& to);
  void paint_bgrx(picture_view what, const placement& p, rotation turned, const canvas& to);
  picture_view whole(const shown_picture& what, size_px size, image& memory);

  std::unique_ptr<class scaler> scaler_;
  std::vector<std::uint8_t> scaled_;
  std::vector<std::uint8_t> turned_;
  std::vector<std::uint8_t> mixed_;
  image before_;
  image after_;
};

// Paints everything of `to` outside `place` black.
void fill_black_around(const rect_px& place, const canvas& to);

// Writes a PNG file: complete or not at all. errc::io when it cannot be written.
result<void> write_png(const image& i, const std::filesystem::path& path);

}  // namespace bangtin::player::stage
