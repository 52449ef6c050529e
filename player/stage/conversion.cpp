// libswscale's own conversion of unscaled I420 is as exact as SDL's (off by 3 of 255 at most), quicker, and
// asks nothing of where the planes lie, so a decoder's padded frames need no copy. But it works on 16 pixels
// at a time, and writes past the end of a line that is no multiple of that. So such a line is done in two
// pieces that overlap: one that is a multiple, and its last 16 pixels.
#include "player/stage/conversion.hpp"

extern "C" {
#include <libswscale/swscale.h>
}

namespace bangtin::player {

namespace {

constexpr int step = 16;

struct context_free {
  void operator()(SwsContext* c) const { sws_freeContext(c); }
};

}  // namespace

struct conversion::prepared {
  size_px from;
  size_px to;
  decode::colour_matrix matrix;
  bool rgb;
  std::unique_ptr<SwsContext, context_free> context;

  static SwsContext* for_job(std::unique_ptr<prepared>& kept, size_px from, size_px to,
                             decode::colour_matrix matrix, bool rgb);
};

SwsContext* conversion::prepared::for_job(std::unique_ptr<prepared>& kept, size_px from, size_px to,
                                          decode::colour_matrix matrix, bool rgb) {
  bool same = kept && kept->from == from && kept->to == to && kept->matrix == matrix && kept->rgb == rgb;
  if (same) return kept->context.get();
  kept = std::make_unique<prepared>(prepared{from, to, matrix, rgb, nullptr});
  kept->context.reset(sws_getContext(from.width, from.height, AV_PIX_FMT_YUV420P, to.width, to.height,
                                     rgb ? AV_PIX_FMT_BGR0 : AV_PIX_FMT_YUV420P,
                                     rgb ? SWS_POINT : SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (!kept->context || !rgb) return kept->context.get();
  const int* table =
      sws_getCoefficients(matrix == decode::colour_matrix::bt601 ? SWS_CS_ITU601 : SWS_CS_ITU709);
  constexpr int unchanged = 1 << 16;
  sws_setColorspaceDetails(kept->context.get(), table, 0, table, 0, 0, unchanged, unchanged);
  return kept->context.get();
}

conversion::conversion() = default;
conversion::conversion(conversion&&) noexcept = default;
conversion& conversion::operator=(conversion&&) noexcept = default;
conversion::~conversion() = default;

bool conversion::to_screen(const picture_view& picture, std::uint8_t* at, int stride) {
  size_px size = picture.size();
  bool ours = picture.format.layout == decode::pixel_layout::i420 &&
              picture.format.range == decode::colour_range::limited && size.width >= step &&
              size.width % 2 == 0 && size.height % 2 == 0;
  if (!ours) return false;
  auto columns = [&](std::unique_ptr<prepared>& kept, int from, int count) {
    size_px part{count, size.height};
    SwsContext* c = prepared::for_job(kept, part, part, picture.format.matrix, true);
    if (c == nullptr) return false;
    const std::uint8_t* source[] = {picture.planes[0] + from, picture.planes[1] + from / 2,
                                    picture.planes[2] + from / 2, nullptr};
    const int source_strides[] = {picture.strides[0], picture.strides[1], picture.strides[2], 0};
    std::uint8_t* target[] = {at + std::ptrdiff_t{from} * 4, nullptr, nullptr, nullptr};
    const int target_strides[] = {stride, 0, 0, 0};
    return sws_scale(c, source, source_strides, 0, size.height, target, target_strides) == size.height;
  };
  int most = size.width / step * step;
  return columns(whole_, 0, most) && (most == size.width || columns(edge_, size.width - step, step));
}

bool conversion::scale(const picture_view& picture, size_px size, const std::array<std::uint8_t*, 3>& planes,
                       const std::array<int, 3>& strides) {
  bool ours = picture.format.layout == decode::pixel_layout::i420 && size.width >= step &&
              size.height >= step && picture.size().width >= step && picture.size().height >= step;
  if (!ours) return false;
  SwsContext* c = prepared::for_job(scaled_, picture.size(), size, picture.format.matrix, false);
  if (c == nullptr) return false;
  const std::uint8_t* source[] = {picture.planes[0], picture.planes[1], picture.planes[2], nullptr};
  const int source_strides[] = {picture.strides[0], picture.strides[1], picture.strides[2], 0};
  std::uint8_t* target[] = {planes[0], planes[1], planes[2], nullptr};
  const int target_strides[] = {strides[0], strides[1], strides[2], 0};
  return sws_scale(c, source, source_strides, 0, picture.size().height, target, target_strides) ==
         size.height;
}

}  // namespace bangtin::player
