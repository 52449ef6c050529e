// Converts one film as the worker does, in its sandbox, after a survey that knows no rules: the first picture
// and the first sound are taken. For tests and measurements:
//   convert_tool FILE FOLDER [animation|picture|picture-and-copied-sound|sound|all|container]
// ("picture", the default, leaves the sound out) makes FOLDER/film.mp4 and prints "ok WIDTH HEIGHT FRAMES",
// or "refused CODE WHAT".
#include <fcntl.h>
#include <fmt/format.h>
#include <gst/video/gstvideocodecalphameta.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string_view>

#include "base/files.hpp"
#include "media/ingest/animation_writer.hpp"
#include "media/ingest/confinement.hpp"
#include "media/ingest/convert.hpp"
#include "media/ingest/film_clock.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/movie_time.hpp"

namespace {

using namespace bangtin;
using namespace bangtin::media::ingest;
using std::chrono::nanoseconds;

container container_of(std::string_view head) {
  if (head.starts_with("GIF8")) return container::gif;
  if (head.starts_with("\x1A\x45\xDF\xA3")) return container::matroska;
  if (head.starts_with("RIFF")) return container::avi;
  if (head.starts_with("FLV")) return container::flv;
  if (head.starts_with("\x47")) return container::mpeg_ts;
  if (head.starts_with(std::string_view("\0\0\1\xBA", 4))) return container::mpeg_ps;
  return container::mp4;
}

struct survey {
  GstElement* pipeline = nullptr;
  film found;
  std::atomic<std::int64_t> progress{0};
  std::int64_t first = INT64_MAX;  // on the file's timeline, in ns, as `end`
  std::int64_t end = 0;
  std::optional<std::int64_t> first_in_track;
};

GstPadProbeReturn on_data(GstPad* pad, GstPadProbeInfo* info, gpointer data) {
  auto* s = static_cast<survey*>(data);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) == 0) {
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_TAG) return GST_PAD_PROBE_OK;
    GstTagList* tags = nullptr;
    gst_event_parse_tag(event, &tags);
    gchar* turned = nullptr;
    if (gst_tag_list_get_string(tags, GST_TAG_IMAGE_ORIENTATION, &turned) != FALSE) s->found.turned = turned;
    g_free(turned);
    return GST_PAD_PROBE_OK;
  }
  ++s->progress;
  GstBuffer* b = GST_PAD_PROBE_INFO_BUFFER(info);
  GstClockTime at = GST_BUFFER_PTS_IS_VALID(b) ? GST_BUFFER_PTS(b) : GST_BUFFER_DTS(b);
  GstEvent* event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (event == nullptr || !GST_CLOCK_TIME_IS_VALID(at)) return GST_PAD_PROBE_OK;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event, &segment);
  guint64 place = 0;
  int sign = gst_segment_to_running_time_full(segment, GST_FORMAT_TIME, at, &place);
  bool before_end =
      !GST_CLOCK_TIME_IS_VALID(segment->stop) || at < segment->stop || segment->start == segment->time;
  gst_event_unref(event);
  auto from = sign * static_cast<std::int64_t>(place);
  auto lasts = GST_BUFFER_DURATION_IS_VALID(b) ? static_cast<std::int64_t>(GST_BUFFER_DURATION(b)) : 0;
  if (gst_buffer_get_video_codec_alpha_meta(b) != nullptr) s->found.alpha_beside = true;
  s->first = std::min(s->first, from);
  if (before_end) s->end = std::max(s->end, from + lasts);
  return GST_PAD_PROBE_OK;
}

void on_track(GstElement*, GstPad* pad, gpointer data) {
  auto* s = static_cast<survey*>(data);
  caps_ptr caps(gst_pad_get_current_caps(pad));
  std::string_view name = caps ? gst_structure_get_name(gst_caps_get_structure(caps.get(), 0)) : "";
  std::unique_ptr<gchar, void (*)(void*)> id(gst_pad_get_stream_id(pad), g_free);
  bool picture = name.starts_with("video/") || name.starts_with("image/");
  std::string& track = picture ? s->found.picture : s->found.sound;
  if ((picture || name.starts_with("audio/")) && track.empty()) track = id.get();
  GstElement* sink = add_nothing(s->pipeline, false);
  std::unique_ptr<GstPad, void (*)(void*)> into(gst_element_get_static_pad(sink, "sink"), gst_object_unref);
  constexpr auto seen =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM);
  if (picture || name.starts_with("audio/")) gst_pad_add_probe(into.get(), seen, on_data, s, nullptr);
  gst_pad_link(pad, into.get());
  gst_element_sync_state_with_parent(sink);
}

film look(const job& j, std::string_view head) {
  survey s;
  s.found.box = container_of(head);
  std::atomic<std::int64_t> hidden{0};
  pipeline_ptr pipeline = open_film(j, s.found.box, G_CALLBACK(on_track), &s, hidden);
  s.pipeline = pipeline.get();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  wait_for(pipeline.get(), GST_MESSAGE_EOS, s.progress);
  pipeline.reset();
  nanoseconds first(std::max<std::int64_t>(s.first, 0));
  bool stream = s.found.box == container::mpeg_ts || s.found.box == container::mpeg_ps;
  s.found.origin = stream ? first : bangtin::media::item_origin(first);
  s.found.duration = std::chrono::round<std::chrono::milliseconds>(nanoseconds(s.end) - s.found.origin);
  return s.found;
}

// Three pictures of 100 ms by animation_writer; the file itself does not matter.
result<converted> animate(const job& j) {
  auto writer = animation_writer::open(j, "film.mp4", 65, 48);
  if (!writer) return writer.error();
  for (int colour = 0; colour < 3; ++colour) {
    media::image picture(65, 48);
    for (std::size_t i = static_cast<std::size_t>(colour); i < picture.rgb.size(); i += 3)
      picture.rgb[i] = 200;
    if (auto added = writer->add(picture, std::chrono::milliseconds(100)); !added) return added.error();
  }
  if (writer->add(media::image(64, 48), std::chrono::milliseconds(100))) return error{};
  return writer->finish();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::string_view what = argc > 3 ? argv[3] : "picture";
  job j;
  j.fd = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  struct stat file {};
  if (j.fd < 0 || ::fstat(j.fd, &file) != 0) return 2;
  j.bytes = file.st_size;
  j.output = argv[2];
  if (auto inside = enter_sandbox(j.fd, j.output, j.limits); !inside) {
    fmt::print("{}\n", describe(inside.error()));
    return 3;
  }
  std::string head(16, '\0');
  (void)!::pread(j.fd, head.data(), head.size(), 0);
  if (!start_gstreamer()) return 3;
  for (const char* name : {"matroska", "avi", "flv", "mpegtsdemux", "mpegpsdemux"}) {
    gst_plugin_load_file((std::string(BANGTIN_GSTREAMER_PLUGINS "/libgst") + name + ".so").c_str(), nullptr);
  }
  film f = what == "animation" ? film{} : look(j, head);
  conversion c;
  c.picture = what.starts_with("picture") || what == "all";
  c.sound = what == "sound" || what == "all";
  c.container = true;
  if (!c.sound && what == "picture") f.sound.clear();
  auto made = what == "animation" ? animate(j) : convert_film(j, f, c, loudness{}, "film.mp4");
  if (made) {
    fmt::print("ok {} {} {} {}\n", made->width, made->height, made->frames, f.duration.count());
  } else {
    fmt::print("refused {} {}\n", to_string(made.error().code), describe(made.error()));
  }
  std::fflush(stdout);
  ::_exit(0);
}
