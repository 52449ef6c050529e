// There is no auto-plugging of demuxers: the container is known from the file's first bytes.
#include "media/ingest/gstreamer.hpp"

#include <glib.h>

#include <cstdlib>
#include <span>
#include <string>

#include "media/ingest/job.hpp"
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
    case container::gif:
      return "avdemux_gif";
    case container::mp4:
      break;
  }
  return "qtdemux";
}

// See media::hide_length.
GstPadProbeReturn on_read(GstPad*, GstPadProbeInfo* info, gpointer hidden_ms) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (buffer == nullptr) return GST_PAD_PROBE_OK;  // it is only asked for
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READWRITE) == FALSE) return GST_PAD_PROBE_OK;
  if (auto length = hide_length(std::as_writable_bytes(std::span(map.data, map.size)))) {
    *static_cast<std::atomic<std::int64_t>*>(hidden_ms) = length->count();
  }
  gst_buffer_unmap(buffer, &map);
  return GST_PAD_PROBE_OK;
}

}  // namespace

bool start_gstreamer() {
  ::setenv("GST_REGISTRY_DISABLE", "yes", 1);
  ::setenv("GST_PLUGIN_SYSTEM_PATH_1_0", "", 1);
  ::setenv("GST_PLUGIN_PATH_1_0", "", 1);
  // The sandbox allows no code that is written at run time; without it liborc would abort.
  ::setenv("ORC_CODE", "backup", 1);
  gst_registry_fork_set_enabled(FALSE);
  if (gst_init_check(nullptr, nullptr, nullptr) == FALSE) return false;
  for (const char* name : {"coreelements", "isomp4", "videoparsersbad", "libav"}) {
    std::string path = std::string(BANGTIN_GSTREAMER_PLUGINS "/libgst") + name + ".so";
    GstPlugin* plugin = gst_plugin_load_file(path.c_str(), nullptr);
    if (plugin == nullptr) return false;
    gst_object_unref(plugin);
  }
  return true;
}

error no_gstreamer() {
  return {errc::internal, msg("the programs which decode videos are not installed"),
          msg("install gstreamer1.0-plugins-good, gstreamer1.0-plugins-bad and gstreamer1.0-libav")};
}

GstElement* add(GstElement* pipeline, const char* factory) {
  GstElement* e = gst_element_factory_make(factory, nullptr);
  if (e != nullptr) gst_bin_add(GST_BIN(pipeline), e);
  return e;
}

pipeline_ptr open_film(const job& j, container box, GCallback on_track, gpointer data,
                       std::atomic<std::int64_t>& hidden_ms) {
  pipeline_ptr pipeline(gst_pipeline_new(nullptr));
  GstElement* file = add(pipeline.get(), "filesrc");
  GstElement* demux = add(pipeline.get(), demuxer_of(box));
  if (file == nullptr || demux == nullptr) return nullptr;
  std::string path = "/proc/self/fd/" + std::to_string(j.fd);
  g_object_set(file, "location", path.c_str(), nullptr);
  if (gst_element_link(file, demux) == FALSE) return nullptr;
  std::unique_ptr<GstPad, void (*)(void*)> out(gst_element_get_static_pad(file, "src"), gst_object_unref);
  gst_pad_add_probe(out.get(),
                    static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_BUFFER),
                    on_read, &hidden_ms, nullptr);
  g_signal_connect(demux, "pad-added", on_track, data);
  return pipeline;
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
