// The GStreamer pipelines of a decoder process. Every element is named here: GStreamer does not choose
// parsers by the file's content, so a file can reach no parser except these. Errors are values of
// reply_error, ready to be sent to the stage.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "player/decode/damage_watch.hpp"
#include "player/decode/file_type.hpp"
#include "player/decode/film_header.hpp"
#include "player/decode/frame_pool.hpp"
#include "player/decode/movie_clock.hpp"
#include "player/decode/protocol.hpp"
#include "player/decode/sound_writer.hpp"

namespace bangtin::player::decode {

template <class T>
struct object_unref {
  void operator()(T* object) const { gst_object_unref(object); }
};
using element_ptr = std::unique_ptr<GstElement, object_unref<GstElement>>;

struct sample_unref {
  void operator()(GstSample* s) const { gst_sample_unref(s); }
};
using sample_ptr = std::unique_ptr<GstSample, sample_unref>;

// An event that one thread signals to another. It may be signalled more than once, and stays signalled.
class sign {
 public:
  void give();
  bool wait_for(std::chrono::milliseconds timeout);  // true once it was given

 private:
  std::mutex guard_;
  std::condition_variable came_;
  bool given_ = false;
};

// A running pipeline and its video sink. The destructor stops it. Use it on one thread; it has its own
// streaming threads.
class pipeline {
 public:
  // Loads GStreamer and only the plug-ins that videos (or images) need. It may be called for both. Starts no
  // thread. Returns what failed, or nothing.
  static std::optional<reply_error> load(bool video);
  // The same for a zygote: loads all plug-ins. `registry`: a file in which GStreamer keeps the plug-ins'
  // descriptions for the next time; GStreamer writes it again when a plug-in has changed. Empty: none.
  static std::optional<reply_error> load_all(const std::string& registry);
  // Creates and destroys one element of each kind, so that forked copies of this process find their classes
  // initialised.
  static void warm_up();

  // Builds the pipeline for file_fd with its source held back: no byte of the file is read before
  // `release_source`. `sound` is null when no sound is wanted; otherwise it must outlive the pipeline, whose
  // threads write to it; when `joining`, only after `seek`. Videos are decoded into the pool's memory; the
  // pool's room limits the picture size before memory is allocated. `damage`, unless null, sees what goes
  // into the picture's decoder; it must outlive the pipeline.
  pipeline(file_type type, frame_pool& pool, bool joining, sound_writer* sound,
           damage_watch* damage = nullptr);
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;
  ~pipeline();

  // Set when an element was missing; then call nothing else.
  const std::optional<reply_error>& broken() const { return broken_; }
  void start();
  void release_source();
  // Call only when joining, and before any picture is taken: waits at most 100 ms until the file's streams
  // are known and `seek` may be called. Data that arrives before that is held back.
  bool seekable();
  // Continues with `offset` as the requested moment. Pictures from before it come too, the last of which
  // stands at that moment. False when GStreamer cannot seek.
  bool seek(std::chrono::microseconds offset);
  std::chrono::microseconds duration() const;  // 0 if not known

  // The next picture; waits at most 100 ms. Null: none yet, or `ended()`, or `failure()` says why.
  sample_ptr next();
  // When the picture is due, counted from the requested moment; negative before it. Nothing: it is not to be
  // shown, because it lies behind the end of its track.
  std::optional<std::chrono::microseconds> time_of(GstSample* picture) const;
  // Sets matrix and range of a video's pictures.
  void set_colours(picture_format& format) const { header_.set_colours(format); }
  bool ended() const;
  // Whether all sound was delivered, or none will come; waits at most 100 ms.
  bool sound_over();
  // Why the sound was over too early, if it was.
  const std::optional<reply_error>& sound_failure() const { return sound_failure_; }
  std::optional<reply_error> failure();

 private:
  void build_video(bool joining, damage_watch* damage);
  void build_sound(GstElement* parse, bool joining);
  void build_image(file_type type);
  GstElement* add(const char* factory);
  GstElement* add_sink(const char* caps, unsigned max_buffers);
  void link(std::initializer_list<GstElement*> chain);
  void bound(GstElement* decoder);

  movie_clock clock_;
  film_header header_;
  sound_writer* sound_;
  element_ptr bin_;
  GstElement* source_ = nullptr;
  GstElement* pictures_ = nullptr;
  GstElement* sound_parser_ = nullptr;  // null without sound
  GstElement* sound_sink_ = nullptr;
  gulong hold_ = 0;
  GstPad* before_decoder_ = nullptr;  // the pad at which data is held until the seek; not owned
  gulong held_ = 0;
  sign data_came_;
  std::uint32_t max_side_ = 0;
  std::optional<off_t> odd_sampling_;
  std::optional<reply_error> broken_;
  std::optional<reply_error> sound_failure_;
};

}  // namespace bangtin::player::decode
