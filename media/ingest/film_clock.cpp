#include "media/ingest/film_clock.hpp"

#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

nanoseconds in_ns(GstClockTime t) {
  return nanoseconds(static_cast<std::int64_t>(t));
}

// A track without edit list, whose length counts from 0 although its first picture is due later.
bool is_delayed(const GstSegment& s) {
  return s.format == GST_FORMAT_TIME && s.start == s.time && GST_CLOCK_TIME_IS_VALID(s.stop);
}

}  // namespace

void film_clock::widen(GstPad* track) {
  constexpr auto seen =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  gst_pad_add_probe(track, seen, on_data, this, nullptr);
}

GstPadProbeReturn film_clock::on_data(GstPad*, GstPadProbeInfo* info, gpointer self) {
  auto* clock = static_cast<film_clock*>(self);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (clock->first_ns_ < 0 && GST_BUFFER_PTS_IS_VALID(buffer)) {
      clock->first_ns_ = in_ns(GST_BUFFER_PTS(buffer)).count();
    }
    return GST_PAD_PROBE_OK;
  }
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_SEGMENT) return GST_PAD_PROBE_OK;
  const GstSegment* stated = nullptr;
  gst_event_parse_segment(event, &stated);
  if (!is_delayed(*stated)) return GST_PAD_PROBE_OK;
  GstSegment wide = *stated;
  wide.stop += static_cast<guint64>(media::late_start.count());
  GstEvent* replaced = gst_event_new_segment(&wide);
  gst_event_set_seqnum(replaced, gst_event_get_seqnum(event));
  GST_PAD_PROBE_INFO_DATA(info) = replaced;
  gst_event_unref(event);
  return GST_PAD_PROBE_OK;
}

std::optional<nanoseconds> film_clock::time_of(const GstSegment* segment, GstClockTime at) const {
  if (segment == nullptr || segment->format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID(at))
    return std::nullopt;
  if (is_delayed(*segment)) {
    nanoseconds end = in_ns(segment->stop) - media::late_start;
    if (in_ns(at) >= end + media::frame_delay(nanoseconds(0), nanoseconds(first_ns_))) return std::nullopt;
  }
  guint64 position = 0;
  // Not stream time: in MPEG streams that begins anywhere.
  int sign = gst_segment_to_running_time_full(segment, GST_FORMAT_TIME, at, &position);
  if (sign == 0) return std::nullopt;
  return sign * in_ns(position) - origin_;
}

}  // namespace bangtin::media::ingest
