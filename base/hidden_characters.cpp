#include "base/hidden_characters.hpp"

#include <array>

namespace bangtin {

namespace {

constexpr std::array turning{code_range{0x061C, 0x061C}, code_range{0x200E, 0x200F},
                             code_range{0x202A, 0x202E}, code_range{0x2066, 0x2069}};
constexpr std::array invisible{
    code_range{0x00AD, 0x00AD},   code_range{0x034F, 0x034F},  code_range{0x115F, 0x1160},
    code_range{0x17B4, 0x17B5},   code_range{0x180B, 0x180F},  code_range{0x200B, 0x200D},
    code_range{0x2028, 0x2029},   code_range{0x2060, 0x2065},  code_range{0x206A, 0x206F},
    code_range{0x2800, 0x2800},   code_range{0x3164, 0x3164},  code_range{0xFE00, 0xFE0F},
    code_range{0xFEFF, 0xFEFF},   code_range{0xFFA0, 0xFFA0},  code_range{0xFFF9, 0xFFFB},
    code_range{0x1D173, 0x1D17A}, code_range{0xE0000, 0xE0FFF}};

}  // namespace

bool turns_direction(char32_t c) {
  return lies_in(turning, c);
}

bool is_invisible(char32_t c) {
  return lies_in(invisible, c);
}

}  // namespace bangtin
