#include "media/ingest/animation_writer.hpp"

#include <cstring>

#include "media/ingest/codecs.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/picture_coder.hpp"
#include "media/ingest/picture_filter.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The length is not known beforehand, but the header needs room for it; with 30 pictures per second this is
// half a megabyte.
constexpr std::chrono::minutes max_length{10};

picture_facts facts_of(int width, int height) {
  picture_facts f;
  f.format = "rgb24";
  f.width = width;
  f.height = height;
  f.rgb = true;
  return f;
}

frame_ptr frame_of(const image& p) {
  frame_ptr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_RGB24;
  frame->width = p.width;
  frame->height = p.height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  for (int y = 0; y < p.height; ++y) {
    std::memcpy(frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0],
                p.rgb.data() + static_cast<std::size_t>(y) * p.stride(), p.stride());
  }
  return frame;
}

}  // namespace

struct animation_writer::state {
  state(mp4_writer w, const picture_facts& f) : facts(f), size(rendition_size(f)), writer(std::move(w)) {}

  picture_facts facts;
  picture_size size;
  shared_writer writer;
  std::unique_ptr<picture_coder> coder;  // uses the writer
  std::unique_ptr<picture_filter> filter;
  nanoseconds end{};

  picture_filter::receiver to_coder() {
    return [this](frame_ptr frame) {
      nanoseconds at(frame->pts);
      return coder->add(std::move(frame), at);
    };
  }
};

animation_writer::animation_writer(std::unique_ptr<state> s) : state_(std::move(s)) {}
animation_writer::animation_writer(animation_writer&&) noexcept = default;
animation_writer& animation_writer::operator=(animation_writer&&) noexcept = default;
animation_writer::~animation_writer() = default;

result<animation_writer> animation_writer::open(const job& j, const std::string& name, int width,
                                                int height) {
  if (width <= 0 || height <= 0) return damaged();
  if (!load_converter()) return no_gstreamer();
  auto writer = mp4_writer::create(j.output / name, max_length, false);
  if (!writer) return writer.error();
  auto made = std::make_unique<state>(std::move(*writer), facts_of(width, height));
  auto coder = picture_coder::make(made->writer, made->size);
  if (!coder) return coder.error();
  auto filter = picture_filter::make(made->facts, filter_text(made->facts, made->size));
  if (!filter) return filter.error();
  made->coder = std::move(*coder);
  made->filter = std::move(*filter);
  return animation_writer(std::move(made));
}

result<void> animation_writer::add(const image& picture, milliseconds duration) {
  state& s = *state_;
  if (picture.width != s.facts.width || picture.height != s.facts.height) return damaged();
  nanoseconds at = s.end;
  s.end += std::max(duration, milliseconds(1));
  return s.filter->push(frame_of(picture), at, s.to_coder());
}

result<converted> animation_writer::finish() {
  state& s = *state_;
  if (auto finished = s.filter->finish(s.to_coder()); !finished) return finished.error();
  auto end = s.coder->finish(s.end, min_animation);
  if (!end) return end.error();
  s.end = *end;
  converted c{s.size.width, s.size.height, 0};
  s.writer.with([&](mp4_writer& w) {
    c.frames = w.pictures();
    return w.finish(s.end);
  });
  if (auto failed = s.writer.failure()) return *failed;
  return c;
}

milliseconds animation_writer::duration() const {
  return std::chrono::round<milliseconds>(state_->end);
}

}  // namespace bangtin::media::ingest
