// Poppler's own renderer (Splash), which draws pictures of any size; slower than Cairo, and its letters are
// less fine.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "media/image.hpp"
#include "media/ingest/pixels.hpp"

namespace poppler {
class document;
}

namespace bangtin::media::ingest {

class second_renderer {
 public:
  // Reads nothing before the first page is asked for.
  explicit second_renderer(const job& j);
  second_renderer(const second_renderer&) = delete;
  second_renderer& operator=(const second_renderer&) = delete;
  ~second_renderer();

  // The page (from 1) over white, as large as `to`; `width` and `height` are its size in points as it is
  // shown. errc::invalid when it cannot be drawn.
  result<image> draw(int number, double width, double height, size_px to);

 private:
  const job& job_;
  std::string content_;
  std::unique_ptr<poppler::document> document_;
};

}  // namespace bangtin::media::ingest
