// Tables with a header that is repeated on every page. Rows stay whole unless they are higher than a page.
#pragma once

#include <string>
#include <vector>

#include "evidence/report/pdf_flow.hpp"

namespace bangtin::evidence::report {

struct table_column {
  std::string heading;
  double width = 0;  // points; all columns together are body_width
  side align = side::left;
};

struct table_cell {
  std::string text;
  std::size_t columns = 1;  // that it spans; several: aligned to the left
  bool bold = false;
};

struct table_row {
  std::vector<table_cell> cells;
  bool keep_with_next = false;  // on the same page as the row after it
  bool shaded = false;
};

struct table {
  std::vector<table_column> columns;
  std::vector<table_row> rows;
  double size = 11;  // of the letters
  std::string caption{};

  void add(std::vector<std::string> cells);
  // A row in bold on grey. The first text spans `columns`.
  void add_group(const std::string& text, std::size_t columns, const std::vector<std::string>& rest);
  // Same without grey, kept on the page of the row before it.
  void add_total(const std::string& text, std::size_t columns, const std::vector<std::string>& rest);
};

// Draws caption and table from the flow's place on, and some space after it.
void draw_table(pdf_flow& flow, const table& t);
// The height of the caption, the header and the first rows, to keep a heading with its table.
double beginning_height(pdf_flow& flow, const table& t);

}  // namespace bangtin::evidence::report
