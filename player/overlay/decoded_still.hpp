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
  decoded_image(decoder_maker make, std::filesystem::path file, std::chrono::microseconds now);
  // Takes the picture if it has come. An attempt ends after 10 s; a minute after a failed one, the next
  // begins, because a lack of memory or a slow disk passes.
  void look(std::chrono::microseconds now);
  bool working() const { return source_ != nullptr; }
  // When the next attempt begins; nothing while one is going on and when none is to come.
  std::optional<std::chrono::microseconds> next_attempt() const { return next_attempt_; }
  // Its size; {0, 0} until it has come.
  stage::size_px size() const { return whole_ ? whole_->size : stage::size_px{}; }
  // Once the picture has come: the picture, as large as fits `room`. Nothing before that, and when decoding
  // failed, which the log says once.
  std::optional<stage::image> fitted(stage::size_px room) const;

 private:
  void begin(std::chrono::microseconds now);
  void take_picture();

  decoder_maker make_;
  stage::picture_file file_;
  std::unique_ptr<stage::decoder> source_;  // while decoding
  std::chrono::microseconds begun_{};
  std::optional<std::chrono::microseconds> next_attempt_;
  bool failed_before_ = false;
  std::optional<stage::image> whole_;
};

}  // namespace bangtin::player::overlay
