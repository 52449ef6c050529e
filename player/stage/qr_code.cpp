// libqrencode chooses the smallest version itself; this file only chooses the error correction level. Bytes
// stay bytes: no Kanji mode, and lower case is not converted to upper case.
#include "player/stage/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace bangtin::player::stage {

namespace {

constexpr std::size_t max_bytes = 2953;  // of version 40, level L
constexpr int comfortable_modules = 33;  // version 4

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

}  // namespace bangtin::player::stage
