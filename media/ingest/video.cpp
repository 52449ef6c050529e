// Checks videos with GStreamer in two passes, with explicitly built pipelines: there is no auto-plugging, so
// only the few plug-ins named here ever read the file.
// 1. file ! qtdemux ! fakesink      to the end: which tracks exist, and how long they really are
// 2. file ! qtdemux ! h264parse ! avdec_h264 ! fakesink      whether it decodes to pictures
// Headers may be wrong, and truncated files keep theirs, so only what was read to the end counts.
#include <glib.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/video_rules.hpp"
#include "media/movie_time.hpp"
#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {

namespace {

// A longer video is decoded in three parts of this length; a shorter one completely. A part without frames (a
// slide stands, the picture begins late or ends early) would prove nothing.
constexpr milliseconds decoded_whole{60'000};
constexpr milliseconds decoded_part{2'000};

error cut_or_broken() {
  return {errc::invalid, msg("this video is damaged or incomplete"),
          msg("copy or export the video again; check that it plays to its end, then load it anew")};
}

// --- the first pass

milliseconds in_ms(GstClockTime t) {
  return milliseconds(static_cast<std::int64_t>((t + GST_MSECOND / 2) / GST_MSECOND));
}

struct track {
  std::string format;
  caps_ptr caps;
  GstSegment segment;
  std::string turned;
  std::vector<milliseconds> frames;  // when they are due, on the file's timeline
  GstClockTime end = 0;
  std::optional<std::chrono::nanoseconds> first;  // of its samples, in the track's time
};

// The reading thread adds tracks; they are examined after it has ended.
struct survey {
  GstElement* pipeline = nullptr;
  std::vector<std::unique_ptr<track>> tracks;
  std::atomic<std::int64_t> progress{0};
  bool complete = true;
};

void note_event(track& t, GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT) {
    const GstSegment* s = nullptr;
    gst_event_parse_segment(event, &s);
    gst_segment_copy_into(s, &t.segment);
  } else if (GST_EVENT_TYPE(event) == GST_EVENT_TAG) {
    GstTagList* tags = nullptr;
    gst_event_parse_tag(event, &tags);
    gchar* turned = nullptr;
    if (gst_tag_list_get_string(tags, GST_TAG_IMAGE_ORIENTATION, &turned) != FALSE) t.turned = turned;
    g_free(turned);
  }
}

// Notes the frames that an edit list leaves, in presentation time.
void note_frame(track& t, GstBuffer* frame) {
  GstClockTime at = GST_BUFFER_PTS_IS_VALID(frame) ? GST_BUFFER_PTS(frame) : GST_BUFFER_DTS(frame);
  if (!GST_CLOCK_TIME_IS_VALID(at) || t.segment.format != GST_FORMAT_TIME) return;
  if (!t.first) t.first = std::chrono::nanoseconds(static_cast<std::int64_t>(at));
  GstSegment shown = t.segment;
  std::chrono::nanoseconds shift(static_cast<std::int64_t>(shown.start) -
                                 static_cast<std::int64_t>(shown.time));
  if (GST_CLOCK_TIME_IS_VALID(shown.stop)) {
    shown.stop += static_cast<GstClockTime>(frame_delay(shift, *t.first).count());
  }
  GstClockTime until = at + (GST_BUFFER_DURATION_IS_VALID(frame) ? GST_BUFFER_DURATION(frame) : 0);
  guint64 from = 0;
  guint64 to = 0;
  if (gst_segment_clip(&shown, GST_FORMAT_TIME, at, until, &from, &to) == FALSE) return;
  from = gst_segment_to_running_time(&shown, GST_FORMAT_TIME, from);
  to = gst_segment_to_running_time(&shown, GST_FORMAT_TIME, to);
  if (!GST_CLOCK_TIME_IS_VALID(from) || !GST_CLOCK_TIME_IS_VALID(to)) return;
  t.frames.push_back(in_ms(from));
  t.end = std::max(t.end, to);
}

struct watched_track {
  survey* all;
  track* one;
};

GstPadProbeReturn on_data(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* w = static_cast<watched_track*>(data);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    ++w->all->progress;
    note_frame(*w->one, GST_PAD_PROBE_INFO_BUFFER(info));
  } else {
    note_event(*w->one, GST_PAD_PROBE_INFO_EVENT(info));
  }
  return GST_PAD_PROBE_OK;
}

void on_surveyed_track(GstElement*, GstPad* pad, gpointer data) {
  auto* s = static_cast<survey*>(data);
  auto t = std::make_unique<track>();
  gst_segment_init(&t->segment, GST_FORMAT_UNDEFINED);
  t->caps.reset(gst_pad_get_current_caps(pad));
  if (!t->caps || gst_caps_is_empty(t->caps.get()))
    t->caps.reset(gst_caps_new_empty_simple("unknown/unknown"));
  t->format = gst_structure_get_name(gst_caps_get_structure(t->caps.get(), 0));
  GstElement* sink = add_nothing(s->pipeline, false);
  std::unique_ptr<GstPad, void (*)(void*)> into(gst_element_get_static_pad(sink, "sink"), gst_object_unref);
  constexpr auto seen =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  gst_pad_add_probe(into.get(), seen, on_data, new watched_track{s, t.get()},
                    [](gpointer w) { delete static_cast<watched_track*>(w); });
  s->complete = gst_pad_link(pad, into.get()) == GST_PAD_LINK_OK && s->complete;
  gst_element_sync_state_with_parent(sink);
  s->tracks.push_back(std::move(t));
}

// `t` has frames, in the order of their times.
track_span span_of(const track& t) {
  return {t.frames.front(), in_ms(t.end)};
}

int number_in(const GstStructure* s, const char* name) {
  int value = 0;
  gst_structure_get_int(s, name, &value);
  return value;
}

std::string text_in(const GstStructure* s, const char* name) {
  const char* value = gst_structure_get_string(s, name);
  return value != nullptr ? value : "";
}

video_facts facts_of(survey& s, milliseconds claimed) {
  video_facts v;
  v.claimed = claimed;
  for (const auto& t : s.tracks) {
    std::sort(t->frames.begin(), t->frames.end());
    const GstStructure* c = gst_caps_get_structure(t->caps.get(), 0);
    // For an encrypted track the caps name the format inside.
    if (t->format == "application/x-cenc" || t->format == "application/x-cbcs") v.locked = true;
    bool picture = t->format.starts_with("video/") || t->format == "image/jpeg" || t->format == "image/png";
    // A cover picture is a track with one frame beside the real video track.
    if (picture && t->format.starts_with("image/") && t->frames.size() <= 1) continue;
    if (picture) {
      v.pictures.push_back(
          {t->format, text_in(c, "profile"), t->turned, number_in(c, "width"), number_in(c, "height")});
      v.frames = static_cast<std::int64_t>(t->frames.size());
      if (v.frames > 0) v.picture = span_of(*t);
      if (v.frames > 1) v.frames_apart = t->frames.back() - t->frames.front();
      v.times = t->frames;
    } else if (t->format.starts_with("audio/")) {
      v.sounds.push_back(
          {t->format, number_in(c, "mpegversion"), number_in(c, "channels"), number_in(c, "rate")});
      if (!t->frames.empty()) v.sound = span_of(*t);
    }
    v.longest = std::max(v.longest, in_ms(t->end));
  }
  v.duration = item_length(v.picture, v.sound);
  return v;
}

// Nothing if the file cannot be read to its end.
std::optional<video_facts> look_through(const job& j) {
  survey s;
  std::atomic<std::int64_t> hidden_ms = 0;
  pipeline_ptr pipeline = open_film(j, container::mp4, G_CALLBACK(on_surveyed_track), &s, hidden_ms);
  if (!pipeline) return {};
  s.pipeline = pipeline.get();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  bool to_the_end = wait_for(pipeline.get(), GST_MESSAGE_EOS, s.progress);
  gint64 claimed = 0;
  if (gst_element_query_duration(pipeline.get(), GST_FORMAT_TIME, &claimed) == FALSE || claimed < 0)
    claimed = 0;
  pipeline.reset();
  if (!to_the_end || !s.complete) return {};
  milliseconds stated = hidden_ms > 0 ? milliseconds(hidden_ms) : in_ms(static_cast<GstClockTime>(claimed));
  return facts_of(s, stated);
}

// --- the second pass

struct showing {
  GstElement* pipeline = nullptr;
  GstElement* parse = nullptr;
  std::atomic<std::int64_t> frames{0};
  // The part that counts, on the file's timeline. A frame behind it ends the part.
  std::atomic<GstClockTime> from{0};
  std::atomic<GstClockTime> until{GST_CLOCK_TIME_NONE};
  std::mutex lock;  // guards the following fields, which the decoding thread sets
  std::optional<GstVideoInfo> first;
};

// The time of the frame on the file's timeline.
GstClockTime time_in_file(GstPad* pad, GstBuffer* frame) {
  GstEvent* event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (event == nullptr) return GST_CLOCK_TIME_NONE;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event, &segment);
  GstClockTime at = gst_segment_to_stream_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(frame));
  gst_event_unref(event);
  return at;
}

