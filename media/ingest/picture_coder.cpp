// appsrc ! x264enc ! appsink, in a separate pipeline. Each picture is handed on when the next one is known,
// because only then its length is.
#include "media/ingest/picture_coder.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video-event.h>

#include <algorithm>
#include <thread>

#include "media/ingest/codecs.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

// Why these: docs/decisions.md, "The media".
constexpr const char* preset = "fast";
constexpr unsigned quality = 19;
constexpr nanoseconds key_interval = std::chrono::seconds(2);
constexpr unsigned max_kbit = 16'000;
constexpr unsigned max_kbit_ms = 1'000;
constexpr unsigned max_pictures_between_keys = 60;

// A picture lasts 33.3 ms at the full rate.
constexpr nanoseconds full_rate_apart = std::chrono::milliseconds(34);
constexpr nanoseconds rounded_apart = std::chrono::microseconds(32'500);

constexpr nanoseconds max_repeated = std::chrono::milliseconds(500);
constexpr guint64 max_waiting_pictures = 4;

unsigned encoder_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

void configure(GstElement* encoder) {
  gst_util_set_object_arg(G_OBJECT(encoder), "speed-preset", preset);
  gst_util_set_object_arg(G_OBJECT(encoder), "pass", "qual");
  g_object_set(encoder, "quantizer", quality, "bitrate", max_kbit, "vbv-buf-capacity", max_kbit_ms,
               "key-int-max", max_pictures_between_keys, "threads", encoder_threads(), "option-string",
               "open-gop=0", nullptr);
}

caps_ptr raw_caps(picture_size size) {
  // The rate is the highest: the encoder plans its bits by it. The colours become part of the stream.
  return caps_ptr(gst_caps_new_simple(
      "video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, size.width, "height", G_TYPE_INT,
      size.height, "framerate", GST_TYPE_FRACTION, 30, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
      "interlace-mode", G_TYPE_STRING, "progressive", "colorimetry", G_TYPE_STRING, "bt709", "chroma-site",
      G_TYPE_STRING, "mpeg2", nullptr));
}

GstClockTime in_gst(nanoseconds t) {
  return static_cast<GstClockTime>(t.count());
}

}  // namespace

result<std::unique_ptr<picture_coder>> picture_coder::make(shared_writer& to, picture_size size) {
  std::unique_ptr<picture_coder> made(new picture_coder(to, size));
  if (!made->build()) return no_gstreamer();
  return made;
}

picture_coder::~picture_coder() = default;

bool picture_coder::build() {
  pipeline_.reset(gst_pipeline_new(nullptr));
  source_ = ingest::add(pipeline_.get(), "appsrc");
  GstElement* encoder = ingest::add(pipeline_.get(), "x264enc");
  GstElement* sink = ingest::add(pipeline_.get(), "appsink");
  if (source_ == nullptr || encoder == nullptr || sink == nullptr) return false;
  caps_ptr raw = raw_caps(size_);
  g_object_set(source_, "caps", raw.get(), "format", GST_FORMAT_TIME, "block", TRUE, "max-buffers",
               max_waiting_pictures, "max-bytes", guint64{0}, "max-time", guint64{0}, nullptr);
  configure(encoder);
  caps_ptr coded(gst_caps_from_string("video/x-h264,stream-format=avc,alignment=au,profile=high"));
  g_object_set(sink, "caps", coded.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE,
               nullptr);
  if (gst_element_link_many(source_, encoder, sink, nullptr) == FALSE) return false;
  GstAppSinkCallbacks calls{};
  calls.new_sample = [](GstAppSink* s, gpointer self) { return on_sample(GST_ELEMENT(s), self); };
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &calls, this, nullptr);
  return gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

GstFlowReturn picture_coder::on_sample(GstElement* sink, void* self) {
  GstSample* sample = gst_app_sink_pull_sample(GST_APP_SINK(sink));
  if (sample == nullptr) return GST_FLOW_EOS;
  static_cast<picture_coder*>(self)->write(sample);
  gst_sample_unref(sample);
  return GST_FLOW_OK;
}

