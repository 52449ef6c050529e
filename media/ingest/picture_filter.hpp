// A libavfilter graph for decoded pictures.
#pragma once

#include <functional>
#include <memory>

#include "base/error.hpp"
#include "media/ingest/av_frame.hpp"

extern "C" {
struct AVFilterGraph;
struct AVFilterContext;
}

namespace bangtin::media::ingest {

// Not thread-safe; starts its own threads for the filters.
class picture_filter {
 public:
  // Receives each filtered picture; its `pts` is its time in nanoseconds.
  using receiver = std::function<result<void>(frame_ptr)>;

  // `text`: see filter_text(); empty: pictures pass as they are. errc::unsupported when libavfilter lacks a
  // filter, errc::limit when there is not enough memory.
  static result<std::unique_ptr<picture_filter>> make(const picture_facts& f, const std::string& text);
  ~picture_filter();

  // Filters the next picture, due at `at`, and passes on what is ready. `picture` has the form of the facts.
  // Fails as the receiver does; errc::limit when there is not enough memory.
  result<void> push(frame_ptr picture, std::chrono::nanoseconds at, const receiver& to);
  // Passes on what the filters have kept back.
  result<void> finish(const receiver& to);

 private:
  picture_filter() = default;
  result<void> drain(const receiver& to);

  AVFilterGraph* graph_ = nullptr;  // null: pictures pass as they are
  AVFilterContext* in_ = nullptr;
  AVFilterContext* out_ = nullptr;
  bool interlaced_ = false;
};

}  // namespace bangtin::media::ingest