GstPadProbeReturn on_picture(GstPad* pad, GstPadProbeInfo* info, gpointer data) {
  auto* s = static_cast<showing*>(data);
  GstClockTime until = s->until;
  if (GST_CLOCK_TIME_IS_VALID(until)) {
    GstClockTime at = time_in_file(pad, GST_PAD_PROBE_INFO_BUFFER(info));
    if (GST_CLOCK_TIME_IS_VALID(at) && at >= until) {
      gst_element_post_message(s->pipeline, gst_message_new_application(GST_OBJECT(s->pipeline), nullptr));
      return GST_PAD_PROBE_OK;
    }
    if (at < s->from) return GST_PAD_PROBE_OK;
  }
  ++s->frames;
  std::lock_guard held(s->lock);
  if (!s->first) {
    caps_ptr caps(gst_pad_get_current_caps(pad));
    GstVideoInfo video;
    if (caps && gst_video_info_from_caps(&video, caps.get()) != FALSE) s->first = video;
  }
  return GST_PAD_PROBE_OK;
}

void on_shown_track(GstElement*, GstPad* pad, gpointer data) {
  auto* s = static_cast<showing*>(data);
  caps_ptr caps(gst_pad_get_current_caps(pad));
  if (!caps || gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "video/x-h264") == FALSE) return;
  std::unique_ptr<GstPad, void (*)(void*)> into(gst_element_get_static_pad(s->parse, "sink"),
                                                gst_object_unref);
  if (gst_pad_is_linked(into.get()) == FALSE) gst_pad_link(pad, into.get());
}

