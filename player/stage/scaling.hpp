// A picture in another size, wherever its planes lie. libswscale does the work.
#pragma once

#include <array>
#include <memory>

#include "player/stage/image.hpp"

namespace bangtin::player::stage {

// Keeps what libswscale prepares for one pair of sizes, and prepares anew when another is asked for. One
// thread at a time.
class scaler {
 public:
  scaler();
  scaler(scaler&&) noexcept;
  scaler& operator=(scaler&&) noexcept;
  ~scaler();

  // Writes the picture scaled, as I420 of `size`; bilinear. False when it is no I420, or very small.
  bool scale(const picture_view& picture, size_px size, const std::array<std::uint8_t*, 3>& planes,
             const std::array<int, 3>& strides);

 private:
  struct prepared;
  std::unique_ptr<prepared> prepared_;
};

}  // namespace bangtin::player::stage
