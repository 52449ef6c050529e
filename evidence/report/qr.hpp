// QR codes of the head sheet. libqrencode chooses the smallest code that holds the text.
#pragma once

#include <string>
#include <vector>

namespace bangtin::evidence::report {

// A square of modules without the quiet zone, row by row from the top left.
struct qr_square {
  int side = 0;  // modules
  std::vector<bool> dark;
  bool is_dark(int x, int y) const { return dark.at(static_cast<std::size_t>(y * side + x)); }
};
constexpr int quiet_modules = 4;  // the light zone that a reader needs on every side

// With error correction level M (15 %), for a sheet that is folded and copied. Throws std::runtime_error for
// a text of more than 2,331 bytes.
qr_square make_qr(const std::string& text);

}  // namespace bangtin::evidence::report