bool build_decoder(showing& s) {
  s.parse = add(s.pipeline, "h264parse");
  GstElement* decoder = add(s.pipeline, "avdec_h264");
  GstElement* sink = add_nothing(s.pipeline, true);
  if (s.parse == nullptr || decoder == nullptr || sink == nullptr) return false;
  g_object_set(decoder, "max-threads", 1, "output-corrupt", FALSE, nullptr);
  if (gst_element_link_many(s.parse, decoder, sink, nullptr) == FALSE) return false;
  std::unique_ptr<GstPad, void (*)(void*)> into(gst_element_get_static_pad(sink, "sink"), gst_object_unref);
  gst_pad_add_probe(into.get(), GST_PAD_PROBE_TYPE_BUFFER, on_picture, &s, nullptr);
  return true;
}

// Plays from one instant to another at maximum speed, and returns the number of decoded frames. GStreamer
// itself would end the part too early where an edit list begins within the tracks.
std::optional<std::int64_t> play_part(showing& s, milliseconds from, milliseconds to) {
  std::unique_ptr<GstBus, void (*)(void*)> bus(gst_element_get_bus(s.pipeline), gst_object_unref);
  std::int64_t before = s.frames;
  s.from = static_cast<GstClockTime>(from.count()) * GST_MSECOND;
  s.until = static_cast<GstClockTime>(to.count()) * GST_MSECOND;
  constexpr auto how = static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE);
  gst_element_set_state(s.pipeline, GST_STATE_PAUSED);
  if (gst_element_seek_simple(s.pipeline, GST_FORMAT_TIME, how, from.count() * GST_MSECOND) == FALSE)
    return {};
  // What the part before has posted.
  gst_bus_set_flushing(bus.get(), TRUE);
  gst_bus_set_flushing(bus.get(), FALSE);
  gst_element_set_state(s.pipeline, GST_STATE_PLAYING);
  constexpr auto over = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_APPLICATION);
  if (!wait_for(s.pipeline, over, s.frames)) return {};
  return s.frames - before;
}

