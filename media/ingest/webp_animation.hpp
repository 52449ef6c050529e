// The pictures of an animated WebP file, one after the other.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/asset.hpp"
#include "media/image.hpp"

struct WebPAnimDecoder;

namespace bangtin::media::ingest {

struct animation_picture {
  image picture;  // the whole picture, laid over white
  std::chrono::milliseconds duration{};
};

// Plays the animation once. Not thread-safe.
class webp_animation {
 public:
  // Reads the headers only. errc::invalid when the file is damaged or cut off, errc::limit when its pictures
  // are larger, more or longer than allowed: at most 25 megapixels each, 4 * 10^10 pixels and 10 minutes in
  // all.
  static result<webp_animation> open(std::string file, const ingest_limits& limits);

  int width() const { return width_; }  // in pixels
  int height() const { return height_; }
  std::size_t pictures() const { return durations_.size(); }
  // Decodes the next picture; nothing after the last one. errc::invalid when it is damaged. A picture that
  // should stand for 10 ms or less stands for 100 ms, as in browsers.
  result<std::optional<animation_picture>> next();

 private:
  struct free_decoder {
    void operator()(WebPAnimDecoder* d) const;
  };
  webp_animation() = default;

  std::unique_ptr<std::string> file_;  // does not move, because the decoder reads it
  std::unique_ptr<WebPAnimDecoder, free_decoder> decoder_;
  int width_ = 0;
  int height_ = 0;
  std::vector<std::chrono::milliseconds> durations_;
  std::size_t decoded_ = 0;
};

struct job;

// Makes a silent film of an animated WebP file, which has two pictures or more. Its colours are taken as
// sRGB.
result<ingested> take_webp_animation(const job& j);

}  // namespace bangtin::media::ingest
