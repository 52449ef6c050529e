#include "player/decode/pictures.hpp"

#include <gst/video/video.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace bangtin::player::decode {

namespace {

// c over white, where a is the opacity of c.
std::uint8_t over_white(std::uint8_t c, std::uint8_t a) {
  return static_cast<std::uint8_t>((c * a + 255 * (255 - a) + 127) / 255);
}

void copy_line_over_white(std::uint8_t* to, const std::uint8_t* from, std::uint32_t pixels) {
  for (std::uint32_t x = 0; x < pixels; ++x, to += 4, from += 4) {
    std::uint8_t a = from[3];
    if (a == 255) {
      std::memcpy(to, from, 4);
    } else {
      for (int c = 0; c < 3; ++c) to[c] = over_white(from[c], a);
      to[3] = 255;
    }
  }
}

}  // namespace

microseconds duration_of(GstSample* sample) {
  const sample_of_another_thread reading;
  GstClockTime d = GST_BUFFER_DURATION(gst_sample_get_buffer(sample));
  return microseconds(GST_CLOCK_TIME_IS_VALID(d) ? static_cast<std::int64_t>(d / 1000) : 0);
}

std::optional<picture_format> format_of(GstSample* sample) {
  const sample_of_another_thread reading;
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample))) return std::nullopt;
  picture_format f;
  f.width = static_cast<std::uint32_t>(GST_VIDEO_INFO_WIDTH(&info));
  f.height = static_cast<std::uint32_t>(GST_VIDEO_INFO_HEIGHT(&info));
  switch (GST_VIDEO_INFO_FORMAT(&info)) {
    case GST_VIDEO_FORMAT_I420:
      f.layout = pixel_layout::i420;
      break;
    case GST_VIDEO_FORMAT_BGRA:
      f.layout = pixel_layout::bgrx;
      break;
    default:
      return std::nullopt;
  }
  return f;
}

bool copy_picture(GstSample* sample, const picture_format& format, const frame_layout& layout,
                  std::span<std::byte> slot) {
  const sample_of_another_thread reading;
  GstVideoInfo info;
  GstVideoFrame frame;
  if (layout.bytes > slot.size() || format_of(sample) != format ||
      !gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) ||
      !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ)) {
    return false;
  }
  for (std::size_t i = 0; i < layout.plane_count; ++i) {
    const frame_layout::plane& p = layout.planes[i];
    auto index = static_cast<guint>(i);
    const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, index));
    auto* to = reinterpret_cast<std::uint8_t*>(slot.data()) + p.offset;
    std::ptrdiff_t stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, index);
    for (std::uint32_t y = 0; y < p.lines; ++y, from += stride, to += p.stride_bytes) {
      if (format.layout == pixel_layout::bgrx) {
        copy_line_over_white(to, from, format.width);
      } else {
        std::memcpy(to, from, p.line_bytes);
      }
    }
  }
  gst_video_frame_unmap(&frame);
  return true;
}

std::vector<pcm_frame> sound_in(GstSample* sample) {
  const sample_of_another_thread reading;
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  GstMapInfo map;
  if (buffer == nullptr || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return {};
  std::vector<pcm_frame> frames(map.size / sizeof(pcm_frame));
  std::memcpy(frames.data(), map.data, frames.size() * sizeof(pcm_frame));
  gst_buffer_unmap(buffer, &map);
  return frames;
}

}  // namespace bangtin::player::decode
