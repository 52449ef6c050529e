#include "media/ingest/webp_animation.hpp"

#include <webp/demux.h>

#include <numeric>

#include "base/text.hpp"
#include "media/ingest/limit_texts.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t max_canvas = 25'000'000;  // pixels
constexpr std::int64_t max_pixels = 40'000'000'000;
constexpr std::chrono::minutes max_length{10};
constexpr milliseconds too_short{10};
constexpr milliseconds instead{100};

using demuxer = std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)>;

error damaged_animation(std::size_t decoded, std::size_t all) {
  return {errc::invalid, msg("this animation is damaged after {} of {} pictures", decoded, all),
          msg("copy it again from its source, or save it again as a video (MP4)")};
}

std::vector<milliseconds> durations_in(WebPDemuxer* file) {
  std::vector<milliseconds> durations;
  WebPIterator frame{};
  if (WebPDemuxGetFrame(file, 1, &frame) != 0) {
    do {
      milliseconds stated(frame.duration);
      durations.push_back(stated <= too_short ? instead : stated);
    } while (WebPDemuxNextFrame(&frame) != 0);
  }
  WebPDemuxReleaseIterator(&frame);
  return durations;
}

std::uint8_t over_white(unsigned colour, unsigned alpha) {
  return static_cast<std::uint8_t>((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

std::optional<error> refused(int width, int height, const std::vector<milliseconds>& durations,
                             const ingest_limits& limits) {
  std::int64_t canvas = std::int64_t{width} * height;
  if (canvas > std::min(max_canvas, limits.pixels)) {
    return error{errc::limit,
                 msg("the pictures of this animation are {}x{}; at most {} million pixels are allowed", width,
                     height, megapixels(std::min(max_canvas, limits.pixels))),
                 msg("save it smaller: a screen shows at most 1920x1080 of a video")};
  }
  if (canvas > max_pixels / static_cast<std::int64_t>(durations.size())) {
    return error{errc::limit,
                 msg("this animation has {} pictures of {}x{}, which is more than is allowed",
                     durations.size(), width, height),
                 msg("save it smaller or shorter, or as a video (MP4)")};
  }
  auto length = std::accumulate(durations.begin(), durations.end(), milliseconds(0));
  milliseconds allowed = std::min<milliseconds>(max_length, limits.duration);
  if (length > allowed) {
    return error{
        errc::limit,
        msg("it lasts {}; at most {} are allowed", length_over(allowed, length), format_duration(allowed)),
        msg("make it shorter, or save it as a video (MP4)")};
  }
  return {};
}

}  // namespace

void webp_animation::free_decoder::operator()(WebPAnimDecoder* d) const {
  WebPAnimDecoderDelete(d);
}

result<webp_animation> webp_animation::open(std::string file, const ingest_limits& limits) {
  webp_animation a;
  a.file_ = std::make_unique<std::string>(std::move(file));
  WebPData data{reinterpret_cast<const std::uint8_t*>(a.file_->data()), a.file_->size()};
  demuxer headers(WebPDemux(&data), WebPDemuxDelete);
  if (!headers) {
    return error{errc::invalid, msg("this animation is damaged or cut off"),
                 msg("copy it again from its source, or save it again as a video (MP4)")};
  }
  a.width_ = static_cast<int>(WebPDemuxGetI(headers.get(), WEBP_FF_CANVAS_WIDTH));
  a.height_ = static_cast<int>(WebPDemuxGetI(headers.get(), WEBP_FF_CANVAS_HEIGHT));
  a.durations_ = durations_in(headers.get());
  if (a.durations_.empty() || a.width_ <= 0 || a.height_ <= 0) return damaged_animation(0, 0);
  if (auto bad = refused(a.width_, a.height_, a.durations_, limits)) return *bad;
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) throw std::bad_alloc();
  options.color_mode = MODE_RGBA;
  a.decoder_.reset(WebPAnimDecoderNew(&data, &options));
  if (!a.decoder_) return damaged_animation(0, a.durations_.size());
  return a;
}

result<std::optional<animation_picture>> webp_animation::next() {
  if (decoded_ == durations_.size()) return std::optional<animation_picture>();
  std::uint8_t* rgba = nullptr;
  int until_ms = 0;
  if (WebPAnimDecoderGetNext(decoder_.get(), &rgba, &until_ms) == 0) {
    return damaged_animation(decoded_, durations_.size());
  }
  animation_picture p{image(width_, height_), durations_[decoded_++]};
  for (std::size_t i = 0; i < p.picture.rgb.size(); i += 3, rgba += 4) {
    for (std::size_t c = 0; c < 3; ++c) p.picture.rgb[i + c] = over_white(rgba[c], rgba[3]);
  }
  return std::optional(std::move(p));
}

}  // namespace bangtin::media::ingest
