// Helpers of the stage's tests: a decoder independent of the one under test, and a look at this process's own
// child processes and memory.
#pragma once

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <time.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"
#include "virtual_screen.hpp"

namespace bangtin::player::stage {

inline mono_ms now() {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return mono_ms(std::int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1'000'000);
}

// Calls look(picture) for the pictures of the file in [from, to], decoded by GStreamer's usual `decodebin`
// and `videoconvert`, until it returns that it has seen enough.
template <class Look>
void look_through(const std::filesystem::path& file, std::chrono::milliseconds from,
                  std::chrono::milliseconds to, Look look) {
  gst_init(nullptr, nullptr);
  GstElement* pipeline = gst_parse_launch(
      "filesrc name=source ! decodebin ! videoconvert ! appsink name=sink max-buffers=2 sync=false "
      "caps=video/x-raw,format=BGRx",
      nullptr);
  GstElement* source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
  GstElement* sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  g_object_set(source, "location", file.c_str(), nullptr);
  gst_element_set_state(pipeline, GST_STATE_PAUSED);
  gst_element_get_state(pipeline, nullptr, nullptr, GST_CLOCK_TIME_NONE);
  if (from.count() > 0) {
    gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
                            static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
                            from.count() * 1'000'000);
  }
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  bool more = true;
  while (more) {
    GstSample* sample = gst_app_sink_pull_sample(GST_APP_SINK(sink));
    if (sample == nullptr) break;
    GstStructure* s = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    size_px size;
    gst_structure_get_int(s, "width", &size.width);
    gst_structure_get_int(s, "height", &size.height);
    image made(size);
    GstMapInfo map;
    if (gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ)) {
      std::memcpy(made.pixels.data(), map.data, std::min(map.size, made.pixels.size()));
      gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
    }
    GstClockTime pts = gst_segment_to_stream_time(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                                  GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
    gst_sample_unref(sample);
    more =
        look(made) && GST_CLOCK_TIME_IS_VALID(pts) && pts / 1'000'000 < static_cast<GstClockTime>(to.count());
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(source);
  gst_object_unref(sink);
  gst_object_unref(pipeline);
}

inline image first_picture(const std::filesystem::path& file) {
  image first;
  look_through(file, {}, {}, [&](const image& i) {
    first = i;
    return false;
  });
  return first;
}

// The mean difference of blue, green and red over all pixels; 255 when the sizes differ.
inline double mean_difference(const image& a, const image& b) {
  if (a.size != b.size || a.pixels.empty()) return 255;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    if (i % 4 != 3) sum += static_cast<std::uint64_t>(std::abs(a.pixels[i] - b.pixels[i]));
  }
  return static_cast<double>(sum) * 4 / 3 / static_cast<double>(a.pixels.size());
}

// The child processes with this name that are not yet reaped: by default the decoders, or the zygote.
inline std::vector<pid_t> children(std::string_view wanted = "bangtin-decode") {
  std::vector<pid_t> all;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream list(thread.path() / "children");
    for (pid_t pid = 0; list >> pid;) {
      std::ifstream comm("/proc/" + std::to_string(pid) + "/comm");
      std::string name;
      std::getline(comm, name);
      if (name == wanted) all.push_back(pid);
    }
  }
  return all;
}

// Forked copies of a process do not work under a sanitizer.
constexpr bool has_zygote() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

inline std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& f : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace bangtin::player::stage
