#include "media/ingest/picture_filter.hpp"

#include <fmt/format.h>

#include <thread>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/mathematics.h>
}

namespace bangtin::media::ingest {

namespace {

constexpr AVRational nanosecond{1, 1'000'000'000};
constexpr int max_threads = 4;

error no_memory() {
  return {errc::limit, msg("this file needs more memory than is allowed"),
          msg("save it smaller or simpler, then load it again")};
}

error no_filter() {
  return {errc::unsupported, msg("this computer lacks the filters that convert this video"),
          msg("install libavfilter8")};
}

}  // namespace

picture_filter::~picture_filter() {
  avfilter_graph_free(&graph_);
}

result<std::unique_ptr<picture_filter>> picture_filter::make(const picture_facts& f,
                                                             const std::string& text) {
  std::unique_ptr<picture_filter> made(new picture_filter);
  made->interlaced_ = f.interlaced;
  if (text.empty()) return made;
  made->graph_ = avfilter_graph_alloc();
  if (made->graph_ == nullptr) return no_memory();
  made->graph_->nb_threads =
      std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, max_threads);
  std::string whole = fmt::format(
      "buffer@in=video_size={}x{}:pix_fmt={}:time_base=1/1000000000:pixel_aspect=1/1,{},buffersink@out",
      f.width, f.height, f.format, text);
  AVFilterInOut* inputs = nullptr;
  AVFilterInOut* outputs = nullptr;
  int failed = avfilter_graph_parse2(made->graph_, whole.c_str(), &inputs, &outputs);
  avfilter_inout_free(&inputs);
  avfilter_inout_free(&outputs);
  if (failed >= 0) failed = avfilter_graph_config(made->graph_, nullptr);
  if (failed == AVERROR(ENOMEM)) return no_memory();
  if (failed < 0) return no_filter();
  for (unsigned i = 0; i < made->graph_->nb_filters; ++i) {
    AVFilterContext* c = made->graph_->filters[i];
    if (std::string_view(c->filter->name) == "buffer") made->in_ = c;
    if (std::string_view(c->filter->name) == "buffersink") made->out_ = c;
  }
  if (made->in_ == nullptr || made->out_ == nullptr) return no_filter();
  return made;
}

result<void> picture_filter::push(frame_ptr picture, std::chrono::nanoseconds at, const receiver& to) {
  picture->pts = at.count();
  if (graph_ == nullptr) return to(std::move(picture));
  // A filter for progressive pictures must not take half of their lines for another picture.
  if (!interlaced_) picture->interlaced_frame = 0;
  if (av_buffersrc_add_frame(in_, picture.get()) < 0) return no_memory();
  return drain(to);
}

result<void> picture_filter::finish(const receiver& to) {
  if (graph_ == nullptr) return {};
  if (av_buffersrc_add_frame(in_, nullptr) < 0) return no_memory();
  return drain(to);
}

result<void> picture_filter::drain(const receiver& to) {
  while (true) {
    frame_ptr ready(av_frame_alloc());
    int got = ready != nullptr ? av_buffersink_get_frame(out_, ready.get()) : AVERROR(ENOMEM);
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return {};
    if (got < 0) return no_memory();
    ready->pts = av_rescale_q(ready->pts, av_buffersink_get_time_base(out_), nanosecond);
    if (auto taken = to(std::move(ready)); !taken) return taken;
  }
}

}  // namespace bangtin::media::ingest
