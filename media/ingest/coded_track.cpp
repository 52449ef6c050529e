#include "media/ingest/coded_track.hpp"

#include <gst/app/gstappsink.h>

#include "media/ingest/codecs.hpp"
#include "media/ingest/job.hpp"
#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr const char* coded_caps =
    "video/x-h264,stream-format=avc,alignment=au; audio/mpeg,mpegversion=4,stream-format=raw";

}  // namespace

bool link_pad(GstPad* from, GstElement* to) {
  std::unique_ptr<GstPad, void (*)(void*)> into(gst_element_get_static_pad(to, "sink"), gst_object_unref);
  return gst_pad_link(from, into.get()) == GST_PAD_LINK_OK && gst_element_sync_state_with_parent(to) != FALSE;
}

bool coded_track::copy(GstElement* pipeline, GstPad* pad, const GstStructure* caps, int fd) {
  bool stated = false;
  colour_numbers c = colours_in(caps, stated);
  box_colours box = kind_ == mp4_writer::track::picture ? colours_of_file(fd) : box_colours{};
  if (box.matrix) c.matrix = *box.matrix;
  if (box.full_range) c.full_range = *box.full_range;
  if (c != colour_numbers()) colours_ = c;
  clock_.widen(pad);
  if (fits_mp4(caps)) return take(pipeline, pad);
  const char* name = parser_for(caps);
  GstElement* parser = name != nullptr ? ingest::add(pipeline, name) : nullptr;
  if (kind_ == mp4_writer::track::picture) hide_size(pad);
  if (parser == nullptr || !link_pad(pad, parser)) return false;
  std::unique_ptr<GstPad, void (*)(void*)> out(gst_element_get_static_pad(parser, "src"), gst_object_unref);
  return take(pipeline, out.get());
}

bool coded_track::take(GstElement* pipeline, GstPad* pad) {
  GstElement* sink = ingest::add(pipeline, "appsink");
  if (sink == nullptr) return false;
  caps_ptr caps(gst_caps_from_string(coded_caps));
  g_object_set(sink, "caps", caps.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
  GstAppSinkCallbacks calls{};
  calls.new_sample = [](GstAppSink* s, gpointer self) {
    GstSample* sample = gst_app_sink_pull_sample(s);
    if (sample == nullptr) return GST_FLOW_EOS;
    auto* track = static_cast<coded_track*>(self);
    track->write(sample);
    gst_sample_unref(sample);
    return track->to_.failure() ? GST_FLOW_ERROR : GST_FLOW_OK;
  };
  calls.eos = [](GstAppSink*, gpointer self) {
    auto* track = static_cast<coded_track*>(self);
    track->to_.with([&](mp4_writer& w) { return w.end(track->kind_); });
  };
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &calls, this, nullptr);
  return link_pad(pad, sink);
}

void coded_track::describe(mp4_writer& w, GstCaps* caps) {
  const GstStructure* s = gst_caps_get_structure(caps, 0);
  if (kind_ == mp4_writer::track::picture) {
    gst_structure_get_int(s, "width", &size_.width);
    gst_structure_get_int(s, "height", &size_.height);
    w.describe(picture_stream{size_.width, size_.height, codec_data(caps), colours_});
    return;
  }
  sound_stream sound;
  gst_structure_get_int(s, "rate", &sound.rate);
  gst_structure_get_int(s, "channels", &sound.channels);
  sound.config = codec_data(caps);
  w.describe(std::move(sound));
}

void coded_track::write(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  GstClockTime stamp = GST_BUFFER_PTS_IS_VALID(buffer) ? GST_BUFFER_PTS(buffer) : GST_BUFFER_DTS(buffer);
  bool timed = GST_CLOCK_TIME_IS_VALID(stamp);
  auto at = timed ? clock_.time_of(gst_sample_get_segment(sample), stamp) : last_;
  GstMapInfo map;
  if (!at || gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return;
  nanoseconds lasts(
      GST_BUFFER_DURATION_IS_VALID(buffer) ? static_cast<std::int64_t>(GST_BUFFER_DURATION(buffer)) : 0);
  to_.with([&](mp4_writer& w) {
    if (!described_) describe(w, gst_sample_get_caps(sample));
    described_ = true;
    bool key = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    std::string_view bytes(reinterpret_cast<const char*>(map.data), map.size);
    return w.add(kind_, bytes, *at, lasts, key);
  });
  gst_buffer_unmap(buffer, &map);
  last_ = *at + lasts;
  ++progress_;
  end_ns_ = std::max(end_ns_.load(), last_.count());
  if (kind_ == mp4_writer::track::picture && length_.count() > 0) {
    report_progress(std::chrono::duration<double>(*at) / length_);
  }
}

}  // namespace bangtin::media::ingest
