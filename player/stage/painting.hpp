// Pictures in memory, and how they get onto each other: scaled, turned and converted to the screen's colours.
// In memory only; libyuv and SDL do the work.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "player/stage/geometry.hpp"
#include "player/stage/image.hpp"

namespace bangtin::player::stage {

// A picture and how it is to lie on the output.
struct shown_picture {
  picture_view view;
  rotation turned = rotation::none;
  fit_mode fit = fit_mode::contain;
};

// Where to paint: B G R X like an image.
struct canvas {
  std::uint8_t* pixels;
  int stride;  // in bytes
  size_px size;
};
canvas canvas_of(image& i);

// Paints pictures and keeps the memory that it needs in between. One thread at a time.
class painter {
 public:
  painter();
  ~painter();
  // Paints it at its place (see fit) on `to`; what is around it stays.
  void paint(const shown_picture& what, const canvas& to);
  // All of `to`: one picture going over into another, black around both. `part` of 256 is what is seen of
  // `after`, 1..255.
  void paint_mix(const shown_picture& before, const shown_picture& after, int part, const canvas& to);
  // A whole picture of `size`: the picture at its place, and black around it.
  image compose(const picture_view& what, rotation turned, size_px size, fit_mode mode = fit_mode::contain);

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

// All of `to` but `place`.
void fill_black_around(const rect_px& place, const canvas& to);

// errc::io when it cannot be written. The file is whole or absent.
result<void> write_png(const image& i, const std::filesystem::path& path);

}  // namespace bangtin::player::stage
