// A still that is to lie above the pictures, as the logo does: decoded like every other file, in a process of
// its own that may fail.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "player/stage/decoder.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::overlay {

// Starts the decoder of one file.
using decoder_maker = std::function<std::unique_ptr<stage::decoder>(const stage::picture_file&)>;

class decoded_image {
 public:
  decoded_image(const decoder_maker& make, const std::filesystem::path& file, std::chrono::microseconds now);
  // Looks whether the picture has come. Call now and then while `working`.
  void look(std::chrono::microseconds now);
  bool working() const { return source_ != nullptr; }
  // Once it has come: the picture as large as fits `room`. Nothing when it failed, which the log says.
  std::optional<stage::image> fitted(stage::size_px room) const;

 private:
  void end();

  std::unique_ptr<stage::decoder> source_;  // while it works
  std::chrono::microseconds begun_;
  std::optional<stage::image> whole_;
};

}  // namespace bangtin::player::overlay
