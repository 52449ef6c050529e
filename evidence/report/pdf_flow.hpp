// Text that flows down the pages of an official document: paragraphs, headings and page numbers within the
// margins of Decree 30/2020/NĐ-CP. Not thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "evidence/report/pdf_canvas.hpp"

namespace bangtin::evidence::report {

constexpr double body_left = mm(30), body_width = mm(165);  // 15 mm to the right
constexpr double body_top = mm(20), body_bottom = page_height - mm(20);
constexpr double body_height = body_bottom - body_top;
constexpr double first_indent = mm(10);
constexpr double after_paragraph = 6;

class pdf_flow {
 public:
  // The canvas outlives the flow.
  explicit pdf_flow(pdf_canvas& canvas) : canvas_(&canvas) {}

  pdf_canvas& canvas() { return *canvas_; }
  double y() const { return y_; }
  double remaining() const { return body_bottom - y_; }
  bool at_top() const { return y_ <= body_top; }
  void space(double height) { y_ += height; }

  // Begins a page unless this height fits on the current one. A height of more than a page needs a fresh one.
  void need(double height);
  void new_page();
  // Begins a page that counts as the first of its annex.
  void begin_annex();

  // A paragraph may break over pages, but leaves no line alone. Justified with an indent, or as told.
  void paragraph(std::string_view text, const text_style& style = {}, side align = side::justified,
                 double indent = first_indent);
  // Stays on one page with `next` points of what follows.
  void heading(std::string_view text, double next);
  // What paragraph() needs.
  double paragraph_height(std::string_view text, const text_style& style = {}) const;

 private:
  void draw_number();

  pdf_canvas* canvas_;
  double y_ = body_top;
  int number_ = 1;
};

}  // namespace bangtin::evidence::report
