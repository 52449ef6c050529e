// From I420 to the screen's colours, and from one size to another, wherever the planes lie. libswscale does
// the work.
#pragma once

#include <memory>

#include "player/stage/painting.hpp"

struct SwsContext;

namespace bangtin::player {

// Keeps what libswscale prepares for one format and size, and prepares anew when another is asked for. One
// thread at a time.
class conversion {
 public:
  conversion();
  conversion(conversion&&) noexcept;
  conversion& operator=(conversion&&) noexcept;
  ~conversion();

  // Writes the picture to `at`, four bytes a pixel, B G R X, in its own size and nowhere else. False when it
  // is of a kind that this does not do: full range, or less than 16 pixels wide, or of odd width or height.
  bool to_screen(const picture_view& picture, std::uint8_t* at, int stride);
  // Writes it scaled, as I420 of `size`; bilinear. False when it is no I420, or very small.
  bool scale(const picture_view& picture, size_px size, const std::array<std::uint8_t*, 3>& planes,
             const std::array<int, 3>& strides);

 private:
  struct prepared;
  std::unique_ptr<prepared> whole_;   // of to_screen: all columns but the last few
  std::unique_ptr<prepared> edge_;    // of to_screen: the last 16
  std::unique_ptr<prepared> scaled_;  // of scale
};

}  // namespace bangtin::player
