#include "evidence/report/qr.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace bangtin::evidence::report {

qr_square make_qr(const std::string& text) {
  std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        QR_ECLEVEL_M),
      QRcode_free);
  if (!code) throw std::runtime_error("no QR code holds this text");
  qr_square square{code->width, {}};
  square.dark.resize(static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width));
  for (std::size_t i = 0; i < square.dark.size(); ++i) square.dark[i] = (code->data[i] & 1) != 0;
  return square;
}

}  // namespace bangtin::evidence::report
