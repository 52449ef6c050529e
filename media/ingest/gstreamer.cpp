// There is no auto-plugging of demuxers: the container is known from the file's first bytes.
#include "media/ingest/gstreamer.hpp"

#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "media/ingest/gif_demuxer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/movie_sound.hpp"
#include "media/ingest/transport_stream.hpp"
#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {

namespace {

// Maximum time without progress; after it the libraries count as stuck.
constexpr GstClockTime timeout = 60 * GST_SECOND;

const char* demuxer_of(container box) {
  switch (box) {
    case container::matroska:
      return "matroskademux";
    case container::avi:
      return "avidemux";
    case container::mpeg_ts:
      return "tsdemux";
    case container::mpeg_ps:
      return "mpegpsdemux";
    case container::asf:
      return "asfdemux";
    case container::flv:
      return "flvdemux";
    case container::ogg:
      return "oggdemux";
    case container::gif:
      return gif_demuxer;
    case container::mp4:
      break;
  }
  return "qtdemux";
}

// What is changed of a film's header while the demuxer reads it. On the thread that reads, but for the
// length.
struct header_changes {
  std::atomic<std::int64_t>* hidden_ms;
  std::vector<pcm_track> sounds;
};

// A broadcast and what is changed of its programme maps while the demuxer reads it.
struct map_changes {
  int fd;
  transport_types types;
};

// The demuxer asks for pieces that begin and end within packets.
GstPadProbeReturn on_read_transport(GstPad*, GstPadProbeInfo* info, gpointer data) {
  constexpr std::uint64_t beyond = 187;
  const auto* changes = static_cast<map_changes*>(data);
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (buffer == nullptr) return GST_PAD_PROBE_OK;  // it is only asked for
  std::uint64_t from = GST_PAD_PROBE_INFO_OFFSET(info);
  std::uint64_t before = std::min(from, beyond);
  std::vector<std::byte> bytes(before + gst_buffer_get_size(buffer) + beyond);
  ssize_t got = ::pread(changes->fd, bytes.data(), bytes.size(), static_cast<off_t>(from - before));
  if (got <= static_cast<ssize_t>(before)) return GST_PAD_PROBE_OK;
  bytes.resize(static_cast<std::size_t>(got));
  mend_programme_maps(bytes, changes->types);
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  gst_buffer_fill(buffer, 0, bytes.data() + before,
                  std::min(bytes.size() - before, gst_buffer_get_size(buffer)));
  return GST_PAD_PROBE_OK;
}

void mend_maps(int fd, GstPad* pad, GstPadProbeType what) {
  constexpr std::int64_t looked_at = 4 << 20;
  transport_types types = types_to_mend(read_transport_stream(fd, looked_at));
  if (types.empty()) return;
  gst_pad_add_probe(pad, what, on_read_transport, new map_changes{fd, std::move(types)},
                    [](gpointer c) { delete static_cast<map_changes*>(c); });
}

// See media::hide_length and mend_pcm.
GstPadProbeReturn on_read(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* changes = static_cast<header_changes*>(data);
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (buffer == nullptr) return GST_PAD_PROBE_OK;  // it is only asked for
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READWRITE) == FALSE) return GST_PAD_PROBE_OK;
  auto bytes = std::as_writable_bytes(std::span(map.data, map.size));
  if (auto length = hide_length(bytes)) *changes->hidden_ms = length->count();
  if (auto sounds = mend_pcm(bytes); !sounds.empty()) changes->sounds = std::move(sounds);
  gst_buffer_unmap(buffer, &map);
  return GST_PAD_PROBE_OK;
}

// Runs before anything is linked to the pad, and replaces the caps that the pad will send.
void state_true_sound(GstElement*, GstPad* pad, gpointer data) {
  const auto& sounds = static_cast<header_changes*>(data)->sounds;
  std::unique_ptr<gchar, void (*)(gpointer)> id(gst_pad_get_stream_id(pad), g_free);
  auto number = track_number(id ? id.get() : "");
  auto sound =
      std::find_if(sounds.begin(), sounds.end(), [&](const pcm_track& t) { return t.track == number; });
  if (sound == sounds.end()) return;
  std::unique_ptr<GstCaps, void (*)(GstCaps*)> caps(gst_pad_get_current_caps(pad), gst_caps_unref);
  if (!caps || gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "audio/x-raw") == FALSE) return;
  caps.reset(gst_caps_copy(caps.get()));
  gst_caps_set_simple(caps.get(), "format", G_TYPE_STRING, sound->format.c_str(), nullptr);
  if (sound->rate > 0) gst_caps_set_simple(caps.get(), "rate", G_TYPE_INT, sound->rate, nullptr);
  GstEvent* event = gst_event_new_caps(caps.get());
  gst_pad_store_sticky_event(pad, event);
  gst_event_unref(event);
}

}  // namespace

