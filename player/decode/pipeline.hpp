// The GStreamer pipelines of a decoder process, named element by element: nothing is looked up by what the
// file says it is, so a file can reach no parser but these.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "player/decode/frame_pool.hpp"
#include "player/decode/protocol.hpp"

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

// What the file is, by how it begins.
enum class file_type { mp4, jpeg, png };
std::optional<file_type> type_of_file(int fd);
// A PNG file whose header names a side longer than this. (Its decoder takes memory before it tells the size;
// those of the other types tell it first, and the pipeline looks then.)
bool too_large(int fd, file_type type, std::uint32_t max_side);
// The file ends before it should: an MP4 file within one of its boxes, a JPEG file within a scan. (Their
// decoders show what there is.)
bool cut_off(int fd, file_type type);

// Something has happened, said by one thread to another. May be given more than once.
class sign {
 public:
  void give();
  bool wait_for(std::chrono::milliseconds timeout);  // true once it was given

 private:
  std::mutex guard_;
  std::condition_variable came_;
  bool given_ = false;
};

// What a pipeline calls in its own streaming thread.
using sound_taker = void (*)(void* context, GstSample* sample);

// A running pipeline and its video sink. Stops with the object.
class pipeline {
 public:
  // Loads GStreamer and just the plug-ins that videos or stills need; both may be loaded. Starts no thread.
  static std::optional<reply_error> load(bool video);
  // The same for a nursery: all of them. `registry`: a file in which GStreamer keeps what they said of
  // themselves, for the next time; it is made anew when a plug-in has changed. Empty: none.
  static std::optional<reply_error> load_all(const std::string& registry);
  // Makes and forgets one element of each kind, so that copies of this process find their classes made.
  static void warm_up();

  // Builds it for file_fd, with its source held: no byte of the file is read before `release_source`.
  // `take_sound` is null when no sound is wanted; when `joining`, it is called only after `seek`. Videos are
  // decoded into the pool's memory; its room bounds the picture before memory is taken.
  pipeline(file_type type, frame_pool& pool, bool joining, sound_taker take_sound, void* context);
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;
  ~pipeline();

  // A part was missing; nothing else may be called then.
  const std::optional<reply_error>& broken() const { return broken_; }
  void start();
  void release_source();
  // Only when joining, before any picture is taken: waits at most 100 ms until the file's streams are known
  // and `seek` may be called. What comes before that is held.
  bool seekable();
  // Goes on from the frame shown at `offset`, or from the last if that is past the end.
  bool seek(std::chrono::microseconds offset);
  std::chrono::microseconds duration() const;  // 0 if not known

  // The next picture; waits at most 100 ms. Null: none yet, or `ended`, or `failure`.
  sample_ptr next();
  bool ended() const;
  std::optional<reply_error> failure();

 private:
  void build_video(bool joining, sound_taker take_sound, void* context);
  void build_sound(GstElement* parse, bool joining, sound_taker take_sound, void* context);
  void build_image(file_type type);
  GstElement* add(const char* factory);
  GstElement* add_sink(const char* caps, unsigned max_buffers);
  void link(std::initializer_list<GstElement*> chain);
  void bound(GstElement* decoder);

  element_ptr bin_;
  GstElement* source_ = nullptr;
  GstElement* pictures_ = nullptr;
  gulong hold_ = 0;
  GstPad* before_decoder_ = nullptr;  // where it is held until the seek; not ours
  gulong held_ = 0;
  sign data_came_;
  std::uint32_t max_side_ = 0;
  std::optional<reply_error> broken_;
};

}  // namespace bangtin::player::decode
