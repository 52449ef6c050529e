// Text and shapes drawn into memory: what the stage's own pictures and everything that lies above the
// pictures are made of. Pango shapes the text, so that Vietnamese stands with all its marks; Cairo paints.
//
// One thread. Sizes are in pixels; a text's size is that of its em.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "player/stage/painting.hpp"
#include "player/stage/qr_code.hpp"

// Of Pango and Cairo; only drawing.cpp looks inside.
using PangoLayout = struct _PangoLayout;
using cairo_t = struct _cairo;
using cairo_surface_t = struct _cairo_surface;

namespace bangtin::player::stage {

struct colour {
  double red = 0, green = 0, blue = 0;
  double alpha = 1;
};

struct text_style {
  double size_px = 32;
  enum class weight { normal, semibold, bold } strength = weight::normal;
  enum class side { left, middle, right } align = side::left;
  bool figures = false;   // a face in which all letters are equally wide, for codes
  double spacing_px = 0;  // between letters
};

// A text set in lines. Copies share what was set.
class text_block {
 public:
  // Lines break at words, in need within one, at `width_px`; 0: never. Of more than `most_lines` lines (0:
  // any number) the last one ends in an ellipsis. What is not UTF-8 is shown as such; at most 16 KiB are
  // looked at.
  text_block(std::string_view text, const text_style& style, int width_px = 0, int max_lines = 0);

  size_px size() const;  // of the lines as they stand; the width may be less than the one given
  int lines() const;
  bool is_cut() const;  // an ellipsis stands for the rest

 private:
  friend class drawing;
  std::shared_ptr<PangoLayout> layout_;
  int width_px_;
};

// A picture while it is drawn. At first everything is transparent.
class drawing {
 public:
  explicit drawing(size_px size);  // at least one pixel either way
  ~drawing();
  drawing(const drawing&) = delete;
  drawing& operator=(const drawing&) = delete;

  size_px size() const { return image_->size; }
  void fill(const colour& c);
  void fill_downwards(const colour& top, const colour& bottom);
  void box(const rect_px& where, double radius_px, const colour& c);
  // Its upper left corner at (x, y); a block with a width and an alignment keeps to that width from there.
  void put(const text_block& text, double x, double y, const colour& c);
  // With a line of that width around every letter.
  void put_outlined(const text_block& text, double x, double y, const colour& c, const colour& line,
                    double line_px);
  // The code alone, each module of whole pixels, in black. The quiet zone is the caller's.
  void put(const qr_code& code, int x, int y, int module_px);
  // Four bytes a pixel, as it is.
  void put(const image& picture, int x, int y);

  // The picture: B G R A with alpha multiplied in. Nothing is drawn after it.
  std::shared_ptr<const image> finish();

 private:
  std::shared_ptr<image> image_;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> cr_;
};

// How much of each pixel one line of text covers, 0 to 255, as wide as the text and `height_px` high with the
// text in its middle; at most `most_width_px` wide, what is more is cut off. For text that moves.
struct coverage {
  size_px size;
  std::vector<std::uint8_t> values;  // row by row
};
coverage draw_coverage(std::string_view text, const text_style& style, int height_px, int max_width_px);

}  // namespace bangtin::player::stage
