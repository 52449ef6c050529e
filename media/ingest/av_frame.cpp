#include "media/ingest/av_frame.hpp"

#include <algorithm>
#include <string>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace bangtin::media::ingest {

namespace {

struct known_format {
  GstVideoFormat gst;
  AVPixelFormat av;
};

// Those with an alpha channel become RGB24; see on_paper().
constexpr known_format formats[] = {
    {GST_VIDEO_FORMAT_I420, AV_PIX_FMT_YUV420P},
    {GST_VIDEO_FORMAT_Y42B, AV_PIX_FMT_YUV422P},
    {GST_VIDEO_FORMAT_Y444, AV_PIX_FMT_YUV444P},
    {GST_VIDEO_FORMAT_Y41B, AV_PIX_FMT_YUV411P},
    {GST_VIDEO_FORMAT_NV12, AV_PIX_FMT_NV12},
    {GST_VIDEO_FORMAT_NV21, AV_PIX_FMT_NV21},
    {GST_VIDEO_FORMAT_YUY2, AV_PIX_FMT_YUYV422},
    {GST_VIDEO_FORMAT_UYVY, AV_PIX_FMT_UYVY422},
    {GST_VIDEO_FORMAT_P010_10LE, AV_PIX_FMT_P010LE},
    {GST_VIDEO_FORMAT_I420_10LE, AV_PIX_FMT_YUV420P10LE},
    {GST_VIDEO_FORMAT_I422_10LE, AV_PIX_FMT_YUV422P10LE},
    {GST_VIDEO_FORMAT_Y444_10LE, AV_PIX_FMT_YUV444P10LE},
    {GST_VIDEO_FORMAT_I420_12LE, AV_PIX_FMT_YUV420P12LE},
    {GST_VIDEO_FORMAT_I422_12LE, AV_PIX_FMT_YUV422P12LE},
    {GST_VIDEO_FORMAT_Y444_12LE, AV_PIX_FMT_YUV444P12LE},
    {GST_VIDEO_FORMAT_GRAY8, AV_PIX_FMT_GRAY8},
    {GST_VIDEO_FORMAT_GBR, AV_PIX_FMT_GBRP},
    {GST_VIDEO_FORMAT_GBR_10LE, AV_PIX_FMT_GBRP10LE},
    {GST_VIDEO_FORMAT_GBR_12LE, AV_PIX_FMT_GBRP12LE},
    {GST_VIDEO_FORMAT_RGB, AV_PIX_FMT_RGB24},
    {GST_VIDEO_FORMAT_BGR, AV_PIX_FMT_BGR24},
    {GST_VIDEO_FORMAT_RGBx, AV_PIX_FMT_RGB0},
    {GST_VIDEO_FORMAT_BGRx, AV_PIX_FMT_BGR0},
    {GST_VIDEO_FORMAT_xRGB, AV_PIX_FMT_0RGB},
    {GST_VIDEO_FORMAT_xBGR, AV_PIX_FMT_0BGR},
    {GST_VIDEO_FORMAT_RGBA, AV_PIX_FMT_RGB24},
    {GST_VIDEO_FORMAT_BGRA, AV_PIX_FMT_RGB24},
    {GST_VIDEO_FORMAT_ARGB, AV_PIX_FMT_RGB24},
    {GST_VIDEO_FORMAT_ABGR, AV_PIX_FMT_RGB24},
    {GST_VIDEO_FORMAT_RGB16, AV_PIX_FMT_RGB565LE},
    {GST_VIDEO_FORMAT_RGB15, AV_PIX_FMT_RGB555LE},
};

AVPixelFormat format_of(GstVideoFormat f) {
  const auto* found =
      std::find_if(std::begin(formats), std::end(formats), [&](const auto& k) { return k.gst == f; });
  return found != std::end(formats) ? found->av : AV_PIX_FMT_NONE;
}

double peak_in(const GstCaps* caps) {
  GstVideoContentLightLevel light;
  if (gst_video_content_light_level_from_caps(&light, caps) != FALSE && light.max_content_light_level > 0) {
    return light.max_content_light_level;
  }
  GstVideoMasteringDisplayInfo display;
  if (gst_video_mastering_display_info_from_caps(&display, caps) != FALSE) {
    return display.max_display_mastering_luminance / 10'000.0;
  }
  return 0;
}

// A mapped sample, on which a frame's planes lie.
struct mapped_sample {
  GstSample* sample;
  GstVideoFrame frame;
};

void release(void* opaque, std::uint8_t*) {
  auto* m = static_cast<mapped_sample*>(opaque);
  gst_video_frame_unmap(&m->frame);
  gst_sample_unref(m->sample);
  delete m;
}

// A copy of the picture with its transparent parts on white, like paper.
frame_ptr on_paper(const GstVideoFrame& v) {
  frame_ptr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_RGB24;
  frame->width = GST_VIDEO_FRAME_WIDTH(&v);
  frame->height = GST_VIDEO_FRAME_HEIGHT(&v);
  if (av_frame_get_buffer(frame.get(), 0) < 0) return nullptr;
  int alpha = GST_VIDEO_FRAME_COMP_POFFSET(&v, GST_VIDEO_COMP_A);
  for (int y = 0; y < frame->height; ++y) {
    const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&v, 0)) +
                       static_cast<std::ptrdiff_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&v, 0);
    std::uint8_t* to = frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0];
    for (int x = 0; x < frame->width; ++x, from += 4, to += 3) {
      int a = from[alpha];
      for (int c = 0; c < 3; ++c) {
        to[c] = static_cast<std::uint8_t>(
            (from[GST_VIDEO_FRAME_COMP_POFFSET(&v, c)] * a + 255 * (255 - a) + 127) / 255);
      }
    }
  }
  return frame;
}

}  // namespace

