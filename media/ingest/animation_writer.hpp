// Makes a film out of the pictures of an animation, for formats whose own library decodes them (WebP).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "media/image.hpp"
#include "media/ingest/convert.hpp"

namespace bangtin::media::ingest {

struct job;

// Writes the house rendition of a silent animation. The pictures follow each other without gaps. Not
// thread-safe; start_gstreamer() must have succeeded. The file is whole only after finish(); an unfinished
// one remains in the folder, which the caller removes.
class animation_writer {
 public:
  // Creates the file `name` in the job's folder for pictures of this size, which is scaled down to fit a
  // screen. errc::unsupported when the encoder is not installed, errc::io when the disk refuses.
  static result<animation_writer> open(const job& j, const std::string& name, int width, int height);
  animation_writer(animation_writer&&) noexcept;
  animation_writer& operator=(animation_writer&&) noexcept;
  ~animation_writer();

  // Shows `picture` (sRGB, of the size given to `open`) for `duration`. Pictures that follow each other more
  // quickly than 30 per second are left out. errc::invalid when the size differs, errc::io.
  result<void> add(const image& picture, std::chrono::milliseconds duration);
  // Ends the film. An animation shorter than 500 ms is repeated until it lasts that long.
  result<converted> finish();
  // How long the film is, so far or after finish() in total.
  std::chrono::milliseconds duration() const;

 private:
  struct state;
  explicit animation_writer(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace bangtin::media::ingest
