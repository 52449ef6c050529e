#include "media/ingest/decoded_pictures.hpp"

#include <gst/app/gstappsink.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "media/ingest/codecs.hpp"
#include "media/ingest/coded_track.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/mpeg_times.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr guint max_waiting_pictures = 3;
constexpr GstClockTime poll_timeout = 250 * GST_MSECOND;
constexpr std::chrono::seconds timeout{60};

// Maximum of pictures that go into a decoder before one comes out: fields, pictures that are never shown
// (VP8), and what its threads hold is much less. At the beginning a recording may lack its key picture.
constexpr std::ptrdiff_t max_missing = 12;
constexpr std::ptrdiff_t max_missing_first = 75;

// A recording of a broadcast begins and ends anywhere.
constexpr milliseconds frayed{1000};
constexpr int gap_pictures = 4;
constexpr nanoseconds gap_min = milliseconds(150);

bool is_recording(const film& f) {
  return f.box == container::mpeg_ts || f.box == container::mpeg_ps;
}

// Whether an edit list leaves the picture.
bool is_presented(GstPad* pad, GstBuffer* buffer) {
  GstEvent* event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (event == nullptr) return true;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event, &segment);
  GstClockTime at = GST_BUFFER_PTS(buffer);
  bool inside = segment->format != GST_FORMAT_TIME || (at >= segment->start && at < segment->stop);
  gst_event_unref(event);
  return inside;
}

}  // namespace

error damaged_after(nanoseconds after, nanoseconds of) {
  if (after < milliseconds(1000) || of < milliseconds(1000)) return damaged();
  return {errc::invalid,
          msg("the video is damaged after {} of {} seconds",
              std::chrono::floor<std::chrono::seconds>(std::min(after, of)).count(),
              std::chrono::round<std::chrono::seconds>(of).count()),
          msg("copy it again from its source")};
}

bool decoded_pictures::link(GstElement* pipeline, GstPad* pad, const char* parser, GstElement* decoder) {
  clock_.widen(pad);
  note_colours(pad);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_coded, this, nullptr);
  std::vector<GstElement*> chain;
  if (parser != nullptr && decoder != nullptr) chain.push_back(add(pipeline, parser));
  if (decoder != nullptr) {
    gst_bin_add(GST_BIN(pipeline), decoder);
    chain.push_back(decoder);
  }
  chain.push_back(add(pipeline, "videoconvert"));
  GstElement* sink = add(pipeline, "appsink");
  chain.push_back(sink);
  if (std::find(chain.begin(), chain.end(), nullptr) != chain.end()) return false;
  caps_ptr caps(known_formats());
  g_object_set(sink, "caps", caps.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE,
               "max-buffers", max_waiting_pictures, "qos", FALSE, nullptr);
  for (std::size_t i = chain.size() - 1; i > 0; --i) {
    if (gst_element_link(chain[i - 1], chain[i]) == FALSE) return false;
    gst_element_sync_state_with_parent(chain[i]);
  }
  if (parser != nullptr && std::string_view(parser) == mpeg_parser) state_mpeg_times(chain.front());
  sink_ = sink;
  return link_pad(pad, chain.front());
}

// GStreamer's decoders prefer the colours of the container to those of the stream, and its demuxer of MP4
// loses the range. So parser and decoder do not see them, and they count where the stream states nothing.
void decoded_pictures::note_colours(GstPad* pad) {
  caps_ptr caps(gst_pad_get_current_caps(pad));
  const GstStructure* s = gst_caps_get_structure(caps.get(), 0);
  if (gst_structure_has_name(s, "video/x-h264") == FALSE &&
      gst_structure_has_name(s, "video/x-h265") == FALSE)
    return;
  bool range_stated = false;
  container_colours_ = colours_in(s, range_stated);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, hide_colours, nullptr, nullptr);
}

GstPadProbeReturn decoded_pictures::hide_colours(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* stated = nullptr;
  gst_event_parse_caps(event, &stated);
  GstCaps* caps = gst_caps_copy(stated);
  gst_structure_remove_field(gst_caps_get_structure(caps, 0), "colorimetry");
  GST_PAD_PROBE_INFO_DATA(info) = gst_event_new_caps(caps);
  gst_caps_unref(caps);
  gst_event_unref(event);
  return GST_PAD_PROBE_OK;
}

// What the stream does not state, the container does.
std::optional<picture_facts> decoded_pictures::facts_of(GstCaps* caps) const {
  auto f = facts_in(caps);
  if (!f || f->rgb) return f;
  constexpr colour_numbers nothing;
  if (f->colours.matrix == nothing.matrix) f->colours.matrix = container_colours_.matrix;
  if (f->colours.primaries == nothing.primaries) f->colours.primaries = container_colours_.primaries;
  if (f->colours.transfer == nothing.transfer) f->colours.transfer = container_colours_.transfer;
  if (!f->range_stated) f->colours.full_range = container_colours_.full_range;
  return f;
}

