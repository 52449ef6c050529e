// Pictures that carry a number, so that a film of a screen shows which picture was on it: a row of squares
// along the upper edge, repeated along the lower one, large enough to survive coding and scaling.
#pragma once

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "player/stage/painting.hpp"
#include "support/film.hpp"

namespace bangtin::player::stage {

// Items are 0..63, frames 0..255.
using number = fakes::picture_number;

// The squares, from the left: white, black, 6 bits of the item, 8 bits of the frame, and 4 check bits.
constexpr int squares = 20;
inline std::uint32_t squares_of(number n) {
  std::uint32_t word = static_cast<std::uint32_t>(n.item) << 8 | static_cast<std::uint32_t>(n.frame);
  // Chosen so that neighbours differ and the bits are never all equal.
  std::uint32_t check = (word * 7 + word / 16 + word / 256 * 5 + 9) % 16;
  return 1U << 19 | word << 4 | check;
}
inline std::optional<number> number_from(std::uint32_t bits) {
  number n{static_cast<int>(bits >> 12 & 63), static_cast<int>(bits >> 4 & 255)};
  if (squares_of(n) != bits) return std::nullopt;
  return n;
}
inline bool is_light(std::uint32_t bits, int square) {
  return (bits >> (squares - 1 - square) & 1) != 0;
}

// Reads the number on a screen that the picture fills; used for a film.
inline fakes::sight read_number(const fakes::frame_buffer& screen) {
  using kind = fakes::sight::kind;
  bool lit = false;
  auto row = [&](int y) {
    std::uint32_t bits = 0;
    for (int s = 0; s < squares; ++s) {
      int green = screen.at((2 * s + 1) * screen.width() / (2 * squares), y)[1];
      bits = bits << 1 | (green > 127 ? 1U : 0U);
      // Twice as light as coded black.
      lit = lit || green > 24;
    }
    return bits;
  };
  std::uint32_t below = row(screen.height() * 15 / 16);
  std::uint32_t above = row(screen.height() / 16);
  if (!lit) return {kind::black, {}};
  if (above != below) return {kind::torn, {}};
  std::optional<number> n = number_from(above);
  return n ? fakes::sight{kind::numbered, *n} : fakes::sight{kind::unreadable, {}};
}

// The luma of a numbered picture at (x, y): the squares, and grey between the two rows.
inline int luma_at(std::uint32_t bits, size_px size, int x, int y) {
  int row = size.height / 8;
  if (y >= row && y < size.height - row) return 126;
  return is_light(bits, x * squares / size.width) ? 235 : 16;
}

inline std::filesystem::path numbered_still(const std::filesystem::path& file, size_px size, int item) {
  image i(size);
  std::uint32_t bits = squares_of({item, 0});
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      int grey = (luma_at(bits, size, x, y) - 16) * 255 / 219;
      std::uint8_t* p = i.pixels.data() + (std::ptrdiff_t{y} * size.width + x) * 4;
      p[0] = p[1] = p[2] = static_cast<std::uint8_t>(grey);
    }
  }
  if (!write_png(i, file)) return {};
  return file;
}

// Writes an H.264 clip with 30 frames a second and returns its path; empty where GStreamer has no encoder.
inline std::filesystem::path numbered_clip(const std::filesystem::path& file, size_px size, int item,
                                           int frames) {
  gst_init(nullptr, nullptr);
  std::string words =
      "appsrc name=source format=time caps=video/x-raw,format=I420,width=" + std::to_string(size.width) +
      ",height=" + std::to_string(size.height) +
      ",framerate=30/1 ! openh264enc bitrate=4000000 ! h264parse ! mp4mux ! filesink "
      "name=sink";
  GstElement* pipeline = gst_parse_launch(words.c_str(), nullptr);
  if (pipeline == nullptr) return {};
  GstElement* source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
  GstElement* sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  g_object_set(sink, "location", file.c_str(), nullptr);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  auto luma_bytes = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  for (int f = 0; f < frames; ++f) {
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, luma_bytes * 3 / 2, nullptr);
    GstMapInfo map;
    gst_buffer_map(buffer, &map, GST_MAP_WRITE);
    std::fill_n(map.data, map.size, std::uint8_t{128});
    std::uint32_t bits = squares_of({item, f});
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        map.data[static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) +
                 static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(luma_at(bits, size, x, y));
      }
    }
    gst_buffer_unmap(buffer, &map);
    GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(static_cast<guint64>(f), GST_SECOND, 30);
    GST_BUFFER_DURATION(buffer) = GST_SECOND / 30;
    gst_app_src_push_buffer(GST_APP_SRC(source), buffer);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(source));
  GstBus* bus = gst_element_get_bus(pipeline);
  GstMessage* end = gst_bus_timed_pop_filtered(
      bus, 60 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  bool done = end != nullptr && GST_MESSAGE_TYPE(end) == GST_MESSAGE_EOS;
  if (end != nullptr) gst_message_unref(end);
  gst_object_unref(bus);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(source);
  gst_object_unref(sink);
  gst_object_unref(pipeline);
  return done ? file : std::filesystem::path();
}

}  // namespace bangtin::player::stage
