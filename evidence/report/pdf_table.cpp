// Only the rows that the next decision needs are laid out, so a table may have many thousands.
#include "evidence/report/pdf_table.hpp"

#include <algorithm>
#include <deque>

namespace bangtin::evidence::report {

namespace {

constexpr double pad_x = mm(1.2), pad_y = mm(0.8);
constexpr double after_table = 10;
constexpr double min_number_size = 6;
constexpr double header_grey = 0.87, group_grey = 0.94;
constexpr double max_kept = body_height / 3;  // rows that are kept together take at most this

struct laid_cell {
  text_block text;
  double x, width;
};
struct laid_row {
  std::vector<laid_cell> cells;
  double line_height = 0;
  std::size_t lines = 0;
  bool keep_with_next = false;
  double grey = 1;
  double height() const { return line_height * static_cast<double>(lines) + 2 * pad_y; }
};

class table_writer {
 public:
  table_writer(pdf_flow& flow, const table& t)
      : flow_(flow), table_(t), header_(lay_out(header_row(), true)) {
    header_.grey = header_grey;
  }

  void draw() {
    for (; next_ < table_.rows.size() || !ahead_.empty(); ahead_.pop_front()) {
      laid_row& row = look(0);
      if (kept_height() > flow_.remaining() && !fresh_page_) begin_page();
      if (row.height() <= flow_.remaining())
        draw_lines(row, 0, row.lines);
      else
        draw_in_pieces(row);
      fresh_page_ = false;
    }
  }
  void draw_header() {
    draw_lines(header_, 0, header_.lines);
    fresh_page_ = true;
  }
  double beginning() { return header_.height() + (table_.rows.empty() ? 0 : kept_height()); }

 private:
  table_row header_row() const {
    table_row row;
    for (const table_column& c : table_.columns) row.cells.push_back({c.heading, 1, true});
    return row;
  }

  laid_row lay_out(const table_row& row, bool is_header) const {
    laid_row laid;
    std::size_t column = 0;
    double x = body_left;
    for (const table_cell& c : row.cells) {
      side align = is_header ? side::centre : c.columns > 1 ? side::left : table_.columns.at(column).align;
      double width = 0;
      for (std::size_t i = 0; i < c.columns; ++i) width += table_.columns.at(column++).width;
      text_block text = lay_out_cell(c, width - 2 * pad_x, is_header, align);
      laid.lines = std::max(laid.lines, text.lines());
      laid.line_height = text.line_height();
      laid.cells.push_back({std::move(text), x, width});
      x += width;
    }
    laid.keep_with_next = row.keep_with_next;
    laid.grey = row.shaded ? group_grey : 1;
    return laid;
  }

  // A number that is wider than its column is set smaller; broken, it would be read as two.
  text_block lay_out_cell(const table_cell& c, double width, bool is_header, side align) const {
    text_style style{.size = table_.size, .bold = c.bold, .plain_after_line = !is_header};
    text_block text = flow_.canvas().lay_out(c.text, style, width, align);
    double line = text.line_height() / style.size;
    while (!is_header && align == side::right && text.lines() > 1 && style.size > min_number_size) {
      style.size -= 0.5;
      style.spacing = line * table_.size / style.size;  // the row keeps its line height
      text = flow_.canvas().lay_out(c.text, style, width, align);
    }
    return text;
  }

  // The row that is `n` rows ahead of the current one.
  laid_row& look(std::size_t n) {
    while (ahead_.size() <= n) ahead_.push_back(lay_out(table_.rows[next_++], false));
    return ahead_[n];
  }

  // Of the current row and those that stay with it.
  double kept_height() {
    double height = look(0).height();
    for (std::size_t n = 0; look(n).keep_with_next && n + 1 < ahead_.size() + table_.rows.size() - next_;
         ++n) {
      double more = look(n + 1).height();
      if (height + more > max_kept) break;
      height += more;
    }
    return height;
  }

  void begin_page() {
    flow_.new_page();
    draw_header();
  }

  void draw_lines(const laid_row& row, std::size_t first, std::size_t count) {
    pdf_canvas& canvas = flow_.canvas();
    double height = row.line_height * static_cast<double>(count) + 2 * pad_y;
    for (const laid_cell& c : row.cells) {
      if (row.grey < 1) canvas.fill(c.x, flow_.y(), c.width, height, row.grey);
      double lower = &row == &header_ ? (height - 2 * pad_y - c.text.height()) / 2 : 0;
      if (first < c.text.lines()) canvas.draw(c.text, c.x + pad_x, flow_.y() + pad_y + lower, first, count);
      canvas.frame(c.x, flow_.y(), c.width, height, 0.5);
    }
    flow_.space(height);
  }

  // A row that is higher than a page.
  void draw_in_pieces(const laid_row& row) {
    for (std::size_t first = 0; first < row.lines;) {
      auto fit = static_cast<std::size_t>(std::max(0.0, (flow_.remaining() - 2 * pad_y) / row.line_height));
      if (fit == 0) {
        begin_page();
        fit = std::max<std::size_t>(
            1, static_cast<std::size_t>(std::max(0.0, (flow_.remaining() - 2 * pad_y) / row.line_height)));
      }
      std::size_t count = std::min(fit, row.lines - first);
      draw_lines(row, first, count);
      first += count;
      if (first < row.lines) begin_page();
    }
  }

  pdf_flow& flow_;
  const table& table_;
  std::size_t next_ = 0;
  std::deque<laid_row> ahead_;
  laid_row header_;
  bool fresh_page_ = true;
};

text_block caption_of(pdf_flow& flow, const table& t) {
  text_style style{.size = 12, .bold = false, .italic = true};
  return flow.canvas().lay_out_balanced(t.caption, style, body_width);
}

}  // namespace

void table::add(std::vector<std::string> cells) {
  table_row row;
  for (std::string& text : cells) row.cells.push_back({std::move(text), 1, false});
  rows.push_back(std::move(row));
}

void table::add_group(const std::string& text, std::size_t spanned, const std::vector<std::string>& rest) {
  table_row row;
  row.cells.push_back({text, spanned, true});
  for (const std::string& r : rest) row.cells.push_back({r, 1, true});
  row.keep_with_next = true;
  row.shaded = true;
  rows.push_back(std::move(row));
}

void table::add_total(const std::string& text, std::size_t spanned, const std::vector<std::string>& rest) {
  if (!rows.empty()) rows.back().keep_with_next = true;
  add_group(text, spanned, rest);
  rows.back().keep_with_next = false;
  rows.back().shaded = false;
}

double beginning_height(pdf_flow& flow, const table& t) {
  double caption = t.caption.empty() ? 0 : caption_of(flow, t).height() + 3;
  return caption + table_writer(flow, t).beginning();
}

void draw_table(pdf_flow& flow, const table& t) {
  flow.need(beginning_height(flow, t));
  if (!t.caption.empty()) {
    text_block caption = caption_of(flow, t);
    flow.canvas().draw(caption, body_left, flow.y());
    flow.space(caption.height() + 3);
  }
  table_writer writer(flow, t);
  writer.draw_header();
  writer.draw();
  flow.space(after_table);
}

}  // namespace bangtin::evidence::report