// Plays the whole video, or its beginning, middle and end. The part that lacks most frames counts for all
// parts, because other parts must not make up for a hole in one.
std::optional<decoded_facts> play_through(showing& s, const video_facts& v) {
  decoded_facts d;
  if (v.duration <= decoded_whole) {
    gst_element_set_state(s.pipeline, GST_STATE_PLAYING);
    if (!wait_for(s.pipeline, GST_MESSAGE_EOS, s.frames)) return {};
    d.expected = v.frames;
    d.decoded = s.frames;
    return d;
  }
  gst_element_set_state(s.pipeline, GST_STATE_PAUSED);
  if (!wait_for(s.pipeline, GST_MESSAGE_ASYNC_DONE, s.frames)) return {};
  // The first part, the middle one and the last, each beginning with a frame.
  auto first_from = [&](milliseconds t) {
    auto found = std::lower_bound(v.times.begin(), v.times.end(), t);
    return found == v.times.end() ? v.times.back() : *found;
  };
  milliseconds last = v.times.back() - decoded_part;
  for (milliseconds from : {v.times.front(), v.times[v.times.size() / 2], first_from(last)}) {
    auto frames = play_part(s, from, from + decoded_part);
    if (!frames) return {};
    auto begin = std::lower_bound(v.times.begin(), v.times.end(), from);
    std::int64_t stored = std::lower_bound(begin, v.times.end(), from + decoded_part) - begin;
    // The edges of a part are rounded, so half of its frames are enough; none is not.
    std::int64_t expected = std::max<std::int64_t>(1, stored / 2);
    if (d.expected == 0 || expected - *frames > d.expected - d.decoded) {
      d.expected = expected;
      d.decoded = std::min(expected, *frames);
    }
  }
  return d;
}

std::optional<decoded_facts> decode(const job& j, const video_facts& v) {
  showing s;
  std::atomic<std::int64_t> hidden_ms = 0;
  pipeline_ptr pipeline = open_film(j, container::mp4, G_CALLBACK(on_shown_track), &s, hidden_ms);
  if (!pipeline) return {};
  s.pipeline = pipeline.get();
  if (!build_decoder(s)) return {};
  auto d = play_through(s, v);
  pipeline.reset();
  if (!d) return {};
  if (s.first) {
    d->layout = gst_video_format_to_string(GST_VIDEO_INFO_FORMAT(&*s.first));
    d->progressive = GST_VIDEO_INFO_INTERLACE_MODE(&*s.first) == GST_VIDEO_INTERLACE_MODE_PROGRESSIVE;
    d->width = GST_VIDEO_INFO_WIDTH(&*s.first);
    d->height = GST_VIDEO_INFO_HEIGHT(&*s.first);
    d->pixel_width = GST_VIDEO_INFO_PAR_N(&*s.first);
    d->pixel_height = GST_VIDEO_INFO_PAR_D(&*s.first);
  }
  return d;
}

}  // namespace

result<ingested> take_video(const job& j) {
  if (ends_within_box(j.fd)) return cut_or_broken();
  if (!start_gstreamer()) return no_gstreamer();
  auto v = look_through(j);
  if (!v) return cut_or_broken();
  if (auto bad = refusal(*v, j.limits)) return *bad;
  auto d = decode(j, *v);
  if (!d) return cut_or_broken();
  if (auto bad = refusal(*d)) return *bad;
  ingested i;
  i.kind = playlists::programme::media_kind::video;
  i.width = d->width;
  i.height = d->height;
  i.duration = v->duration;
  i.sound = !v->sounds.empty();
  return i;
}

}  // namespace bangtin::media::ingest
