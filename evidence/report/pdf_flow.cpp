#include "evidence/report/pdf_flow.hpp"

#include <algorithm>

namespace bangtin::evidence::report {

void pdf_flow::need(double height) {
  if (height > remaining() && !at_top()) new_page();
}

void pdf_flow::new_page() {
  canvas_->next_page();
  y_ = body_top;
  ++number_;
  draw_number();
}

void pdf_flow::begin_annex() {
  canvas_->next_page();
  y_ = body_top;
  number_ = 1;
  draw_number();
}

void pdf_flow::draw_number() {
  text_block number = canvas_->lay_out(std::to_string(number_), {13}, body_width, side::centre);
  canvas_->draw(number, body_left, mm(10));
}

void pdf_flow::paragraph(std::string_view text, const text_style& style, side align, double indent) {
  text_block block = canvas_->lay_out(text, style, body_width, align, indent);
  for (std::size_t first = 0; first < block.lines();) {
    std::size_t left = block.lines() - first;
    auto fit = static_cast<std::size_t>(std::max(0.0, remaining() / block.line_height() + 1e-6));
    if (left > fit && !at_top()) {
      if (left - fit == 1) --fit;          // no last line alone on the next page
      if (fit < 2 && first == 0) fit = 0;  // no first line alone on this one
      if (left <= 3 && first == 0) fit = 0;
    }
    if (fit == 0 && !at_top()) {
      new_page();
      continue;
    }
    std::size_t count = std::clamp<std::size_t>(fit, 1, left);
    canvas_->draw(block, body_left, y_, first, count);
    y_ += block.line_height() * static_cast<double>(count);
    first += count;
    if (first < block.lines()) new_page();
  }
  y_ += after_paragraph;
}

void pdf_flow::heading(std::string_view text, double next) {
  text_block block = canvas_->lay_out(text, {.size = 13, .bold = true}, body_width - first_indent);
  need(block.height() + after_paragraph + std::min(next, body_height / 2));
  canvas_->draw(block, body_left + first_indent, y_);
  y_ += block.height() + after_paragraph;
}

double pdf_flow::paragraph_height(std::string_view text, const text_style& style) const {
  return canvas_->lay_out(text, style, body_width, side::justified, first_indent).height() + after_paragraph;
}

}  // namespace bangtin::evidence::report