void picture_coder::write(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  // x264enc moves all times by 1,000 hours, and the segment by as much.
  guint64 at =
      gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  bool key = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return;
  to_.with([&](mp4_writer& w) -> result<void> {
    if (!described_) {
      described_ = true;
      w.describe(picture_stream{size_.width, size_.height, codec_data(gst_sample_get_caps(sample)),
                                colour_numbers{1, 1, 1, false}});
    }
    return w.add(mp4_writer::track::picture,
                 std::string_view(reinterpret_cast<const char*>(map.data), map.size),
                 nanoseconds(static_cast<std::int64_t>(at)),
                 nanoseconds(static_cast<std::int64_t>(GST_BUFFER_DURATION(buffer))), key);
  });
  gst_buffer_unmap(buffer, &map);
}

error picture_coder::encoder_failed() {
  if (auto failed = to_.failure()) return *failed;
  return {errc::internal, msg("the encoder refuses this video"),
          msg("convert it to MP4 with another program, then load it again; report this with the file")};
}

result<void> picture_coder::add(frame_ptr picture, nanoseconds at) {
  auto shown = pacer_.place(at);
  if (!shown) return {};
  if (at < max_repeated) {
    beginning_.push_back({frame_ptr(av_frame_clone(picture.get())), *shown});
  } else {
    beginning_.clear();
  }
  return place(std::move(picture), *shown);
}

result<void> picture_coder::place(frame_ptr picture, nanoseconds at) {
  last_lasts_ = last_ ? at - last_->at : nanoseconds(0);
  std::optional<timed> before = std::exchange(last_, timed{std::move(picture), at});
  if (!before) return {};
  return encode(std::move(*before), at);
}

result<void> picture_coder::encode(timed t, nanoseconds until) {
  if (to_.failure()) return encoder_failed();
  if (!next_key_ || t.at >= *next_key_) {
    next_key_ = t.at + key_interval;
    gst_element_send_event(source_, gst_video_event_new_downstream_force_key_unit(
                                        in_gst(t.at), GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, FALSE, 0));
  }
  GstBuffer* buffer = buffer_of(std::move(t.picture));
  GST_BUFFER_PTS(buffer) = in_gst(t.at);
  GST_BUFFER_DURATION(buffer) = in_gst(std::max(until - t.at, nanoseconds(1)));
  if (gst_app_src_push_buffer(GST_APP_SRC(source_), buffer) != GST_FLOW_OK) return encoder_failed();
  return {};
}

// At 30 pictures per second the last one lasts as long as any other, or it would make the average rate
// higher: what is missing by rounding is added, and where the pacer has delayed it to nearly the end, it is
// left out.
result<void> picture_coder::encode_last(nanoseconds end) {
  timed last = std::move(*last_);
  last_.reset();
  bool full_rate = last_lasts_ > nanoseconds(0) && last_lasts_ < full_rate_apart;
  if (!full_rate) return encode(std::move(last), end);
  if (end - last.at < rounded_apart) return {};
  return encode(std::move(last), std::max(end, last.at + last_lasts_));
}

result<nanoseconds> picture_coder::finish(nanoseconds end, nanoseconds min_length) {
  if (!last_) return damaged();
  end = std::max(end, last_->at + nanoseconds(1'000'000));
  nanoseconds once = end;
  for (; end < std::min(min_length, max_repeated) && !beginning_.empty(); end += once) {
    for (const timed& t : beginning_) {
      if (auto placed = place(frame_ptr(av_frame_clone(t.picture.get())), end + t.at); !placed)
        return placed.error();
    }
  }
  beginning_.clear();
  if (auto done = encode_last(end); !done) return done.error();
  gst_app_src_end_of_stream(GST_APP_SRC(source_));
  std::atomic<std::int64_t> progress{0};
  if (!wait_for(pipeline_.get(), GST_MESSAGE_EOS, progress)) return encoder_failed();
  to_.with([](mp4_writer& w) { return w.end(mp4_writer::track::picture); });
  if (to_.failure()) return encoder_failed();
  return end;
}

}  // namespace bangtin::media::ingest
