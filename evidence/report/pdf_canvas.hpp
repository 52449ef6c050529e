// A PDF while it is drawn: A4 pages, laid-out texts, lines and rectangles, in points from the page's top left
// corner. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "evidence/report/pdf_fonts.hpp"

namespace bangtin::evidence::report {

constexpr double mm(double millimetres) {
  return millimetres * 72 / 25.4;
}
constexpr double page_width = mm(210), page_height = mm(297);

enum class side { left, centre, right, justified };

struct text_style {
  double size = 13;  // points
  bool bold = false, italic = false;
  bool fixed_width = false;       // every letter as wide as the others: for what people type from paper
  double spacing = 1.15;          // distance of lines, in sizes
  bool plain_after_line = false;  // of a bold text, only what stands before the first line end is bold
};

// A text broken into lines for a width. A word that is wider than that is broken between letters.
class text_block {
 public:
  std::size_t lines() const { return lines_.size(); }
  double line_height() const { return line_height_; }
  double height() const { return line_height_ * static_cast<double>(lines_.size()); }
  double width() const;  // of the widest line

 private:
  friend class pdf_canvas;
  struct line {
    int number;          // in the layout
    double x, baseline;  // of its left end, from the block's left; from the line's own top
    double width;
  };
  owned<PangoLayout> layout_;
  std::vector<line> lines_;
  double line_height_ = 0;
};

class pdf_canvas {
 public:
  // errc::unsupported without the typeface.
  static result<pdf_canvas> open();

  // `indent` moves the first line to the right.
  text_block lay_out(std::string_view text, const text_style& style, double width, side align = side::left,
                     double indent = 0) const;
  // Like lay_out with lines of about equal length: headings do not end with a single word.
  text_block lay_out_balanced(std::string_view text, const text_style& style, double width,
                              side align = side::centre) const;

  // Draws `count` lines from `first` on with their top at y.
  void draw(const text_block& text, double x, double y, std::size_t first = 0,
            std::size_t count = static_cast<std::size_t>(-1));
  void line(double x1, double y1, double x2, double y2, double width = 0.6, double grey = 0);
  void fill(double x, double y, double width, double height, double grey);
  void frame(double x, double y, double width, double height, double line_width = 0.6);
  // Draws a JPEG picture, embedded as it is, into this rectangle. `columns` x `rows` are its pixels.
  void picture(const std::string& jpeg, int columns, int rows, double x, double y, double width,
               double height);
  // Like draw, turned by a quarter to the left around (x, y), its bottom left corner.
  void draw_upwards(const text_block& text, double x, double y);

  std::size_t page() const { return page_; }  // counts from 0
  void next_page();
  // An entry of the reader's table of contents, for the current page.
  void bookmark(const std::string& title);
  // Ends the last page and returns the file. The canvas is of no use afterwards.
  std::string finish();

 private:
  explicit pdf_canvas(owned<PangoContext> context);

  std::unique_ptr<std::string> bytes_;  // its address stays when the canvas moves
  owned<PangoContext> context_;
  owned<cairo_surface_t> surface_;
  owned<cairo_t> cairo_;
  std::size_t page_ = 0;
};

}  // namespace bangtin::evidence::report
