// Start-up is most of a decoder's time before its first frame, so a single decoder gives GStreamer no plug-in
// path to scan and no registry to read: it loads the few plug-in files that it needs by name.
//
// One streaming thread demultiplexes and decodes the picture: the demuxer delivers picture and sound in the
// order of their time, and stops when the picture sink is full. Another decodes the sound and waits while the
// stage has enough of it; between them is a queue of undecoded sound. It holds minutes, because the next
// picture may be that far away: a slide stands, the picture begins late or ends early.
#include "player/decode/pipeline.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <gst/app/gstappsink.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <thread>
#include <vector>

#include "player/decode/pictures.hpp"

namespace bangtin::player::decode {

namespace {

constexpr const char* sound_caps =
    "audio/x-raw,format=S16LE,rate=48000,channels=2,layout=interleaved,channel-mask=(bitmask)0x3";

struct caps_unref {
  void operator()(GstCaps* c) const { gst_caps_unref(c); }
};
using caps_ptr = std::unique_ptr<GstCaps, caps_unref>;
using pad_ptr = std::unique_ptr<GstPad, object_unref<GstPad>>;

GstPadProbeReturn hold(GstPad*, GstPadProbeInfo*, gpointer) {
  return GST_PAD_PROBE_OK;
}

// Rejects a picture that is too large when its decoder states the size, before the decoder allocates memory.
GstPadProbeReturn refuse_large(GstPad* pad, GstPadProbeInfo* info, gpointer max_side) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  gint width = 0;
  gint height = 0;
  GstStructure* s = gst_caps_get_structure(caps, 0);
  gst_structure_get_int(s, "width", &width);
  gst_structure_get_int(s, "height", &height);
  auto most = static_cast<gint>(*static_cast<std::uint32_t*>(max_side));
  if (width <= most && height <= most) return GST_PAD_PROBE_OK;
  if (GstElement* decoder = gst_pad_get_parent_element(pad)) {
    GST_ELEMENT_ERROR(decoder, STREAM, DECODE, ("picture of %dx%d is too large", width, height), (nullptr));
    gst_object_unref(decoder);
  }
  return GST_PAD_PROBE_DROP;
}

// The picture and sound branches of a video; they wait for the demuxer to find their streams.
struct branches {
  GstElement* video;
  GstElement* sound;
  movie_clock* clock;
};

void link_stream(GstElement*, GstPad* found, gpointer context) {
  auto* wanted = static_cast<branches*>(context);
  caps_ptr caps(gst_pad_get_current_caps(found));
  if (!caps) return;
  const GstStructure* stated = gst_caps_get_structure(caps.get(), 0);
  const char* name = gst_structure_get_name(stated);
  bool pictures = g_str_has_prefix(name, "video/x-h264");
  if (pictures || g_str_has_prefix(name, "audio/")) wanted->clock->watch(found, pictures);
  GstElement* branch = pictures                               ? wanted->video
                       : g_str_has_prefix(name, "audio/mpeg") ? wanted->sound
                                                              : nullptr;
  if (branch == nullptr) return;
  pad_ptr sink(gst_element_get_static_pad(branch, "sink"));
  if (!gst_pad_is_linked(sink.get())) gst_pad_link(found, sink.get());
}

// Called when all streams are known: one of them must have pictures, or the pipeline would wait for ever.
void look_for_pictures(GstElement* demux, gpointer context) {
  pad_ptr sink(gst_element_get_static_pad(static_cast<branches*>(context)->video, "sink"));
  if (gst_pad_is_linked(sink.get())) return;
  GST_ELEMENT_ERROR(demux, STREAM, WRONG_TYPE, ("there is no picture in it that can be decoded"), (nullptr));
}

// Drops sound until the seek to the first requested frame has flushed earlier data.
struct sound_callback {
  sound_writer* sound;
  const movie_clock* clock;
  std::atomic<bool> open;
};

GstFlowReturn on_sound(GstAppSink* sink, gpointer context) {
  sample_ptr s(gst_app_sink_pull_sample(sink));
  auto* callback = static_cast<sound_callback*>(context);
  if (s && callback->open) callback->sound->take(sound_in(s.get()), callback->clock->time_of_sound(s.get()));
  return GST_FLOW_OK;
}

GstPadProbeReturn on_flush(GstPad*, GstPadProbeInfo* info, gpointer context) {
  if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_FLUSH_STOP) {
    static_cast<sound_callback*>(context)->open = true;
  }
  return GST_PAD_PROBE_OK;
}

