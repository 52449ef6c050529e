// Scales a picture, wherever its planes lie. libswscale does the work.
#pragma once

#include <array>
#include <memory>

#include "player/stage/image.hpp"

namespace bangtin::player::stage {

// Keeps libswscale's context for one pair of sizes, and makes another when the sizes change. One thread at a
// time.
class scaler {
 public:
  scaler();
  scaler(scaler&&) noexcept;
  scaler& operator=(scaler&&) noexcept;
  ~scaler();

  // Writes the picture scaled to `size` as I420; bilinear. False when the picture is not I420, when a side of
  // either is shorter than 16 pixels, or when libswscale fails.
  bool scale(const picture_view& picture, size_px size, const std::array<std::uint8_t*, 3>& planes,
             const std::array<int, 3>& strides);

 private:
  struct prepared;
  std::unique_ptr<prepared> prepared_;
};

}  // namespace bangtin::player::stage
