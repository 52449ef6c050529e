// The libswscale context is kept while both sizes stay the same.
#include "player/stage/scaling.hpp"

extern "C" {
#include <libswscale/swscale.h>
}

namespace bangtin::player::stage {

namespace {

constexpr int min_side = 16;

struct context_free {
  void operator()(SwsContext* c) const { sws_freeContext(c); }
};

}  // namespace

struct scaler::prepared {
  size_px from;
  size_px to;
  std::unique_ptr<SwsContext, context_free> context;
};

scaler::scaler() = default;
scaler::scaler(scaler&&) noexcept = default;
scaler& scaler::operator=(scaler&&) noexcept = default;
scaler::~scaler() = default;

bool scaler::scale(const picture_view& picture, size_px size, const std::array<std::uint8_t*, 3>& planes,
                   const std::array<int, 3>& strides) {
  size_px from = picture.size();
  if (picture.format.layout != player::decode::pixel_layout::i420) return false;
  if (std::min({size.width, size.height, from.width, from.height}) < min_side) return false;
  if (!prepared_ || prepared_->from != from || prepared_->to != size) {
    SwsContext* made = sws_getContext(from.width, from.height, AV_PIX_FMT_YUV420P, size.width, size.height,
                                      AV_PIX_FMT_YUV420P, SWS_BILINEAR, nullptr, nullptr, nullptr);
    prepared_ =
        std::make_unique<prepared>(prepared{from, size, std::unique_ptr<SwsContext, context_free>(made)});
  }
  if (!prepared_->context) return false;
  const std::uint8_t* source[] = {picture.planes[0], picture.planes[1], picture.planes[2], nullptr};
  const int source_strides[] = {picture.strides[0], picture.strides[1], picture.strides[2], 0};
  std::uint8_t* target[] = {planes[0], planes[1], planes[2], nullptr};
  const int target_strides[] = {strides[0], strides[1], strides[2], 0};
  return sws_scale(prepared_->context.get(), source, source_strides, 0, from.height, target,
                   target_strides) == size.height;
}

}  // namespace bangtin::player::stage