bool start_gstreamer() {
  ::setenv("GST_REGISTRY_DISABLE", "yes", 1);
  ::setenv("GST_PLUGIN_SYSTEM_PATH_1_0", "", 1);
  ::setenv("GST_PLUGIN_PATH_1_0", "", 1);
  // Orc must not translate programs into machine code: the sandbox denies executable memory, and Orc aborts.
  ::setenv("ORC_CODE", "backup", 1);
  gst_registry_fork_set_enabled(FALSE);
  if (gst_init_check(nullptr, nullptr, nullptr) == FALSE) return false;
  return load_plugins({"coreelements", "videoparsersbad", "libav"}) && register_gif_demuxer();
}

bool load_plugins(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::string path = std::string(BANGTIN_GSTREAMER_PLUGINS "/libgst") + name + ".so";
    GstPlugin* plugin = gst_plugin_load_file(path.c_str(), nullptr);
    if (plugin == nullptr) return false;
    gst_object_unref(plugin);
  }
  return true;
}

bool load_demuxer(container box) {
  switch (box) {
    case container::matroska:
      return load_plugins({"matroska"});
    case container::avi:
      return load_plugins({"avi"});
    case container::mpeg_ts:
      return load_plugins({"mpegtsdemux", "audioparsers"});
    case container::mpeg_ps:
      return load_plugins({"mpegpsdemux", "audioparsers"});
    case container::asf:
      return load_plugins({"asf"});
    case container::flv:
      return load_plugins({"flv"});
    case container::ogg:
      return load_plugins({"ogg"});
    case container::gif:
      return true;
    case container::mp4:
      break;
  }
  return load_plugins({"isomp4"});
}

error no_gstreamer() {
  return {errc::internal, msg("the programs which decode videos are not installed"),
          msg("install gstreamer1.0-plugins-good, gstreamer1.0-plugins-bad, gstreamer1.0-plugins-ugly and "
              "gstreamer1.0-libav")};
}

std::optional<unsigned> track_number(std::string_view stream_id) {
  auto number = parse_integer(stream_id.substr(stream_id.rfind('/') + 1), 0, UINT32_MAX);
  return number ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
}

GstElement* add(GstElement* pipeline, const char* factory) {
  GstElement* e = gst_element_factory_make(factory, nullptr);
  if (e != nullptr) gst_bin_add(GST_BIN(pipeline), e);
  return e;
}

pipeline_ptr open_film(const job& j, container box, GCallback on_track, gpointer data,
                       std::atomic<std::int64_t>& hidden_ms) {
  if (!load_demuxer(box)) return nullptr;
  pipeline_ptr pipeline(gst_pipeline_new(nullptr));
  GstElement* file = add(pipeline.get(), "filesrc");
  GstElement* demux = add(pipeline.get(), demuxer_of(box));
  if (file == nullptr || demux == nullptr) return nullptr;
  std::string path = "/proc/self/fd/" + std::to_string(j.fd);
  g_object_set(file, "location", path.c_str(), nullptr);
  if (gst_element_link(file, demux) == FALSE) return nullptr;
  std::unique_ptr<GstPad, void (*)(void*)> out(gst_element_get_static_pad(file, "src"), gst_object_unref);
  auto* changes = new header_changes{&hidden_ms, {}};
  constexpr auto pieces = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_BUFFER);
  if (box == container::mpeg_ts) mend_maps(j.fd, out.get(), pieces);
  gst_pad_add_probe(out.get(), pieces, on_read, changes,
                    [](gpointer c) { delete static_cast<header_changes*>(c); });
  g_signal_connect(demux, "pad-added", G_CALLBACK(state_true_sound), changes);
  g_signal_connect(demux, "pad-added", on_track, data);
  return pipeline;
}

void hide_size(GstPad* pad) {
  auto hide = [](GstPad*, GstPadProbeInfo* info, gpointer) {
    GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
    GstCaps* stated = nullptr;
    gst_event_parse_caps(event, &stated);
    std::unique_ptr<GstCaps, void (*)(GstCaps*)> caps(gst_caps_copy(stated), gst_caps_unref);
    gst_structure_remove_fields(gst_caps_get_structure(caps.get(), 0), "width", "height", nullptr);
    GST_PAD_PROBE_INFO_DATA(info) = gst_event_new_caps(caps.get());
    gst_event_unref(event);
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, hide, nullptr, nullptr);
}

GstElement* add_nothing(GstElement* pipeline, bool async) {
  GstElement* sink = add(pipeline, "fakesink");
  if (sink != nullptr) {
    g_object_set(sink, "sync", FALSE, "async", async ? TRUE : FALSE, "enable-last-sample", FALSE, nullptr);
  }
  return sink;
}

bool wait_for(GstElement* pipeline, GstMessageType wanted, const std::atomic<std::int64_t>& progress) {
  std::unique_ptr<GstBus, void (*)(void*)> bus(gst_element_get_bus(pipeline), gst_object_unref);
  for (std::int64_t before = -1; before != progress;) {
    before = progress;
    auto kinds = static_cast<GstMessageType>(wanted | GST_MESSAGE_ERROR);
    GstMessage* m = gst_bus_timed_pop_filtered(bus.get(), timeout, kinds);
    if (m == nullptr) continue;
    bool good = GST_MESSAGE_TYPE(m) != GST_MESSAGE_ERROR;
    gst_message_unref(m);
    return good;
  }
  return false;
}

}  // namespace bangtin::media::ingest