// A full queue would hold up the pictures. It is full when nobody has taken the sound for minutes; then the
// sound is lost until the queue is empty again.
void on_full_queue(GstElement*, gpointer sound) {
  static_cast<sound_writer*>(sound)->hurry(true);
}
void on_empty_queue(GstElement*, gpointer sound) {
  static_cast<sound_writer*>(sound)->hurry(false);
}

// Signals that data has reached the decoder's input and holds it there until the seek flushes it. Called on
// the streaming thread.
GstPadProbeReturn tell_and_hold(GstPad*, GstPadProbeInfo*, gpointer data_came) {
  static_cast<sign*>(data_came)->give();
  return GST_PAD_PROBE_OK;
}

// Corrects one byte of the file; see odd_sampling().
GstPadProbeReturn state_usual_sampling(GstPad*, GstPadProbeInfo* info, gpointer odd_sampling) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  constexpr std::uint8_t one_by_one = 0x11;
  auto begin = static_cast<off_t>(GST_BUFFER_OFFSET(buffer));
  off_t at = *static_cast<off_t*>(odd_sampling) - begin;
  if (at < 0 || at >= static_cast<off_t>(gst_buffer_get_size(buffer))) return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  gst_buffer_fill(buffer, static_cast<gsize>(at), &one_by_one, 1);
  return GST_PAD_PROBE_OK;
}

constexpr const char* for_video[] = {"coreelements", "app",          "isomp4",       "videoparsersbad",
                                     "libav",        "audioparsers", "audioconvert", "audioresample"};
constexpr const char* for_images[] = {"coreelements", "app", "jpeg", "png", "videoconvertscale"};

// A seek goes at least this far before the end of the file.
constexpr std::chrono::milliseconds before_end(100);
// More than ten minutes of undecoded sound.
constexpr guint sound_queue_bytes = 16U << 20;

}  // namespace

void sign::give() {
  {
    std::scoped_lock lock(guard_);
    given_ = true;
  }
  came_.notify_all();
}

bool sign::wait_for(std::chrono::milliseconds timeout) {
  std::unique_lock lock(guard_);
  return came_.wait_for(lock, timeout, [this] { return given_; });
}

