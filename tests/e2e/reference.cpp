// gdk-pixbuf reads images, and a GStreamer pipeline of its own reads videos.
#include "e2e/reference.hpp"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace bangtin::e2e {

namespace {

struct free_pixbuf {
  void operator()(GdkPixbuf* p) const { g_object_unref(p); }
};
using pixbuf_ptr = std::unique_ptr<GdkPixbuf, free_pixbuf>;

// Letterboxes the picture onto a black screen, with white behind transparent parts, and reduces the result.
small_picture on_screen(GdkPixbuf* source) {
  constexpr int width = 1920, height = 1080;
  pixbuf_ptr screen(gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, width, height));
  gdk_pixbuf_fill(screen.get(), 0x000000ff);
  double scale =
      std::min(double{width} / gdk_pixbuf_get_width(source), double{height} / gdk_pixbuf_get_height(source));
  int w = static_cast<int>(gdk_pixbuf_get_width(source) * scale + 0.5);
  int h = static_cast<int>(gdk_pixbuf_get_height(source) * scale + 0.5);
  int x = (width - w) / 2, y = (height - h) / 2;
  gdk_pixbuf_composite_color(source, screen.get(), x, y, w, h, x, y, scale, scale, GDK_INTERP_BILINEAR, 255,
                             0, 0, 64, 0xffffff, 0xffffff);
  small_picture small;
  const guchar* pixels = gdk_pixbuf_get_pixels(screen.get());
  int stride = gdk_pixbuf_get_rowstride(screen.get());
  for (int by = 0; by < small_picture::height; ++by) {
    for (int bx = 0; bx < small_picture::width; ++bx) {
      unsigned sum[3] = {0, 0, 0};
      for (int dy = 0; dy < 10; ++dy) {
        for (int dx = 0; dx < 10; ++dx) {
          const guchar* p = pixels + (by * 10 + dy) * stride + (bx * 10 + dx) * 3;
          for (int c = 0; c < 3; ++c) sum[c] += p[2 - c];  // RGB -> BGR
        }
      }
      for (std::size_t c = 0; c < 3; ++c) {
        small.bgr[static_cast<std::size_t>(by * small_picture::width + bx) * 3 + c] =
            static_cast<std::uint8_t>(sum[c] / 100);
      }
    }
  }
  return small;
}

}  // namespace

small_picture still_on_screen(const std::filesystem::path& file) {
  GError* problem = nullptr;
  pixbuf_ptr loaded(gdk_pixbuf_new_from_file(file.c_str(), &problem));
  if (!loaded) throw std::runtime_error(file.string() + ": " + problem->message);
  return on_screen(loaded.get());
}

std::vector<small_picture> video_on_screen(const std::filesystem::path& file,
                                           std::chrono::milliseconds within) {
  gst_init(nullptr, nullptr);
  std::string words = "filesrc location=\"" + file.string() +
                      "\" ! qtdemux ! h264parse ! avdec_h264 ! videoconvert ! video/x-raw,format=RGB ! "
                      "appsink name=out sync=false";
  GstElement* pipeline = gst_parse_launch(words.c_str(), nullptr);
  GstElement* out = gst_bin_get_by_name(GST_BIN(pipeline), "out");
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  std::vector<small_picture> all;
  for (int n = 0;; ++n) {
    GstSample* sample = gst_app_sink_try_pull_sample(GST_APP_SINK(out), 20 * GST_SECOND);
    if (sample == nullptr) break;
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    bool more = GST_BUFFER_PTS(buffer) < static_cast<GstClockTime>(within.count()) * GST_MSECOND;
    if (more && n % 5 == 0) {
      int w = 0, h = 0;
      GstStructure* s = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
      gst_structure_get_int(s, "width", &w);
      gst_structure_get_int(s, "height", &h);
      GstMapInfo map;
      gst_buffer_map(buffer, &map, GST_MAP_READ);
      pixbuf_ptr view(gdk_pixbuf_new_from_data(map.data, GDK_COLORSPACE_RGB, FALSE, 8, w, h,
                                               (w * 3 + 3) / 4 * 4, nullptr, nullptr));
      all.push_back(on_screen(view.get()));
      gst_buffer_unmap(buffer, &map);
    }
    gst_sample_unref(sample);
    if (!more) break;
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(out);
  gst_object_unref(pipeline);
  if (all.empty()) throw std::runtime_error("no picture in " + file.string());
  return all;
}

}  // namespace bangtin::e2e
