// file ! DEMUXER ! PARSER ! fakesink for every track: there is no auto-plugging, so only the plug-ins named
// here ever read the file. The parsers tell what the container does not, from the stream's own headers.
#include "media/ingest/survey.hpp"

#include <glib.h>
#include <gst/gst.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <string_view>
#include <vector>

#include "media/ingest/container_file.hpp"
#include "media/ingest/film_end.hpp"
#include "media/ingest/gif_blocks.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/latm_sound.hpp"
#include "media/ingest/mpeg_times.hpp"
#include "media/ingest/surveyed_track.hpp"
#include "media/ingest/track_notes.hpp"
#include "media/ingest/transport_stream.hpp"
#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

using pad_ptr = std::unique_ptr<GstPad, void (*)(void*)>;

// Reading is quick beside decoding, so the survey has a small share of the progress.
constexpr double progress_share = 0.02;
// In front of a container, for its signs of protection and truncation.
constexpr std::int64_t examined_bytes = 1 << 20;

// The reading thread adds tracks; they are examined after it has ended.
struct survey {
  const job* j = nullptr;
  container box = container::mp4;
  GstElement* pipeline = nullptr;
  std::vector<std::unique_ptr<surveyed_track>> tracks;
  std::atomic<std::int64_t> progress{0};
  std::int64_t bytes = 0;
  std::string title;
  bool complete = true;
};

struct watched_track {
  survey* all;
  surveyed_track* one;
};

GstPadProbeReturn on_data(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* w = static_cast<watched_track*>(data);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) == 0) {
    note_event(*w->one, GST_PAD_PROBE_INFO_EVENT(info), w->all->title);
    return GST_PAD_PROBE_OK;
  }
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  ++w->all->progress;
  w->all->bytes += static_cast<std::int64_t>(gst_buffer_get_size(buffer));
  note_frame(*w->one, buffer);
  double done =
      static_cast<double>(w->all->bytes) / static_cast<double>(std::max<std::int64_t>(1, w->all->j->bytes));
  report_progress(progress_share * std::min(1.0, done));
  return GST_PAD_PROBE_OK;
}

// Containers that store packets instead of frames: only a parser finds the frames and their times.
bool stores_packets(container box) {
  return box == container::mpeg_ts || box == container::mpeg_ps || box == container::avi;
}

const char* parser_of(const GstStructure* caps, container box) {
  std::string format = gst_structure_get_name(caps);
  int version = number_in(caps, "mpegversion");
  if (format == "video/x-h264") return "h264parse";
  if (format == "video/x-h265") return "h265parse";
  if (format == "video/mpeg") return version == 4 ? "mpeg4videoparse" : "mpegvideoparse";
  if (box != container::mpeg_ts && box != container::mpeg_ps) return nullptr;
  if (format == "audio/mpeg") return version == 1 ? "mpegaudioparse" : "aacparse";
  if (format == "audio/x-ac3" || format == "audio/x-eac3" || format == "audio/x-private1-ac3") {
    return "ac3parse";
  }
  return nullptr;
}

// A probe on the pad; it holds `t` no longer than the pad exists.
void watch(GstPad* pad, GstPadProbeType what, survey& s, surveyed_track& t) {
  gst_pad_add_probe(pad, what, on_data, new watched_track{&s, &t},
                    [](gpointer w) { delete static_cast<watched_track*>(w); });
}

void on_track(GstElement*, GstPad* pad, gpointer data) {
  auto* s = static_cast<survey*>(data);
  auto t = std::make_unique<surveyed_track>();
  gst_segment_init(&t->segment, GST_FORMAT_UNDEFINED);
  if (gchar* id = gst_pad_get_stream_id(pad)) {
    t->id = id;
    g_free(id);
  }
  t->stored.reset(gst_pad_get_current_caps(pad));
  if (!t->stored || gst_caps_is_empty(t->stored.get())) {
    t->stored.reset(gst_caps_new_empty_simple("unknown/unknown"));
  }
  const char* name = parser_of(gst_caps_get_structure(t->stored.get(), 0), s->box);
  GstElement* parser = name != nullptr ? add(s->pipeline, name) : nullptr;
  if (parser != nullptr && std::string_view(name) == mpeg_parser) state_mpeg_times(parser);
  if (parser != nullptr && std::string_view(name) == "aacparse") keep_first_latm(parser);
  GstElement* sink = add_nothing(s->pipeline, false);
  GstElement* first = parser != nullptr ? parser : sink;
  pad_ptr into(gst_element_get_static_pad(first, "sink"), gst_object_unref);
  pad_ptr last(gst_element_get_static_pad(sink, "sink"), gst_object_unref);
  constexpr auto all =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  // A demuxer's own times are the right ones where it has any; a parser's are made of them.
  bool at_parser = parser == nullptr || stores_packets(s->box);
  watch(at_parser ? last.get() : into.get(), all, *s, *t);
  // Behind the watch, so that a container which states another size than its stream is noticed.
  if (parser != nullptr && std::string_view(name) == "h264parse") hide_size(into.get());
  if (parser != nullptr && gst_element_link(parser, sink) == FALSE) s->complete = false;
  if (!at_parser) {
    gst_pad_add_probe(
        last.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
        [](GstPad*, GstPadProbeInfo* info, gpointer w) {
          auto* event = GST_PAD_PROBE_INFO_EVENT(info);
          auto* seen = static_cast<watched_track*>(w);
          if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) note_event(*seen->one, event, seen->all->title);
          return GST_PAD_PROBE_OK;
        },
        new watched_track{s, t.get()}, [](gpointer w) { delete static_cast<watched_track*>(w); });
  }
  s->complete = gst_pad_link(pad, into.get()) == GST_PAD_LINK_OK && s->complete;
  gst_element_sync_state_with_parent(sink);
  if (parser != nullptr) gst_element_sync_state_with_parent(parser);
  s->tracks.push_back(std::move(t));
}

