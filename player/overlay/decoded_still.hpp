// An image that lies above the pictures, such as the logo. Like every other file it is decoded in a separate
// process, which may fail without harm. Not thread-safe; use it on the stage's thread. No call waits.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "player/stage/decoder.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::overlay {

// Starts the decoder of one file; empty: there is no decoder, and so no image.
using decoder_maker = std::function<std::unique_ptr<stage::decoder>(const stage::picture_file&)>;

class decoded_image {
 public:
  decoded_image(const decoder_maker& make, const std::filesystem::path& file, std::chrono::microseconds now);
  // Takes the picture if it has come. Call it now and then while `working`. Gives up after 10 s.
  void look(std::chrono::microseconds now);
  bool working() const { return source_ != nullptr; }
  // Its size; {0, 0} until it has come.
  stage::size_px size() const { return whole_ ? whole_->size : stage::size_px{}; }
  // Once the picture has come: the picture, as large as fits `room`. Nothing before that, and when decoding
  // failed, which the log says.
  std::optional<stage::image> fitted(stage::size_px room) const;

 private:
  void end();

  std::unique_ptr<stage::decoder> source_;  // while decoding
  std::chrono::microseconds begun_;
  std::optional<stage::image> whole_;
};

}  // namespace bangtin::player::overlay
