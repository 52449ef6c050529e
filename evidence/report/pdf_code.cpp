#include "evidence/report/pdf_code.hpp"

#include "evidence/report/qr.hpp"

namespace bangtin::evidence::report {

void draw_code(pdf_canvas& canvas, const std::string& text, double x, double y, double square) {
  const qr_square code = make_qr(text);
  const double module = square / (code.side + quiet_modules);
  const double from = module * quiet_modules / 2;
  for (int row = 0; row < code.side; ++row)
    for (int column = 0; column < code.side; ++column) {
      int run = 0;  // modules side by side are one rectangle, so that no hairline shows between them
      while (column + run < code.side && code.is_dark(column + run, row)) ++run;
      if (run == 0) continue;
      canvas.fill(x + from + module * column, y + from + module * row, module * run, module * 1.01, 0);
      column += run;
    }
}

}  // namespace bangtin::evidence::report
