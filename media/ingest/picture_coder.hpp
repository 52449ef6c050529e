// Encodes upright pictures to H.264 and writes them into the rendition.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "base/error.hpp"
#include "media/ingest/av_frame.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/mp4_writer.hpp"

namespace bangtin::media::ingest {

// A writer that the threads of several tracks share. Keeps the first failure.
class shared_writer {
 public:
  explicit shared_writer(mp4_writer w) : writer_(std::move(w)) {}
  // Runs `use(mp4_writer&)` alone; nothing after a failure. Returns whether there was none so far.
  template <class F>
  bool with(F use) {
    std::scoped_lock held(guard_);
    if (!failed_) {
      if (auto done = use(writer_); !done) failed_ = done.error();
    }
    return !failed_;
  }
  std::optional<error> failure() {
    std::scoped_lock held(guard_);
    return failed_;
  }

 private:
  std::mutex guard_;
  mp4_writer writer_;  // guarded, as failed_
  std::optional<error> failed_;
};

// Not thread-safe; the encoder has its own threads, which write to `to`.
class picture_coder {
 public:
  // `to` must outlive the coder. errc::unsupported when the encoder is not installed.
  static result<std::unique_ptr<picture_coder>> make(shared_writer& to, picture_size size);
  ~picture_coder();

  // Shows `picture` (4:2:0, of this size, in limited BT.709) from `at` until the next one; see pacer. Blocks
  // while the encoder has enough to do. Fails as the writer does; errc::internal when the encoder fails.
  result<void> add(frame_ptr picture, std::chrono::nanoseconds at);
  // Encodes the rest; the last picture stands until `end`. What is shorter than `min_length` is repeated, if
  // that is at most 500 ms. Returns the end.
  result<std::chrono::nanoseconds> finish(std::chrono::nanoseconds end, std::chrono::nanoseconds min_length);

 private:
  struct timed {
    frame_ptr picture;
    std::chrono::nanoseconds at{};
  };

  picture_coder(shared_writer& to, picture_size size) : to_(to), size_(size) {}
  bool build();
  result<void> encode(timed picture, std::chrono::nanoseconds until);
  result<void> encode_last(std::chrono::nanoseconds end);
  result<void> place(frame_ptr picture, std::chrono::nanoseconds at);
  static GstFlowReturn on_sample(GstElement* sink, void* self);
  void write(GstSample* sample);
  error encoder_failed();

  shared_writer& to_;
  picture_size size_;
  pipeline_ptr pipeline_;
  GstElement* source_ = nullptr;
  bool described_ = false;  // only the encoder's thread uses it
  pacer pacer_;
  std::optional<timed> last_;
  std::chrono::nanoseconds last_lasts_{};  // from the picture before to the last one
  std::vector<timed> beginning_;           // what may have to be repeated
  std::optional<std::chrono::nanoseconds> next_key_;
};

}  // namespace bangtin::media::ingest