namespace {

// Starts GStreamer with the plug-ins of this folder in its registry; with none when `plugins` is empty.
std::optional<reply_error> start_gstreamer(const std::string& plugins, const std::string& registry) {
  ::setenv("GST_PLUGIN_SYSTEM_PATH_1_0", plugins.c_str(), 1);
  ::setenv("GST_PLUGIN_PATH_1_0", "", 1);
  ::setenv("GST_REGISTRY_1_0", plugins.empty() ? "/nonexistent/registry" : registry.c_str(), 1);
  ::setenv("GST_REGISTRY_UPDATE", plugins.empty() ? "no" : "yes", 1);
  gst_registry_fork_set_enabled(FALSE);
  GError* problem = nullptr;
  if (gst_init_check(nullptr, nullptr, &problem)) return std::nullopt;
  return reply_error{"decoder-error", problem != nullptr ? problem->message : "GStreamer does not start"};
}

std::optional<reply_error> load_plugin(const char* name) {
  std::string path = fmt::format(BANGTIN_GST_PLUGINS "/libgst{}.so", name);
  GError* problem = nullptr;
  GstPlugin* plugin = gst_plugin_load_file(path.c_str(), &problem);
  if (plugin == nullptr) return reply_error{"decoder-error", problem->message};
  gst_object_unref(plugin);
  return std::nullopt;
}

// Loads a plug-in that the registry knows by this very file, so that not all of its classes are created.
bool load_known_plugin(const std::string& folder, const char* name) {
  GstPlugin* known = gst_registry_find_plugin(gst_registry_get(), name);
  if (known == nullptr) return false;
  const char* file = gst_plugin_get_filename(known);
  bool ours = file != nullptr && file == fmt::format("{}/libgst{}.so", folder, name);
  GstPlugin* loaded = ours ? gst_plugin_load(known) : nullptr;
  gst_object_unref(known);
  if (loaded != nullptr) gst_object_unref(loaded);
  return loaded != nullptr;
}

// Only an optimisation: a library that cannot be opened here is loaded later. The handles are never closed.
void load_libraries_in_order(const std::string& folder) {
  std::ifstream list(folder + "/load-order");
  for (std::string name; std::getline(list, name);) ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
}

// The folder beside this program with links to exactly the plug-ins that it needs; see CMakeLists.txt. Empty
// when there is none.
std::string plugin_links() {
  std::error_code gone;
  std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", gone);
  std::filesystem::path links = own.parent_path() / "gstreamer";
  return !gone && std::filesystem::is_directory(links, gone) ? links.string() : "";
}

}  // namespace

std::optional<reply_error> pipeline::load(bool video) {
  if (auto e = start_gstreamer("", "")) return e;
  for (const char* name : video ? std::span<const char* const>(for_video) : for_images) {
    if (auto e = load_plugin(name)) return e;
  }
  return std::nullopt;
}

std::optional<reply_error> pipeline::load_all(const std::string& registry) {
  std::string links = registry.empty() ? "" : plugin_links();
  // In parallel GStreamer reads its registry.
  std::thread libraries([&] { load_libraries_in_order(links); });
  auto failed = start_gstreamer(links, registry);
  libraries.join();
  if (failed) return failed;
  for (auto names : {std::span<const char* const>(for_video), std::span<const char* const>(for_images)}) {
    for (const char* name : names) {
      if (!links.empty() && load_known_plugin(links, name)) continue;
      if (auto e = load_plugin(name)) return e;
    }
  }
  return std::nullopt;
}

void pipeline::warm_up() {
  for (const char* factory :
       {"filesrc", "qtdemux", "queue", "h264parse", "avdec_h264", "appsink", "aacparse", "avdec_aac",
        "audioconvert", "audioresample", "jpegdec", "pngdec", "videoconvert"}) {
    if (GstElement* made = gst_element_factory_make(factory, nullptr)) gst_object_unref(made);
  }
}

pipeline::pipeline(file_type type, frame_pool& pool, bool joining, sound_writer* sound, damage_watch* damage)
    : sound_(sound), bin_(gst_pipeline_new(nullptr)), max_side_(pool.room().max_side) {
  source_ = add("filesrc");
  if (broken_) return;
  g_object_set(source_, "location", fmt::format("/proc/self/fd/{}", file_fd).c_str(), "blocksize", 1U << 18,
               nullptr);
  pad_ptr out(gst_element_get_static_pad(source_, "src"));
  // The demuxer of a video pulls; the source pushes to the decoder of an image.
  auto everything =
      GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM | GST_PAD_PROBE_TYPE_SCHEDULING;
  hold_ = gst_pad_add_probe(out.get(), static_cast<GstPadProbeType>(everything), hold, nullptr, nullptr);
  if (type == file_type::mp4) {
    header_.watch_file(out.get());
    build_video(joining, damage);
    if (!broken_) pool.offer_by(pictures_);
  } else {
    odd_sampling_ = odd_sampling(file_fd, type);
    if (odd_sampling_)
      gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_BUFFER, state_usual_sampling, &*odd_sampling_, nullptr);
    build_image(type);
  }
}