GstCaps* known_formats() {
  GstCaps* caps = gst_caps_new_empty_simple("video/x-raw");
  GValue list = G_VALUE_INIT;
  g_value_init(&list, GST_TYPE_LIST);
  for (const known_format& f : formats) {
    GValue name = G_VALUE_INIT;
    g_value_init(&name, G_TYPE_STRING);
    g_value_set_static_string(&name, gst_video_format_to_string(f.gst));
    gst_value_list_append_and_take_value(&list, &name);
  }
  gst_caps_set_value(caps, "format", &list);
  g_value_unset(&list);
  return caps;
}

std::optional<picture_facts> facts_in(GstCaps* caps) {
  GstVideoInfo info;
  if (caps == nullptr || gst_video_info_from_caps(&info, caps) == FALSE) return std::nullopt;
  AVPixelFormat format = format_of(GST_VIDEO_INFO_FORMAT(&info));
  if (format == AV_PIX_FMT_NONE || info.width <= 0 || info.height <= 0) return std::nullopt;
  picture_facts f;
  f.format = av_get_pix_fmt_name(format);
  f.width = info.width;
  f.height = info.height;
  if (info.par_n > 0 && info.par_d > 0) {
    f.pixel_width = info.par_n;
    f.pixel_height = info.par_d;
  }
  f.bits = static_cast<int>(GST_VIDEO_INFO_COMP_DEPTH(&info, 0));
  f.rgb = GST_VIDEO_INFO_IS_RGB(&info) != FALSE;
  f.interlaced = info.interlace_mode != GST_VIDEO_INTERLACE_MODE_PROGRESSIVE;
  f.colours = colours_in(gst_caps_get_structure(caps, 0), f.range_stated);
  f.peak_nits = peak_in(caps);
  return f;
}

// GStreamer replaces colours of which one is not stated by a guess when it parses caps, so the text itself is
// read.
colour_numbers colours_in(const GstStructure* caps, bool& range_stated) {
  range_stated = false;
  GstVideoColorimetry stated{};
  const char* text = gst_structure_get_string(caps, "colorimetry");
  if (text == nullptr || gst_video_colorimetry_from_string(&stated, text) == FALSE) return {};
  colour_numbers c;
  c.primaries = gst_video_color_primaries_to_iso(stated.primaries);
  c.transfer = gst_video_transfer_function_to_iso(stated.transfer);
  c.matrix = gst_video_color_matrix_to_iso(stated.matrix);
  c.full_range = stated.range == GST_VIDEO_COLOR_RANGE_0_255;
  range_stated = stated.range != GST_VIDEO_COLOR_RANGE_UNKNOWN;
  return c;
}

frame_ptr frame_of(GstSample* sample) {
  GstVideoInfo info;
  if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) == FALSE) return nullptr;
  auto mapped = std::make_unique<mapped_sample>();
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  if (gst_video_frame_map(&mapped->frame, &info, buffer, GST_MAP_READ) == FALSE) return nullptr;
  if (GST_VIDEO_INFO_HAS_ALPHA(&info)) {
    frame_ptr frame = on_paper(mapped->frame);
    gst_video_frame_unmap(&mapped->frame);
    return frame;
  }
  mapped->sample = gst_sample_ref(sample);
  frame_ptr frame(av_frame_alloc());
  const GstVideoFrame& v = mapped->frame;
  frame->format = format_of(GST_VIDEO_INFO_FORMAT(&info));
  frame->width = info.width;
  frame->height = info.height;
  for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(&v); ++i) {
    frame->data[i] = static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&v, i));
    frame->linesize[i] = GST_VIDEO_FRAME_PLANE_STRIDE(&v, i);
  }
  bool interlaced = GST_VIDEO_FRAME_IS_INTERLACED(&v) != FALSE;
  frame->interlaced_frame = interlaced ? 1 : 0;
  frame->top_field_first = GST_BUFFER_FLAG_IS_SET(buffer, GST_VIDEO_BUFFER_FLAG_TFF) ? 1 : 0;
  constexpr int readonly = AV_BUFFER_FLAG_READONLY;
  auto* owner = mapped.release();
  frame->buf[0] = av_buffer_create(frame->data[0], 1, release, owner, readonly);
  return frame;
}

GstBuffer* buffer_of(frame_ptr frame) {
  GstBuffer* buffer = gst_buffer_new();
  gsize offsets[GST_VIDEO_MAX_PLANES] = {};
  gint strides[GST_VIDEO_MAX_PLANES] = {};
  gsize at = 0;
  int width = frame->width;
  int height = frame->height;
  for (int i = 0; i < 3; ++i) {
    int rows = i == 0 ? height : (height + 1) / 2;
    gsize bytes = static_cast<gsize>(frame->linesize[i]) * static_cast<gsize>(rows);
    auto* share = av_frame_clone(frame.get());
    gst_buffer_append_memory(buffer, gst_memory_new_wrapped(GST_MEMORY_FLAG_READONLY, frame->data[i], bytes,
                                                            0, bytes, share, [](gpointer f) {
                                                              auto* owned = static_cast<AVFrame*>(f);
                                                              av_frame_free(&owned);
                                                            }));
    offsets[i] = at;
    strides[i] = frame->linesize[i];
    at += bytes;
  }
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420,
                                 static_cast<guint>(width), static_cast<guint>(height), 3, offsets, strides);
  return buffer;
}

}  // namespace bangtin::media::ingest
