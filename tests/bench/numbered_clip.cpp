// A mark is a row of 16 squares, black or white, each a fortieth of the picture's width: white, black, three
// for the clip, ten for the frame number, and one parity square that makes the number of white ones even.
#include "bench/numbered_clip.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include <fmt/format.h>
#include <bit>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bangtin::bench {

namespace {

constexpr int squares = 16;
constexpr int across = 40;

std::uint32_t bits_of(const frame_mark& m) {
  std::uint32_t bits =
      1U | static_cast<std::uint32_t>(m.item & 7) << 2 | static_cast<std::uint32_t>(m.frame & 1023) << 5;
  return bits | static_cast<std::uint32_t>(std::popcount(bits) & 1) << 15;
}

// The luma of a picture that is as hard to code as a photograph: slopes, edges and a little noise.
std::vector<std::uint8_t> scenery(int width, int height) {
  std::vector<std::uint8_t> luma(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::uint32_t noise = 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      noise = noise * 1664525U + 1013904223U;
      double v = 120 + 40 * std::sin(x * 0.013) * std::cos(y * 0.017) + 25 * std::sin(x * 0.11 + y * 0.07);
      if ((x / 97 + y / 61) % 5 == 0) v += 45;
      luma[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(v + (noise >> 28));
    }
  }
  return luma;
}

void draw(std::uint8_t* to, const std::vector<std::uint8_t>& from, int width, int height,
          const frame_mark& mark) {
  int shift_x = mark.frame * 3 % 400;
  int shift_y = mark.frame * 2 % 200;
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* line =
        from.data() + static_cast<std::ptrdiff_t>(y + shift_y) * (width + 400) + shift_x;
    std::copy_n(line, width, to + static_cast<std::ptrdiff_t>(y) * width);
  }
  int side = width / across;
  for (int i = 0; i < squares; ++i) {
    auto colour = static_cast<std::uint8_t>((bits_of(mark) >> i & 1U) != 0 ? 235 : 16);
    for (int y = side; y < 2 * side; ++y) {
      std::fill_n(to + static_cast<std::ptrdiff_t>(y) * width + (i + 2) * side, side, colour);
    }
  }
  auto chroma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) / 4;
  std::uint8_t* u = to + static_cast<std::ptrdiff_t>(width) * height;
  std::fill_n(u, chroma, static_cast<std::uint8_t>(110 + mark.item * 10));
  std::fill_n(u + chroma, chroma, static_cast<std::uint8_t>(140 - mark.item * 5));
}

bool installed(const char* element) {
  GstElementFactory* f = gst_element_factory_find(element);
  if (f != nullptr) gst_object_unref(f);
  return f != nullptr;
}

}  // namespace

void make_clip(const std::filesystem::path& file, int clip, int width, int height, int seconds) {
  gst_init(nullptr, nullptr);
  int kbps = static_cast<int>(5'000.0 * width * height / (1920 * 1080));
  std::string encoder =
      installed("x264enc")
          ? fmt::format("x264enc bitrate={} key-int-max=30 speed-preset=faster ! video/x-h264,profile=high",
                        kbps)
          : fmt::format("openh264enc bitrate={} gop-size=30", kbps * 1000);
  std::string description = fmt::format(
      "appsrc name=source format=time max-buffers=4 block=true "
      "caps=video/x-raw,format=I420,width={},height={},framerate=30/1,colorimetry=bt709 ! {} ! h264parse ! "
      "mp4mux faststart=true ! filesink location={}",
      width, height, encoder, file.string());
  GError* problem = nullptr;
  GstElement* line = gst_parse_launch(description.c_str(), &problem);
  if (line == nullptr || problem != nullptr) throw std::runtime_error("no clip can be made: no encoder");
  GstElement* source = gst_bin_get_by_name(GST_BIN(line), "source");
  gst_element_set_state(line, GST_STATE_PLAYING);
  std::vector<std::uint8_t> view = scenery(width + 400, height + 200);
  std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3 / 2;
  for (int i = 0; i < seconds * 30; ++i) {
    GstBuffer* b = gst_buffer_new_allocate(nullptr, bytes, nullptr);
    GstMapInfo map;
    gst_buffer_map(b, &map, GST_MAP_WRITE);
    draw(map.data, view, width, height, {clip, i});
    gst_buffer_unmap(b, &map);
    GST_BUFFER_PTS(b) = static_cast<GstClockTime>(i) * GST_SECOND / 30;
    GST_BUFFER_DURATION(b) = GST_SECOND / 30;
    gst_app_src_push_buffer(GST_APP_SRC(source), b);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(source));
  GstBus* bus = gst_element_get_bus(line);
  GstMessage* m = gst_bus_timed_pop_filtered(
      bus, 600 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  bool good = m != nullptr && GST_MESSAGE_TYPE(m) == GST_MESSAGE_EOS;
  if (m != nullptr) gst_message_unref(m);
  gst_object_unref(bus);
  gst_element_set_state(line, GST_STATE_NULL);
  gst_object_unref(source);
  gst_object_unref(line);
  if (!good) throw std::runtime_error("no clip can be made");
}

fakes::sight read_mark(const fakes::frame_buffer& screen) {
  using kind = fakes::sight::kind;
  constexpr int side = 1920 / across;
  auto bits_at = [&](int y) -> std::optional<std::uint32_t> {
    std::uint32_t bits = 0;
    for (int i = 0; i < squares; ++i) {
      int green = screen.at((i + 2) * side + side / 2, y)[1];
      if (green > 90 && green < 165) return std::nullopt;
      bits |= static_cast<std::uint32_t>(green > 128) << i;
    }
    return bits;
  };
  auto bits = bits_at(side + side / 4);
  bool whole =
      bits && bits == bits_at(side + side * 3 / 4) && (*bits & 3U) == 1 && std::popcount(*bits) % 2 == 0;
  if (!whole) return {kind::unreadable, {}};
  return {kind::numbered, {static_cast<int>(*bits >> 2 & 7U), static_cast<int>(*bits >> 5 & 1023U)}};
}

}  // namespace bangtin::bench
