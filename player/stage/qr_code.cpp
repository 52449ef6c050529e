// libqrencode chooses the smallest version itself; this file only chooses the error correction level. Bytes
// stay bytes: no Kanji mode, and lower case is not converted to upper case.
#include "player/stage/qr_code.hpp"

#include <qrencode.h>

#include <algorithm>
#include <array>
#include <memory>

namespace bangtin::player::stage {

namespace {

constexpr std::size_t max_bytes = 2953;  // of version 40, level L
constexpr int comfortable_modules = 33;  // version 4

// The bytes that versions 1, 2, ... hold (ISO/IEC 18004, table 7).
constexpr std::array<std::size_t, 4> held_by_level_m{14, 26, 42, 62};
constexpr std::array<std::size_t, 40> held_by_level_l{
    17,   32,   53,   78,   106,  134,  154,  192,  230,  271,  321,  367,      425,  458,
    520,  586,  644,  718,  792,  858,  929,  1003, 1091, 1171, 1273, 1367,     1465, 1528,
    1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, max_bytes};

template <std::size_t N>
int modules_of(const std::array<std::size_t, N>& held, std::size_t bytes) {
  auto version = std::lower_bound(held.begin(), held.end(), bytes) - held.begin();
  return 21 + 4 * static_cast<int>(version);
}

struct free_code {
  void operator()(QRcode* c) const { QRcode_free(c); }
};
using code_ptr = std::unique_ptr<QRcode, free_code>;

code_ptr encode(std::string_view text, QRecLevel level) {
  return code_ptr(QRcode_encodeData(static_cast<int>(text.size()),
                                    reinterpret_cast<const unsigned char*>(text.data()), 0, level));
}

}  // namespace

std::optional<qr_code> make_qr_code(std::string_view text) {
  if (text.empty() || text.size() > max_bytes) return std::nullopt;
  code_ptr code = encode(text, QR_ECLEVEL_M);
  if (!code || code->width > comfortable_modules) code = encode(text, QR_ECLEVEL_L);
  if (!code || code->width <= 0) return std::nullopt;
  qr_code made;
  made.modules = code->width;
  auto count = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  made.dark.resize(count);
  for (std::size_t i = 0; i < count; ++i) made.dark[i] = (code->data[i] & 1) != 0;
  return made;
}

int qr_modules(std::size_t bytes) {
  if (bytes == 0 || bytes > max_bytes) return 0;
  return bytes <= held_by_level_m.back() ? modules_of(held_by_level_m, bytes)
                                         : modules_of(held_by_level_l, bytes);
}

}  // namespace bangtin::player::stage
