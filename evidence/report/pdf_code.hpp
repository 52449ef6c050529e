// A QR code on a page. Not thread-safe.
#pragma once

#include <string>

#include "evidence/report/pdf_canvas.hpp"

namespace bangtin::evidence::report {

// Draws the code of the text into the square with this top left corner. Half of the quiet zone lies within
// the square, the other half is the sheet's own white around it. Throws as make_qr() does.
void draw_code(pdf_canvas& canvas, const std::string& text, double x, double y, double square);

}  // namespace bangtin::evidence::report
