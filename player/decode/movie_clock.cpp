// After an accurate seek GStreamer's decoder drops the pictures before the target by their stated durations.
// With a variable frame rate these are wrong, and the picture that stands at the target would be dropped too;
// so the segment is widened to the left, and the worker picks the last picture that is due.
#include "player/decode/movie_clock.hpp"

#include <algorithm>

#include "media/movie_time.hpp"
#include "player/decode/pictures.hpp"

namespace bangtin::player::decode {

namespace {

using std::chrono::nanoseconds;

nanoseconds in_ns(GstClockTime t) {
  return nanoseconds(static_cast<std::int64_t>(t));
}

// The position of `pts` on the file's timeline; 0 when it is not known.
nanoseconds position(const GstSegment* segment, GstClockTime pts) {
  if (!GST_CLOCK_TIME_IS_VALID(pts) || segment == nullptr) return {};
  guint64 t = 0;
  int sign = gst_segment_to_stream_time_full(segment, GST_FORMAT_TIME, pts, &t);
  return sign * in_ns(t);
}

// The position of the buffer that comes through the pad.
std::optional<nanoseconds> position_at(GstPad* pad, GstBuffer* buffer) {
  GstEvent* event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (event == nullptr) return std::nullopt;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event, &segment);
  nanoseconds at = position(segment, GST_BUFFER_PTS(buffer));
  gst_event_unref(event);
  return at;
}

microseconds floor_us(nanoseconds t) {
  return std::chrono::floor<microseconds>(t);
}

}  // namespace

void movie_clock::watch(GstPad* stream, bool pictures) {
  gst_pad_add_probe(stream, GST_PAD_PROBE_TYPE_BUFFER, pictures ? see_first_picture : see_first, this,
                    nullptr);
}

void movie_clock::widen(GstPad* before_decoder) {
  gst_pad_add_probe(before_decoder, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, widen_segment, this, nullptr);
  gst_pad_add_probe(before_decoder, GST_PAD_PROBE_TYPE_BUFFER, see_key_frame, this, nullptr);
}

GstPadProbeReturn movie_clock::see_first(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  static_cast<movie_clock*>(self)->begin(pad, GST_PAD_PROBE_INFO_BUFFER(info));
  return GST_PAD_PROBE_REMOVE;
}

GstPadProbeReturn movie_clock::see_first_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (GST_BUFFER_PTS_IS_VALID(buffer)) {
    static_cast<movie_clock*>(self)->first_picture_ns_ = in_ns(GST_BUFFER_PTS(buffer)).count();
  }
  return see_first(pad, info, self);
}

// Data that comes before the seek is held back behind this probe, so the first one after it is the seek's.
GstPadProbeReturn movie_clock::see_key_frame(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  auto* clock = static_cast<movie_clock*>(self);
  if (!clock->joins_) return GST_PAD_PROBE_OK;
  if (auto at = position_at(pad, GST_PAD_PROBE_INFO_BUFFER(info))) clock->key_frame_ns_ = at->count();
  return GST_PAD_PROBE_REMOVE;
}

// The demuxer delivers all streams on one thread in the order of their times: the first buffer is the
// earliest.
void movie_clock::begin(GstPad* pad, GstBuffer* first) {
  if (begun_.exchange(true)) return;
  std::optional<nanoseconds> at = position_at(pad, first);
  if (!at) return;
  origin_ns_ = media::item_origin(*at).count();
  from_ns_ = origin_ns_.load();
}

GstPadProbeReturn movie_clock::widen_segment(GstPad*, GstPadProbeInfo* info, gpointer self) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_SEGMENT) return GST_PAD_PROBE_OK;
  const GstSegment* stated = nullptr;
  gst_event_parse_segment(event, &stated);
  GstSegment wide = *stated;
  if (wide.format != GST_FORMAT_TIME) return GST_PAD_PROBE_OK;
  auto* clock = static_cast<movie_clock*>(self);
  // An edit that begins after the requested moment begins where it says.
  if (clock->joins_ && in_ns(wide.time).count() <= clock->from_ns_) {
    guint64 earlier = std::min(wide.start, wide.time);
    wide.start -= earlier;
    wide.time -= earlier;
  }
  if (wide.start == wide.time && GST_CLOCK_TIME_IS_VALID(wide.stop)) {
    wide.stop += static_cast<guint64>(media::late_start.count());
  }
  GstEvent* replaced = gst_event_new_segment(&wide);
  gst_event_set_seqnum(replaced, gst_event_get_seqnum(event));
  GST_PAD_PROBE_INFO_DATA(info) = replaced;
  gst_event_unref(event);
  return GST_PAD_PROBE_OK;
}

nanoseconds movie_clock::start_at(microseconds offset) {
  joins_ = true;
  from_ns_ = origin_ns_ + nanoseconds(offset).count();
  return nanoseconds(from_ns_);
}

std::optional<microseconds> movie_clock::time_of_picture(GstSample* sample) const {
  const sample_of_another_thread reading;
  return time_at(gst_sample_get_segment(sample), GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
}

std::optional<microseconds> movie_clock::time_at(const GstSegment* segment, GstClockTime pts) const {
  bool bounded = GST_CLOCK_TIME_IS_VALID(pts) && segment->format == GST_FORMAT_TIME &&
                 segment->start == segment->time && GST_CLOCK_TIME_IS_VALID(segment->stop);
  if (bounded) {
    nanoseconds delay = media::frame_delay(nanoseconds(0), nanoseconds(first_picture_ns_));
    if (in_ns(pts) >= in_ns(segment->stop) - media::late_start + delay) return std::nullopt;
  }
  nanoseconds at = position(segment, pts);
  if (joins_ && at < nanoseconds(key_frame_ns_)) return std::nullopt;
  return floor_us(at - nanoseconds(from_ns_));
}

microseconds movie_clock::time_of_sound(GstSample* sample) const {
  const sample_of_another_thread reading;
  GstClockTime pts = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
  return floor_us(position(gst_sample_get_segment(sample), pts) - nanoseconds(from_ns_));
}

}  // namespace bangtin::player::decode
