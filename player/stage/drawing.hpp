// Draws text and shapes into memory, for the stage's own pictures and for all layers above the pictures.
// Pango shapes the text, so Vietnamese letters keep all their marks; Cairo paints.
//
// Not thread-safe; use each object on one thread. Nothing here fails. Sizes are in pixels; the size of a text
// is that of its em.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "player/stage/painting.hpp"
#include "player/stage/qr_code.hpp"

// Types of Pango and Cairo; only drawing.cpp uses their contents.
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
  bool figures = false;   // use a monospaced typeface, for codes
  double spacing_px = 0;  // between letters
};

// What is drawn of a text: its first 8 KiB, without control characters and those that only change the
// direction of reading, with at most four combining marks on a letter. Long words may break after each 40
// letters.
std::string legible(std::string_view text);

// A text laid out in lines. Copies share the layout.
class text_block {
 public:
  // Lines break between words, or within a word if necessary, at `width_px`; 0: never. If the text has more
  // than `max_lines` lines (0: no limit), the last line ends in an ellipsis. Bytes that are not UTF-8 are
  // made visible; only what legible() keeps is used, so that no text takes long.
  text_block(std::string_view text, const text_style& style, int width_px = 0, int max_lines = 0);

  size_px size() const;  // of the lines as laid out; may be narrower than the given width
  int lines() const;
  bool is_cut() const;  // the text ends in an ellipsis
  // How many characters no font of this machine has; they are drawn as boxes.
  int missing_glyphs() const;

 private:
  friend class drawing;
  std::shared_ptr<PangoLayout> layout_;
  int width_px_;
};

// A picture that is being drawn. Everything is transparent at first.
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
  // Puts the text's upper left corner at (x, y). A block with a width and an alignment is aligned within that
  // width, which starts at x.
  void put(const text_block& text, double x, double y, const colour& c);
  // The same, with an outline `line_px` wide around every letter.
  void put_outlined(const text_block& text, double x, double y, const colour& c, const colour& line,
                    double line_px);
  // Draws the code in black into a square that has room for the quiet zone. Every edge of a module lies on a
  // whole pixel, so modules differ by one pixel where the square is no multiple of them.
  void put(const qr_code& code, const rect_px& square);
  // Draws the picture unscaled; its fourth byte is ignored.
  void put(const image& picture, int x, int y);

  // Returns the picture: B G R A with premultiplied alpha. Draw nothing after that.
  std::shared_ptr<const image> finish();

 private:
  std::shared_ptr<image> image_;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> cr_;
};

// How much of each pixel one line of text covers, 0 to 255. As wide as the text, but at most `max_width_px`
// (the rest is cut off), and `height_px` high with the text in the vertical middle. For text that moves.
struct coverage {
  size_px size;
  std::vector<std::uint8_t> values;  // row by row
  // Pieces in colour, such as emoji, from left to right: where each begins, and its pixels (B G R A with
  // premultiplied alpha, as high as the line). Their `values` are 0. At most 16 MiB; later pieces stay
  // without colour.
  struct piece {
    int x;
    std::shared_ptr<const image> pixels;
  };
  std::vector<piece> coloured;
};
coverage draw_coverage(std::string_view text, const text_style& style, int height_px, int max_width_px);

}  // namespace bangtin::player::stage
