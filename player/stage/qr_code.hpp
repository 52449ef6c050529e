// QR codes: from a text to dark and light modules. Where and how large they are drawn, others decide.
#pragma once

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

// Light modules all around that a reader needs (ISO/IEC 18004).
constexpr int quiet_modules = 4;

// The text's bytes as a code of the smallest size: with 15 % of it to spare (level M), or, where that would
// take more than 33 modules a side, with 7 % (level L), which makes larger modules. Nothing for an empty text
// and for one that is too long for any code (2,953 bytes), or without memory.
std::optional<qr_code> make_qr_code(std::string_view text);

}  // namespace bangtin::player::stage