pipeline::~pipeline() {
  if (sound_ != nullptr) sound_->stop();
  if (bin_) gst_element_set_state(bin_.get(), GST_STATE_NULL);
}

GstElement* pipeline::add(const char* factory) {
  GstElement* made = gst_element_factory_make(factory, nullptr);
  if (made == nullptr) {
    if (!broken_) broken_ = reply_error{"decoder-error", fmt::format("{} is not installed", factory)};
    return nullptr;
  }
  gst_bin_add(GST_BIN(bin_.get()), made);
  return made;
}

GstElement* pipeline::add_sink(const char* caps, unsigned max_buffers) {
  GstElement* sink = add("appsink");
  if (sink == nullptr) return nullptr;
  caps_ptr wanted(gst_caps_from_string(caps));
  g_object_set(sink, "caps", wanted.get(), "sync", FALSE, "async", FALSE, "max-buffers", max_buffers,
               "enable-last-sample", FALSE, "qos", FALSE, nullptr);
  return sink;
}

void pipeline::link(std::initializer_list<GstElement*> chain) {
  if (broken_) return;
  GstElement* before = nullptr;
  for (GstElement* e : chain) {
    if (before != nullptr && !gst_element_link(before, e)) {
      broken_ = reply_error{"decoder-error", fmt::format("{} does not link", GST_ELEMENT_NAME(e))};
    }
    before = e;
  }
}

void pipeline::bound(GstElement* decoder) {
  if (decoder == nullptr) return;
  pad_ptr out(gst_element_get_static_pad(decoder, "src"));
  gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, refuse_large, &max_side_, nullptr);
}

void pipeline::build_sound(GstElement* parse, bool joining) {
  GstElement* queue = add("queue");
  sound_sink_ = add_sink(sound_caps, 8);
  link({parse, queue, add("avdec_aac"), add("audioconvert"), add("audioresample"), sound_sink_});
  if (broken_) return;
  g_object_set(queue, "max-size-buffers", 0U, "max-size-bytes", sound_queue_bytes, "max-size-time",
               guint64{0}, nullptr);
  g_signal_connect(queue, "overrun", G_CALLBACK(on_full_queue), sound_);
  g_signal_connect(queue, "underrun", G_CALLBACK(on_empty_queue), sound_);
  auto* callback = new sound_callback{sound_, &clock_, !joining};
  GstAppSinkCallbacks calls{};
  calls.new_sample = on_sound;
  gst_app_sink_set_callbacks(GST_APP_SINK(sound_sink_), &calls, callback,
                             [](gpointer data) { delete static_cast<sound_callback*>(data); });
  pad_ptr in(gst_element_get_static_pad(sound_sink_, "sink"));
  gst_pad_add_probe(in.get(), GST_PAD_PROBE_TYPE_EVENT_FLUSH, on_flush, callback, nullptr);
}

void pipeline::build_video(bool joining, damage_watch* damage) {
  GstElement* demux = add("qtdemux");
  GstElement* parse = add("h264parse");
  GstElement* decode = add("avdec_h264");
  pictures_ = add_sink("video/x-raw,format=I420", 1);
  if (broken_) return;
  // One thread costs least; on a screen that cannot keep up, the number of dropped frames shows it.
  g_object_set(decode, "max-threads", 1, nullptr);
  bound(decode);
  pad_ptr in(gst_element_get_static_pad(parse, "sink"));
  clock_.widen(in.get());
  if (damage != nullptr) damage->watch_samples(in.get(), clock_);
  pad_ptr out(gst_element_get_static_pad(parse, "src"));
  header_.watch_stream(out.get());
  if (joining) {
    before_decoder_ = in.get();
    auto data = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER);
    held_ = gst_pad_add_probe(before_decoder_, data, tell_and_hold, &data_came_, nullptr);
  }
  link({source_, demux});
  link({parse, decode, pictures_});
  if (sound_ != nullptr) {
    sound_parser_ = add("aacparse");
    build_sound(sound_parser_, joining);
  }
  auto* both = new branches{parse, sound_parser_, &clock_};
  g_signal_connect_data(
      demux, "pad-added", G_CALLBACK(link_stream), both,
      [](gpointer data, GClosure*) { delete static_cast<branches*>(data); }, GConnectFlags{});
  g_signal_connect(demux, "no-more-pads", G_CALLBACK(look_for_pictures), both);
}

