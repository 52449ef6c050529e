// Two pipelines: one reads the file, and copies its tracks or decodes them; picture_coder has the other.
//
//   filesrc ! demuxer ─┬─ parser ! decoder ! videoconvert ! appsink → filter → picture_coder ─┐
//                      ├─ (copied picture) parser ! appsink ──────────────────────────────────┤→ mp4_writer
//                      └─ parser, or add_sound_coder ! appsink ───────────────────────────────┘
//
// The demuxer's thread waits while the decoder's appsink is full. The calling thread takes pictures from it,
// filters them and waits while the encoder has enough. Nothing waits for the other track.
#include "media/ingest/convert.hpp"

#include <algorithm>
#include <atomic>

#include "media/ingest/codec_names.hpp"
#include "media/ingest/codecs.hpp"
#include "media/ingest/coded_track.hpp"
#include "media/ingest/decoded_pictures.hpp"
#include "media/ingest/film_clock.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/picture_coder.hpp"
#include "media/ingest/picture_filter.hpp"
#include "media/ingest/sound.hpp"
#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The survey measured with the same rules, so more than the rounding of a few frames is missing data.
constexpr milliseconds length_tolerance{500};

error no_decoder(const std::string& codec) {
  message what = codec.empty() ? msg("no decoder for this kind of video is installed")
                               : msg("its picture is stored as {}, which this system cannot decode", codec);
  return {errc::unsupported, std::move(what),
          msg("convert it to MP4 (H.264) with another program, then load it again")};
}

error cut_off(nanoseconds after, nanoseconds of) {
  return {errc::invalid,
          msg("the video is cut off after {} of {} seconds",
              std::chrono::floor<std::chrono::seconds>(after).count(),
              std::chrono::round<std::chrono::seconds>(of).count()),
          msg("copy it again from its source")};
}

class run {
 public:
  run(const job& j, const film& f, const conversion& what, const loudness& sound, mp4_writer w)
      : job_(j),
        film_(f),
        what_(what),
        loudness_(sound),
        writer_(std::move(w)),
        picture_(writer_, mp4_writer::track::picture, f, samples_),
        sound_(writer_, mp4_writer::track::sound, f, samples_),
        decoded_(f) {}

  result<converted> convert();

 private:
  static void on_track(GstElement* demuxer, GstPad* pad, gpointer self);
  void take_picture(GstPad* pad, GstCaps* caps);
  void take_sound(GstPad* pad, GstCaps* caps);
  bool decode_picture(GstPad* pad, GstCaps* caps);
  result<void> code_pictures();
  result<void> code(const decoded_picture& p);
  void state_box_colours(picture_facts& facts) const;
  result<void> start_filter(const decoded_picture& p);
  result<void> finish_pictures();
  result<void> finish();
  picture_filter::receiver to_coder();

  const job& job_;
  const film& film_;
  const conversion& what_;
  const loudness& loudness_;
  shared_writer writer_;
  std::atomic<std::int64_t> samples_ = 0;  // that were written without the encoder of pictures
  coded_track picture_;
  coded_track sound_;
  decoded_pictures decoded_;
  std::string undecoded_;  // the codec's name; not read before lacks_decoder_ is set
  std::atomic<bool> lacks_decoder_ = false;
  std::atomic<bool> lacks_element_ = false;
  std::optional<picture_size> size_;
  pacer pacer_;
  std::unique_ptr<picture_coder> coder_;
  std::unique_ptr<picture_filter> filter_;
  nanoseconds length_{};
  std::atomic<std::int64_t> hidden_ms_ = 0;
  pipeline_ptr pipeline_;  // the last member: its threads use the others
};

void run::on_track(GstElement*, GstPad* pad, gpointer self) {
  auto* r = static_cast<run*>(self);
  std::unique_ptr<gchar, void (*)(void*)> id(gst_pad_get_stream_id(pad), g_free);
  caps_ptr caps(gst_pad_get_current_caps(pad));
  std::string name = id ? id.get() : "";
  if (caps && name == r->film_.picture) {
    r->take_picture(pad, caps.get());
  } else if (caps && name == r->film_.sound && !r->film_.sound.empty()) {
    r->take_sound(pad, caps.get());
  } else if (GstElement* nothing = add_nothing(r->pipeline_.get(), false)) {
    link_pad(pad, nothing);
  }
}

void run::take_picture(GstPad* pad, GstCaps* caps) {
  const GstStructure* s = gst_caps_get_structure(caps, 0);
  if (!what_.picture) {
    if (!picture_.copy(pipeline_.get(), pad, s, job_.fd)) lacks_element_ = true;
  } else if (!decode_picture(pad, caps)) {
    GST_ELEMENT_ERROR(pipeline_.get(), STREAM, CODEC_NOT_FOUND, (nullptr), (nullptr));
  }
}

bool run::decode_picture(GstPad* pad, GstCaps* caps) {
  GstElement* decoder = nullptr;
  const GstStructure* s = gst_caps_get_structure(caps, 0);
  if (!is_raw(s) && (decoder = make_decoder(caps, film_.alpha_beside)) == nullptr) {
    undecoded_ = codec_name(gst_structure_get_name(s), 0);
    lacks_decoder_ = true;
    return false;
  }
  bool linked = decoded_.link(pipeline_.get(), pad, parser_for(s), decoder);
  if (!linked) lacks_element_ = true;
  return linked;
}

