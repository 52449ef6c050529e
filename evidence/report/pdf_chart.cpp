#include "evidence/report/pdf_chart.hpp"

#include <algorithm>

#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr double axis_left = mm(14), chart_height = mm(46), above = mm(8), below = mm(9), caption_height = 24;
constexpr double bar_part = 0.66;  // of a day's place
const text_style small{.size = 8.5};

struct plot {
  double left, right, top, bottom;
  std::int64_t max;  // at the top
  double y(std::int64_t value) const {
    return bottom - (bottom - top) * static_cast<double>(value) / static_cast<double>(max);
  }
};

void draw_axes(pdf_canvas& canvas, const plot& p, std::int64_t step) {
  for (std::int64_t v = 0; v <= p.max; v += step) {
    canvas.line(p.left, p.y(v), p.right, p.y(v), v == 0 ? 0.8 : 0.3, v == 0 ? 0 : 0.6);
    text_block label = canvas.lay_out(number_text(v), small, axis_left - 3, side::right);
    canvas.draw(label, body_left, p.y(v) - label.height() / 2);
  }
  canvas.line(p.left, p.top, p.left, p.bottom, 0.8);
  text_style title = small;
  title.italic = true;
  canvas.draw(canvas.lay_out("Lượt phát", title, mm(40)), body_left, p.top - mm(8));
  text_block days = canvas.lay_out("Ngày trong tháng", title, mm(60), side::right);
  canvas.draw(days, p.right - mm(60), p.bottom + mm(4));
}

text_block value_label(pdf_canvas& canvas, std::int64_t value) {
  return canvas.lay_out(number_text(value), {.size = 7, .spacing = 1.1}, mm(20));
}

// The value stands on white, so that no line of the grid crosses it.
void draw_value(pdf_canvas& canvas, const text_block& label, double middle, double y, bool upright) {
  double width = label.width(), height = label.height();
  if (upright) {
    canvas.fill(middle - width / 2, y - height, width, height - 0.5, 1);
    canvas.draw(label, middle - width / 2, y - height);
  } else {
    canvas.fill(middle - height / 2, y - width - 2.5, height, width + 2, 1);
    canvas.draw_upwards(label, middle + height / 2, y - 1.5);
  }
}

void draw_bar(pdf_canvas& canvas, const plot& p, double x, double width, std::int64_t value) {
  if (value > 0) {
    double top = p.y(value);
    canvas.fill(x, top, width, p.bottom - top, 0.7);
    canvas.frame(x, top, width, p.bottom - top, 0.5);
  }
}

}  // namespace

std::int64_t axis_step(std::int64_t max) {
  for (std::int64_t power = 1;; power *= 10)
    for (std::int64_t factor : {1, 2, 5})
      if (factor * power >= (max + 4) / 5 || power > max) return factor * power;
}

double day_chart_height() {
  return above + chart_height + below + caption_height;
}

void draw_day_chart(pdf_flow& flow, std::chrono::year_month month, const std::vector<std::int64_t>& plays) {
  flow.need(day_chart_height());
  pdf_canvas& canvas = flow.canvas();
  std::int64_t highest = std::max<std::int64_t>(1, *std::max_element(plays.begin(), plays.end()));
  std::int64_t step = axis_step(highest);
  std::int64_t steps = (highest + step - 1) / step;
  double top = flow.y() + above;
  plot p{body_left + axis_left, body_left + body_width, top, top + chart_height, steps * step};
  draw_axes(canvas, p, step);
  double place = (p.right - p.left) / static_cast<double>(plays.size());
  bool upright = value_label(canvas, highest).width() <= place - 0.5;
  for (std::size_t day = 0; day < plays.size(); ++day) {
    double x = p.left + place * static_cast<double>(day);
    draw_bar(canvas, p, x + place * (1 - bar_part) / 2, place * bar_part, plays[day]);
    draw_value(canvas, value_label(canvas, plays[day]), x + place / 2, p.y(plays[day]), upright);
    text_block label = canvas.lay_out(std::to_string(day + 1), small, place, side::centre);
    canvas.draw(label, x, p.bottom + 1);
  }
  text_style caption{.size = 12, .italic = true};
  text_block text = canvas.lay_out("Biểu đồ 1. Số lượt phát được tính theo ngày, " + month_text(month),
                                   caption, body_width, side::centre);
  canvas.draw(text, body_left, p.bottom + below);
  flow.space(day_chart_height());
}

}  // namespace bangtin::evidence::report
