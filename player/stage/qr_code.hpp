// QR codes: turns a text into dark and light modules. The caller decides where and how large to draw them.
// Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace bangtin::player::stage {

// A square of modules, without the quiet zone.
struct qr_code {
  int modules = 0;         // along a side: 21, 25, ... 177
  std::vector<bool> dark;  // row by row, from the top left

  bool is_dark(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(modules) +
                static_cast<std::size_t>(x)];
  }
};

// The width of the quiet zone, in light modules, that a reader needs on every side (ISO/IEC 18004).
constexpr int quiet_modules = 4;

// Encodes the text's bytes in the smallest possible code: with error correction level M (15 %), or, if that
// would take more than 33 modules a side, with level L (7 %), which makes the modules larger. Nothing for an
// empty text, for a text that is too long for any code (more than 2,953 bytes), or without memory.
std::optional<qr_code> make_qr_code(std::string_view text);

// The modules along a side of the code that make_qr_code makes of a text of so many bytes; 0 where it makes
// none. Costs nothing.
int qr_modules(std::size_t bytes);

}  // namespace bangtin::player::stage
