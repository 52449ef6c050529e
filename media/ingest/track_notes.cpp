#include "media/ingest/track_notes.hpp"

#include <gst/video/gstvideocodecalphameta.h>

#include <algorithm>

#include "media/asset.hpp"
#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

bool same_picture(const GstCaps* a, const GstCaps* b) {
  const GstStructure* x = gst_caps_get_structure(a, 0);
  const GstStructure* y = gst_caps_get_structure(b, 0);
  for (const char* field : {"width", "height", "profile", "chroma-format", "pixel-aspect-ratio"}) {
    const GValue* in_x = gst_structure_get_value(x, field);
    const GValue* in_y = gst_structure_get_value(y, field);
    if (in_x != nullptr && in_y != nullptr && gst_value_compare(in_x, in_y) != GST_VALUE_EQUAL) return false;
  }
  return true;
}

void note_tags(surveyed_track& t, GstEvent* event, std::string& title) {
  GstTagList* tags = nullptr;
  gst_event_parse_tag(event, &tags);
  gchar* text = nullptr;
  if (gst_tag_list_get_string(tags, GST_TAG_IMAGE_ORIENTATION, &text) != FALSE) t.turned = text;
  g_free(text);
  text = nullptr;
  // The title of a track is the name of its coder, as a rule.
  bool whole = gst_tag_list_get_scope(tags) == GST_TAG_SCOPE_GLOBAL;
  if (whole && title.empty() && gst_tag_list_get_string(tags, GST_TAG_TITLE, &text) != FALSE) {
    title = tidy_title(text);
  }
  g_free(text);
}

// The bytes of the second of the track with most.
void note_rate(surveyed_track& t, milliseconds at, std::int64_t bytes) {
  std::int64_t second = at.count() / 1000;
  if (second != t.this_second) t.second_bytes = 0;
  t.this_second = second;
  t.second_bytes += bytes;
  t.max_second_bytes = std::max(t.max_second_bytes, t.second_bytes);
}

// Notes the frames that an edit list leaves, in presentation time.
void note_time(surveyed_track& t, GstBuffer* frame) {
  GstClockTime at = GST_BUFFER_PTS_IS_VALID(frame) ? GST_BUFFER_PTS(frame) : GST_BUFFER_DTS(frame);
  if (!GST_CLOCK_TIME_IS_VALID(at) || t.segment.format != GST_FORMAT_TIME) return;
  if (!t.first) t.first = nanoseconds(static_cast<std::int64_t>(at));
  GstSegment shown = t.segment;
  nanoseconds shift(static_cast<std::int64_t>(shown.start) - static_cast<std::int64_t>(shown.time));
  if (GST_CLOCK_TIME_IS_VALID(shown.stop)) {
    shown.stop += static_cast<GstClockTime>(frame_delay(shift, *t.first).count());
  }
  bool timed = GST_BUFFER_DURATION_IS_VALID(frame) && GST_BUFFER_DURATION(frame) > 0;
  GstClockTime until = at + (timed ? GST_BUFFER_DURATION(frame) : 0);
  guint64 from = 0;
  guint64 to = 0;
  if (gst_segment_clip(&shown, GST_FORMAT_TIME, at, until, &from, &to) == FALSE) {
    t.joined = t.joined || t.frames.empty();
    return;
  }
  from = gst_segment_to_running_time(&shown, GST_FORMAT_TIME, from);
  to = gst_segment_to_running_time(&shown, GST_FORMAT_TIME, to);
  if (!GST_CLOCK_TIME_IS_VALID(from) || !GST_CLOCK_TIME_IS_VALID(to)) return;
  t.frames.push_back(in_ms(from));
  if (to < t.end) return;
  t.end = to;
  t.open_end = !timed;
}

}  // namespace

void note_event(surveyed_track& t, GstEvent* event, std::string& title) {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_SEGMENT: {
      const GstSegment* s = nullptr;
      gst_event_parse_segment(event, &s);
      gst_segment_copy_into(s, &t.segment);
      break;
    }
    case GST_EVENT_STREAM_START: {
      GstStreamFlags flags = GST_STREAM_FLAG_NONE;
      gst_event_parse_stream_flags(event, &flags);
      t.preference = (flags & GST_STREAM_FLAG_SELECT) != 0     ? 1
                     : (flags & GST_STREAM_FLAG_UNSELECT) != 0 ? -1
                                                               : 0;
      break;
    }
    case GST_EVENT_TAG:
      note_tags(t, event, title);
      break;
    case GST_EVENT_CAPS: {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      if (t.parsed && !same_picture(t.parsed.get(), caps)) t.changes = true;
      // The first one counts, until a parser has found what the stream says.
      if (!t.parsed || !t.changes) t.parsed.reset(gst_caps_copy(caps));
      break;
    }
    default:
      break;
  }
}

void note_frame(surveyed_track& t, GstBuffer* frame) {
  const auto bytes = static_cast<std::int64_t>(gst_buffer_get_size(frame));
  t.bytes += bytes;
  if (gst_buffer_get_video_codec_alpha_meta(frame) != nullptr) t.alpha_beside = true;
  const std::size_t before = t.frames.size();
  note_time(t, frame);
  if (t.frames.size() > before) note_rate(t, t.frames.back(), bytes);
}

}  // namespace bangtin::media::ingest