bool is_locked(const std::string& format) {
  return format == "application/x-cenc" || format == "application/x-cbcs" ||
         format == "application/x-webm-enc";
}

video_facts facts_of(survey& s) {
  video_facts v;
  v.box = s.box;
  v.bytes = s.j->bytes;
  v.complete = s.complete;
  v.title = s.title;
  const surveyed_track* single = nullptr;
  for (const auto& t : s.tracks) {
    std::sort(t->frames.begin(), t->frames.end());
    std::string format = gst_structure_get_name(gst_caps_get_structure(t->stored.get(), 0));
    bool still = format.starts_with("image/");
    v.locked = v.locked || is_locked(format);
    // A cover picture is a track with one frame beside something else.
    if ((format.starts_with("video/") || still) && (!still || t->frames.size() > 1)) {
      v.pictures.push_back(picture_facts(*t));
    } else if (format.starts_with("audio/")) {
      v.sounds.push_back(sound_facts(*t));
    } else {
      ++v.other_tracks;
      if (still && !t->frames.empty()) single = t.get();
    }
  }
  // Where there is nothing else, it is the film.
  if (single != nullptr && v.pictures.empty() && v.sounds.empty())
    v.pictures.push_back(picture_facts(*single));
  return v;
}

// Nothing if an element of GStreamer is missing.
std::optional<video_facts> survey_film(const job& j, container box) {
  survey s;
  s.j = &j;
  s.box = box;
  std::atomic<std::int64_t> hidden_ms = 0;
  pipeline_ptr pipeline = open_film(j, box, G_CALLBACK(on_track), &s, hidden_ms);
  if (!pipeline) return {};
  s.pipeline = pipeline.get();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  bool to_the_end = wait_for(pipeline.get(), GST_MESSAGE_EOS, s.progress);
  gint64 claimed = 0;
  if (gst_element_query_duration(pipeline.get(), GST_FORMAT_TIME, &claimed) == FALSE || claimed < 0)
    claimed = 0;
  pipeline.reset();
  s.complete = s.complete && to_the_end;
  video_facts v = facts_of(s);
  v.claimed = hidden_ms > 0 ? milliseconds(hidden_ms) : in_ms(static_cast<GstClockTime>(claimed));
  return v;
}

// The demuxer's own word about turned pictures is wrong for matrices with fractions.
void state_turns(video_facts& v, const std::vector<turned_track>& turns) {
  for (video_track& picture : v.pictures) {
    auto number = track_number(picture.id);
    auto turn = std::find_if(turns.begin(), turns.end(),
                             [&](const turned_track& t) { return number && t.number == *number; });
    if (turn != turns.end()) picture.turned = turn->turned;
  }
}

// The PID, with which the demuxer ends the pad's stream ID.
std::optional<unsigned> pid_of(const std::string& stream_id) {
  unsigned pid = 0;
  std::string_view text = std::string_view(stream_id).substr(stream_id.rfind('/') + 1);
  const char* end = text.data() + text.size();
  auto [behind, failed] = std::from_chars(text.data(), end, pid, 16);
  return failed == std::errc() && behind == end ? std::optional(pid) : std::nullopt;
}

// What the demuxer of broadcasts does not tell.
void state_losses(video_facts& v, const std::vector<transport_track>& tracks) {
  const video_track* picture = picture_of(v);
  auto shown = picture != nullptr ? pid_of(picture->id) : std::nullopt;
  for (const transport_track& t : tracks) {
    if (shown && t.pid == *shown) v.lost = t.lost;
    bool heard = std::any_of(v.sounds.begin(), v.sounds.end(),
                             [&](const sound_track& s) { return s.span && pid_of(s.id) == t.pid; });
    if (t.packets > 0 && !heard && v.unheard.empty()) v.unheard = transport_sound_name(t);
  }
}

}  // namespace

namespace {

// Its blocks do not state their number, so all of them are read.
bool is_cut_off_gif(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  auto file = content ? split_gif(*content) : std::nullopt;
  return file && file->cut;
}

}  // namespace

result<video_facts> read_film(const job& j, container box) {
  video_facts v;
  v.box = box;
  movie_file file;
  container_file other;
  if (box == container::mp4) {
    file = read_movie_file(j.fd);
    if (file.locked || file.points_elsewhere || !file.has_header) {
      // A demuxer would only fail.
      v.file = file;
      return v;
    }
  } else {
    job beginning = j;
    beginning.bytes = std::min<std::int64_t>(j.bytes, examined_bytes);
    auto head = whole_file(beginning, examined_bytes);
    if (!head) return head.error();
    other = read_container(*head, j.bytes, box);
    other.cut =
        other.cut || (box == container::gif ? is_cut_off_gif(j) : ends_within_piece(j.fd, j.bytes, box));
  }
  auto read = survey_film(j, box);
  if (!read) return no_gstreamer();
  v = std::move(*read);
  v.file = file;
  state_turns(v, file.turns);
  v.cut = file.cut || other.cut;
  if (box == container::mpeg_ts) state_losses(v, read_transport_stream(j.fd, j.bytes));
  v.states_size = other.states_size || (box == container::mp4 && !file.open);
  v.locked = v.locked || other.locked;
  if (other.stated) v.claimed = std::max(v.claimed, *other.stated);
  return v;
}

}  // namespace bangtin::media::ingest