GstPadProbeReturn decoded_pictures::on_coded(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  auto* pictures = static_cast<decoded_pictures*>(self);
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  ++pictures->coded_;
  if (!GST_BUFFER_PTS_IS_VALID(buffer) || !is_presented(pad, buffer)) return GST_PAD_PROBE_OK;
  std::scoped_lock held(pictures->guard_);
  pictures->expected_.emplace(GST_BUFFER_PTS(buffer), GST_BUFFER_DURATION(buffer));
  return GST_PAD_PROBE_OK;
}

// libavcodec's GIF decoder gives every picture the time of the first one.
decoded_pictures::stamps decoded_pictures::stamps_of(const GstBuffer* picture) {
  std::scoped_lock held(guard_);
  if (film_.box != container::gif || expected_.empty())
    return {GST_BUFFER_PTS(picture), GST_BUFFER_DURATION(picture)};
  return {expected_.begin()->first, expected_.begin()->second};
}

bool decoded_pictures::has_hole(GstClockTime shown) {
  std::scoped_lock held(guard_);
  if (!GST_CLOCK_TIME_IS_VALID(shown)) {
    if (!expected_.empty()) expected_.erase(expected_.begin());
    return false;
  }
  auto behind = expected_.upper_bound(shown);
  std::ptrdiff_t missing = std::distance(expected_.begin(), behind);
  expected_.erase(expected_.begin(), behind);
  return missing > (begun_ ? max_missing : max_missing_first);
}

bool decoded_pictures::is_broken() {
  bool recording = is_recording(film_);
  if (recording && end_ <= frayed) {
    tolerated_ = damage_watch::count();
    gap_ = false;
  }
  bool broken = damage_watch::count() > tolerated_ || gap_;
  return broken && (!recording || end_ + frayed < film_.duration);
}

result<sample_ptr> decoded_pictures::pull(GstElement* pipeline) {
  std::unique_ptr<GstBus, void (*)(void*)> bus(gst_element_get_bus(pipeline), gst_object_unref);
  auto since = std::chrono::steady_clock::now();
  for (std::int64_t before = -1; std::chrono::steady_clock::now() - since < timeout;) {
    if (before != coded_) since = std::chrono::steady_clock::now();
    before = coded_;
    GstElement* sink = sink_;
    if (sink != nullptr) {
      if (GstSample* s = gst_app_sink_try_pull_sample(GST_APP_SINK(sink), poll_timeout)) return sample_ptr(s);
      if (gst_app_sink_is_eos(GST_APP_SINK(sink)) != FALSE) return sample_ptr();
    }
    auto ends = static_cast<GstMessageType>(GST_MESSAGE_ERROR | (sink == nullptr ? GST_MESSAGE_EOS : 0));
    GstMessage* m = gst_bus_timed_pop_filtered(bus.get(), sink == nullptr ? poll_timeout : 0, ends);
    if (m == nullptr) continue;
    gst_message_unref(m);
    return broken();
  }
  return broken();
}

std::optional<nanoseconds> decoded_pictures::place(const GstSegment* segment, const stamps& stated) {
  nanoseconds lasts(GST_CLOCK_TIME_IS_VALID(stated.lasts) ? static_cast<std::int64_t>(stated.lasts) : 0);
  nanoseconds at = end_;
  if (GST_CLOCK_TIME_IS_VALID(stated.at)) {
    auto found = clock_.time_of(segment, stated.at);
    if (!found || *found + lasts <= nanoseconds(0)) return std::nullopt;
    lasts += std::min(*found, nanoseconds(0));
    at = std::max(*found, nanoseconds(0));
  }
  // Matroska's milliseconds, where the rate is constant.
  if (last_ >= nanoseconds(0) && std::chrono::abs(at - end_) <= milliseconds(1)) at = end_;
  // A recording of a broadcast has a constant rate, and its demuxer leaves out what is broken.
  gap_ = gap_ || (is_recording(film_) && last_ >= nanoseconds(0) &&
                  at - end_ > std::max(gap_pictures * lasts, gap_min));
  if (at <= last_) at = std::max(end_, last_ + nanoseconds(1'000'000));
  last_ = at;
  end_ = std::max(end_, at + lasts);
  return at;
}

result<std::optional<decoded_picture>> decoded_pictures::next(GstElement* pipeline) {
  while (true) {
    auto sample = pull(pipeline);
    if (!sample) return sample.error();
    if (is_broken()) return broken();
    if (*sample == nullptr) {
      if (has_hole(GST_CLOCK_TIME_NONE - 1)) return broken();
      return std::optional<decoded_picture>();
    }
    stamps stated = stamps_of(gst_sample_get_buffer(sample->get()));
    if (has_hole(stated.at)) return broken();
    begun_ = true;
    auto at = place(gst_sample_get_segment(sample->get()), stated);
    if (!at) continue;
    decoded_picture p;
    p.at = *at;
    GstCaps* caps = gst_sample_get_caps(sample->get());
    if (caps_ == nullptr || gst_caps_is_equal(caps, caps_.get()) == FALSE) {
      caps_.reset(gst_caps_ref(caps));
      auto facts = facts_of(caps);
      if (!facts) return broken();
      p.changed = *facts != facts_;
      facts_ = *facts;
    }
    p.facts = facts_;
    p.sample = std::move(*sample);
    return std::optional<decoded_picture>(std::move(p));
  }
}

}  // namespace bangtin::media::ingest
