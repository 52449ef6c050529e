// GStreamer as the worker uses it: plug-ins from a short list, explicitly built pipelines, bounded waiting.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

struct job;

struct pipeline_deleter {
  void operator()(GstElement* p) const {
    gst_element_set_state(p, GST_STATE_NULL);
    gst_object_unref(p);
  }
};
using pipeline_ptr = std::unique_ptr<GstElement, pipeline_deleter>;

struct caps_deleter {
  void operator()(GstCaps* c) const { gst_caps_unref(c); }
};
using caps_ptr = std::unique_ptr<GstCaps, caps_deleter>;

// Disables the registry and loads by their path the plug-ins that every film needs. False: one is not
// installed.
bool start_gstreamer();
// The same for further plug-ins by their names, and for what a container needs. Loading one again costs
// nothing.
bool load_plugins(std::initializer_list<const char*> names);
bool load_demuxer(container box);
error no_gstreamer();

// The number of a track of an MP4 file, with which its demuxer ends the pad's stream ID.
std::optional<unsigned> track_number(std::string_view stream_id);

// Adds a new element to the pipeline, which owns it; nullptr if there is no such element.
GstElement* add(GstElement* pipeline, const char* factory);
// Hides the picture's size that a container states from what follows the pad, so that the stream's own
// counts.
void hide_size(GstPad* pad);
// A sink that discards everything without synchronizing to a clock.
GstElement* add_nothing(GstElement* pipeline, bool async);

// Builds the beginning of every pipeline that reads a film, filesrc ! DEMUXER; nullptr if an element is
// missing. `on_track` is connected to the demuxer's "pad-added", with `data`. `hidden_ms` receives the length
// that the header of an MP4 file states (media::hide_length), and outlives the pipeline.
pipeline_ptr open_film(const job& j, container box, GCallback on_track, gpointer data,
                       std::atomic<std::int64_t>& hidden_ms);

// Waits for one of the messages. Returns false on an error, and when `progress` stops advancing.
bool wait_for(GstElement* pipeline, GstMessageType wanted, const std::atomic<std::int64_t>& progress);

}  // namespace bangtin::media::ingest