void pipeline::build_image(file_type type) {
  GstElement* decode = add(type == file_type::jpeg ? "jpegdec" : "pngdec");
  GstElement* convert = add("videoconvert");
  // With alpha, because copy_picture() blends it.
  pictures_ = add_sink("video/x-raw,format=BGRA", 1);
  bound(decode);
  link({source_, decode, convert, pictures_});
}

void pipeline::start() {
  gst_element_set_state(bin_.get(), GST_STATE_PLAYING);
}

void pipeline::release_source() {
  pad_ptr out(gst_element_get_static_pad(source_, "src"));
  gst_pad_remove_probe(out.get(), hold_);
}

bool pipeline::seekable() {
  return data_came_.wait_for(std::chrono::milliseconds(100));
}

bool pipeline::seek(std::chrono::microseconds offset) {
  std::chrono::nanoseconds to = clock_.start_at(std::max(offset, std::chrono::microseconds(0)));
  // At its end GStreamer delivers nothing any more, not even the last picture.
  std::chrono::nanoseconds whole = duration();
  if (whole.count() > 0) to = std::max(std::min(to, whole - before_end), std::chrono::nanoseconds(0));
  auto flags = static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE);
  bool done = gst_element_seek_simple(pictures_, GST_FORMAT_TIME, flags, to.count());
  gst_pad_remove_probe(before_decoder_, held_);
  return done;
}

std::chrono::microseconds pipeline::duration() const {
  if (auto stated = header_.length(); stated.count() > 0) return stated;
  gint64 ns = 0;
  if (!gst_element_query_duration(pictures_, GST_FORMAT_TIME, &ns) || ns < 0) return {};
  return std::chrono::microseconds(ns / 1000);
}

sample_ptr pipeline::next() {
  return sample_ptr(gst_app_sink_try_pull_sample(GST_APP_SINK(pictures_), 100 * GST_MSECOND));
}

std::optional<std::chrono::microseconds> pipeline::time_of(GstSample* picture) const {
  return clock_.time_of_picture(picture);
}

namespace {

// Takes the message.
reply_error error_in(GstMessage* m) {
  GError* problem = nullptr;
  gst_message_parse_error(m, &problem, nullptr);
  reply_error e{"decoder-error", fmt::format("{}: {}", GST_MESSAGE_SRC_NAME(m), problem->message)};
  g_error_free(problem);
  gst_message_unref(m);
  return e;
}

}  // namespace

bool pipeline::sound_over() {
  if (sound_parser_ == nullptr) return true;
  pad_ptr in(gst_element_get_static_pad(sound_parser_, "sink"));
  if (!gst_pad_is_linked(in.get()) || gst_app_sink_is_eos(GST_APP_SINK(sound_sink_))) return true;
  GstBus* bus = gst_element_get_bus(bin_.get());
  GstMessage* m = gst_bus_timed_pop_filtered(bus, 100 * GST_MSECOND, GST_MESSAGE_ERROR);
  gst_object_unref(bus);
  if (m == nullptr) return false;
  sound_failure_ = error_in(m);
  return true;
}

bool pipeline::ended() const {
  return gst_app_sink_is_eos(GST_APP_SINK(pictures_));
}

std::optional<reply_error> pipeline::failure() {
  GstBus* bus = gst_element_get_bus(bin_.get());
  GstMessage* m = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
  gst_object_unref(bus);
  if (m == nullptr) return std::nullopt;
  return error_in(m);
}

}  // namespace bangtin::player::decode