void run::take_sound(GstPad* pad, GstCaps* caps) {
  const GstStructure* s = gst_caps_get_structure(caps, 0);
  if (!what_.sound) {
    if (!sound_.copy(pipeline_.get(), pad, s, job_.fd)) lacks_element_ = true;
    return;
  }
  sound_.clock().widen(pad);
  std::unique_ptr<GstPad, void (*)(void*)> coded(add_sound_coder(pipeline_.get(), pad, film_, loudness_),
                                                 gst_object_unref);
  if (!coded || !sound_.take(pipeline_.get(), coded.get())) lacks_element_ = true;
}

picture_filter::receiver run::to_coder() {
  return [this](frame_ptr frame) {
    nanoseconds at(frame->pts);
    return coder_->add(std::move(frame), at);
  };
}

// What the stream does not say, the container does; GStreamer loses a part of it.
void run::state_box_colours(picture_facts& facts) const {
  if (film_.box != container::mp4 || facts.rgb) return;
  box_colours box = colours_of_file(job_.fd);
  if (facts.colours.matrix == colour_numbers().matrix && box.matrix) facts.colours.matrix = *box.matrix;
  if (!facts.range_stated && box.full_range) facts.colours.full_range = *box.full_range;
}

result<void> run::start_filter(const decoded_picture& p) {
  picture_facts facts = p.facts;
  facts.turned = film_.turned;
  state_box_colours(facts);
  if (!size_) {
    size_ = rendition_size(facts);
    auto coder = picture_coder::make(writer_, *size_);
    if (!coder) return coder.error();
    coder_ = std::move(*coder);
  }
  if (filter_) {
    if (auto finished = filter_->finish(to_coder()); !finished) return finished;
  }
  auto filter = picture_filter::make(facts, filter_text(facts, *size_));
  if (!filter) return filter.error();
  filter_ = std::move(*filter);
  return {};
}

result<void> run::code(const decoded_picture& p) {
  if (p.changed) {
    if (auto started = start_filter(p); !started) return started;
  }
  // What the coder would leave out need not be filtered; deinterlacing needs all pictures.
  auto at = p.facts.interlaced ? std::optional(p.at) : pacer_.place(p.at);
  if (!at) return {};
  frame_ptr frame = frame_of(p.sample.get());
  if (frame == nullptr) return damaged();
  if (film_.duration.count() > 0) report_progress(std::chrono::duration<double>(p.at) / film_.duration);
  return filter_->push(std::move(frame), *at, to_coder());
}

result<void> run::code_pictures() {
  damage_watch watch;
  while (true) {
    auto p = decoded_.next(pipeline_.get());
    if (!p) return lacks_decoder_ ? no_decoder(undecoded_) : lacks_element_ ? no_gstreamer() : p.error();
    if (!*p) return finish_pictures();
    if (auto coded = code(**p); !coded) return coded;
  }
}

result<void> run::finish_pictures() {
  if (!filter_) return damaged();
  if (auto finished = filter_->finish(to_coder()); !finished) return finished;
  auto end = coder_->finish(decoded_.end(), film_.box == container::gif ? min_animation : milliseconds(0));
  if (!end) return end.error();
  length_ = *end;
  return {};
}

result<void> run::finish() {
  if (!wait_for(pipeline_.get(), GST_MESSAGE_EOS, samples_)) {
    if (auto failed = writer_.failure()) return *failed;
    return lacks_element_ ? no_gstreamer()
                          : damaged_after(std::max(decoded_.end(), picture_.end()), film_.duration);
  }
  nanoseconds reached = std::max({decoded_.end(), picture_.end(), sound_.end()});
  if (reached + length_tolerance < film_.duration) return cut_off(reached, film_.duration);
  length_ = film_.box == container::gif ? std::max<nanoseconds>(length_, film_.duration) : film_.duration;
  if (length_.count() <= 0) length_ = reached;
  writer_.with([&](mp4_writer& w) { return w.finish(length_); });
  if (auto failed = writer_.failure()) return *failed;
  return {};
}

result<converted> run::convert() {
  pipeline_ = open_film(job_, film_.box, G_CALLBACK(on_track), this, hidden_ms_);
  if (!pipeline_) return no_gstreamer();
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  if (what_.picture) {
    if (auto coded = code_pictures(); !coded) return coded.error();
  }
  if (auto finished = finish(); !finished) return finished.error();
  pipeline_.reset();
  converted c;
  picture_size size = size_ ? *size_ : picture_.size();
  c.width = size.width;
  c.height = size.height;
  writer_.with([&](mp4_writer& w) -> result<void> {
    c.frames = w.pictures();
    return {};
  });
  return c;
}

}  // namespace

result<converted> convert_film(const job& j, const film& f, const conversion& what, const loudness& sound,
                               const std::string& name) {
  if (!load_converter()) return no_gstreamer();
  auto writer = mp4_writer::create(j.output / name, f.duration, !f.sound.empty());
  if (!writer) return writer.error();
  return run(j, f, what, sound, std::move(*writer)).convert();
}

}  // namespace bangtin::media::ingest
