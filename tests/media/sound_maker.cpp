#include "media/sound_maker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <memory>

#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/sound.hpp"

namespace bangtin::media::testing {

namespace fs = std::filesystem;

namespace {

using pad_ptr = std::unique_ptr<GstPad, void (*)(void*)>;

std::string output_of(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> out(::popen(command.c_str(), "r"), ::pclose);
  std::string all;
  std::array<char, 65536> piece;
  for (std::size_t n = 0; (n = std::fread(piece.data(), 1, piece.size(), out.get())) > 0;) {
    all.append(piece.data(), n);
  }
  int status = ::pclose(out.release());
  EXPECT_EQ(status, 0) << command << "\n" << all.substr(0, 2000);
  return all;
}

struct open_job {
  ingest::job j;
  explicit open_job(const fs::path& file) {
    EXPECT_TRUE(ingest::start_gstreamer() && ingest::load_plugins({"isomp4"}));
    j.fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    j.bytes = static_cast<std::int64_t>(fs::file_size(file));
  }
  ~open_job() { ::close(j.fd); }
};

ingest::container container_of(const fs::path& file) {
  using enum ingest::container;
  std::string ending = file.extension();
  return ending == ".mkv" || ending == ".webm" ? matroska
         : ending == ".avi"                    ? avi
         : ending == ".ts"                     ? mpeg_ts
         : ending == ".mpg"                    ? mpeg_ps
                                               : mp4;
}

void load_demuxers() {
  for (const char* name : {"matroska", "avi", "mpegtsdemux", "mpegpsdemux"}) {
    std::string path = fmt::format("{}/libgst{}.so", BANGTIN_GSTREAMER_PLUGINS, name);
    if (GstPlugin* plugin = gst_plugin_load_file(path.c_str(), nullptr)) gst_object_unref(plugin);
  }
}

struct looking {
  GstElement* pipeline = nullptr;
  std::string sound;
  std::atomic<std::int64_t> progress{0};
};

void look_at_track(GstElement*, GstPad* pad, gpointer data) {
  auto* l = static_cast<looking*>(data);
  ingest::caps_ptr caps(gst_pad_get_current_caps(pad));
  std::string format = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
  if (l->sound.empty() && format.starts_with("audio/")) {
    std::unique_ptr<gchar, void (*)(gpointer)> id(gst_pad_get_stream_id(pad), g_free);
    l->sound = id.get();
  }
  GstElement* sink = ingest::add_nothing(l->pipeline, false);
  pad_ptr into(gst_element_get_static_pad(sink, "sink"), gst_object_unref);
  gst_pad_link(pad, into.get());
  gst_element_sync_state_with_parent(sink);
}

struct making {
  GstElement* pipeline = nullptr;
  GstElement* mux = nullptr;
  const ingest::film* f = nullptr;
  ingest::loudness measured;
  std::atomic<std::int64_t> progress{0};
};

GstPadProbeReturn count(GstPad*, GstPadProbeInfo*, gpointer progress) {
  ++*static_cast<std::atomic<std::int64_t>*>(progress);
  return GST_PAD_PROBE_OK;
}

void link_to_mux(making& m, GstPad* from, const char* name) {
  pad_ptr into(gst_element_request_pad_simple(m.mux, name), gst_object_unref);
  EXPECT_EQ(gst_pad_link(from, into.get()), GST_PAD_LINK_OK);
  gst_pad_add_probe(into.get(), GST_PAD_PROBE_TYPE_BUFFER, count, &m.progress, nullptr);
}

void make_track(GstElement*, GstPad* pad, gpointer data) {
  auto* m = static_cast<making*>(data);
  ingest::caps_ptr caps(gst_pad_get_current_caps(pad));
  const GstStructure* format = gst_caps_get_structure(caps.get(), 0);
  std::unique_ptr<gchar, void (*)(gpointer)> id(gst_pad_get_stream_id(pad), g_free);
  if (m->f->sound == id.get()) {
    pad_ptr coded(ingest::add_sound_coder(m->pipeline, pad, *m->f, m->measured), gst_object_unref);
    ASSERT_NE(coded.get(), nullptr);
    link_to_mux(*m, coded.get(), "audio_%u");
    return;
  }
  bool copied =
      m->f->box != ingest::container::avi && gst_structure_has_name(format, "video/x-h264") != FALSE;
  GstElement* queue = ingest::add(m->pipeline, "queue");
  g_object_set(queue, "max-size-buffers", 0U, "max-size-time", guint64{0}, "max-size-bytes", 64U << 20,
               nullptr);
  GstElement* last = copied ? ingest::add(m->pipeline, "h264parse") : ingest::add_nothing(m->pipeline, false);
  gst_element_link(queue, last);
  if (copied) {
    pad_ptr out(gst_element_get_static_pad(last, "src"), gst_object_unref);
    link_to_mux(*m, out.get(), "video_%u");
  }
  gst_element_sync_state_with_parent(last);
  gst_element_sync_state_with_parent(queue);
  pad_ptr into(gst_element_get_static_pad(queue, "sink"), gst_object_unref);
  gst_pad_link(pad, into.get());
}

double number_after(const std::string& text, std::string_view label) {
  auto at = text.rfind(label);
  if (at == std::string::npos) return NAN;
  std::string rest = text.substr(at + label.size());
  return rest.find("-inf") < rest.find_first_of("0123456789") ? -HUGE_VAL
                                                              : std::strtod(rest.c_str(), nullptr);
}

}  // namespace

std::string ffmpeg(const std::string& arguments) {
  return output_of("ffmpeg -nostdin -hide_banner -nostats -y " + arguments + " 2>&1");
}

ingest::film film_of(const fs::path& file, std::chrono::milliseconds length) {
  open_job opened(file);
  load_demuxers();
  ingest::film f;
  f.box = container_of(file);
  f.duration = length;
  looking l;
  std::atomic<std::int64_t> hidden = 0;
  auto pipeline = ingest::open_film(opened.j, f.box, G_CALLBACK(look_at_track), &l, hidden);
  l.pipeline = pipeline.get();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  ingest::wait_for(pipeline.get(), GST_MESSAGE_EOS, l.progress);
  pipeline.reset();
  f.sound = l.sound;
  return f;
}

result<ingest::loudness> measure(const fs::path& file, const ingest::film& f) {
  open_job opened(file);
  return ingest::measure_sound(opened.j, f);
}

result<ingest::loudness> give_house_sound(const fs::path& file, const ingest::film& f, const fs::path& to) {
  open_job opened(file);
  auto measured = ingest::measure_sound(opened.j, f);
  if (!measured) return measured;
  making m;
  m.f = &f;
  m.measured = *measured;
  std::atomic<std::int64_t> hidden = 0;
  auto pipeline = ingest::open_film(opened.j, f.box, G_CALLBACK(make_track), &m, hidden);
  m.pipeline = pipeline.get();
  m.mux = ingest::add(pipeline.get(), "mp4mux");
  GstElement* sink = ingest::add(pipeline.get(), "filesink");
  g_object_set(sink, "location", to.c_str(), "async", FALSE, nullptr);
  gst_element_link(m.mux, sink);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_TRUE(ingest::wait_for(pipeline.get(), GST_MESSAGE_EOS, m.progress));
  return measured;
}

meter_reading read_meter(const fs::path& file) {
  std::string text =
      ffmpeg(fmt::format("-i '{}' -vn -af ebur128=peak=true:framelog=verbose -f null -", file.string()));
  return {number_after(text, " I: "), number_after(text, "Peak: ")};
}

std::vector<std::vector<float>> decoded(const fs::path& file, int channels) {
  std::string raw = output_of(fmt::format("ffmpeg -nostdin -v error -i '{}' -vn -ar 48000 -ac {} -f f32le -",
                                          file.string(), channels));
  std::vector<std::vector<float>> all(static_cast<std::size_t>(channels));
  for (std::size_t i = 0; (i + 1) * sizeof(float) <= raw.size(); ++i) {
    float sample = 0;
    std::memcpy(&sample, raw.data() + i * sizeof(float), sizeof(float));
    all[i % all.size()].push_back(sample);
  }
  return all;
}

}  // namespace bangtin::media::testing
