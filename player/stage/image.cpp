#include "player/stage/image.hpp"

namespace bangtin::player::stage {

picture_view view_of(const player::decode::picture_format& format, const player::decode::frame_layout& layout,
                     const std::byte* base) {
  picture_view v{format, {}, {}};
  for (std::size_t i = 0; i < layout.plane_count; ++i) {
    v.planes[i] = reinterpret_cast<const std::uint8_t*>(base) + layout.planes[i].offset;
    v.strides[i] = static_cast<int>(layout.planes[i].stride_bytes);
  }
  return v;
}

picture_view image::view() const {
  player::decode::picture_format f;
  f.layout = player::decode::pixel_layout::bgrx;
  f.width = static_cast<std::uint32_t>(size.width);
  f.height = static_cast<std::uint32_t>(size.height);
  return {f, {pixels.data(), nullptr, nullptr}, {size.width * 4, 0, 0}};
}

}  // namespace bangtin::player::stage
