#include "media/ingest/decoded_pictures.hpp"

#include <gst/app/gstappsink.h>

#include <algorithm>
#include <vector>

#include "media/ingest/codecs.hpp"
#include "media/ingest/coded_track.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr guint max_waiting_pictures = 3;
constexpr GstClockTime patience = 250 * GST_MSECOND;
constexpr std::chrono::seconds timeout{60};

// So many pictures may go into a decoder without that one comes out: fields, pictures that are never shown
// (VP8), and what its threads hold is much less. At the beginning a recording may lack its key picture.
constexpr std::ptrdiff_t max_missing = 12;
constexpr std::ptrdiff_t max_missing_first = 75;

// A recording of a broadcast begins and ends anywhere.
constexpr milliseconds frayed{1000};

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
  if (after < milliseconds(1000)) return damaged();
  return {errc::invalid,
          msg("the video is damaged after {} of {} seconds",
              std::chrono::floor<std::chrono::seconds>(after).count(),
              std::chrono::round<std::chrono::seconds>(of).count()),
          msg("copy it again from its source")};
}

bool decoded_pictures::link(GstElement* pipeline, GstPad* pad, const char* parser, GstElement* decoder) {
  clock_.widen(pad);
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
  sink_ = sink;
  return link_pad(pad, chain.front());
}

GstPadProbeReturn decoded_pictures::on_coded(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  auto* pictures = static_cast<decoded_pictures*>(self);
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  ++pictures->coded_;
  if (!GST_BUFFER_PTS_IS_VALID(buffer) || !is_presented(pad, buffer)) return GST_PAD_PROBE_OK;
  std::scoped_lock held(pictures->guard_);
  pictures->expected_.insert(GST_BUFFER_PTS(buffer));
  return GST_PAD_PROBE_OK;
}

bool decoded_pictures::has_hole(GstClockTime shown) {
  std::scoped_lock held(guard_);
  auto behind = expected_.upper_bound(shown);
  std::ptrdiff_t missing = std::distance(expected_.begin(), behind);
  expected_.erase(expected_.begin(), behind);
  return missing > (begun_ ? max_missing : max_missing_first);
}

bool decoded_pictures::is_broken() const {
  if (damage_watch::count() == 0) return false;
  bool recorded = film_.box == container::mpeg_ts || film_.box == container::mpeg_ps;
  return !recorded || (end_ > frayed && end_ + frayed < film_.duration);
}

result<sample_ptr> decoded_pictures::pull(GstElement* pipeline) {
  std::unique_ptr<GstBus, void (*)(void*)> bus(gst_element_get_bus(pipeline), gst_object_unref);
  auto since = std::chrono::steady_clock::now();
  for (std::int64_t before = -1; std::chrono::steady_clock::now() - since < timeout;) {
    if (before != coded_) since = std::chrono::steady_clock::now();
    before = coded_;
    GstElement* sink = sink_;
    if (sink != nullptr) {
      if (GstSample* s = gst_app_sink_try_pull_sample(GST_APP_SINK(sink), patience)) return sample_ptr(s);
      if (gst_app_sink_is_eos(GST_APP_SINK(sink)) != FALSE) return sample_ptr();
    }
    auto ends = static_cast<GstMessageType>(GST_MESSAGE_ERROR | (sink == nullptr ? GST_MESSAGE_EOS : 0));
    GstMessage* m = gst_bus_timed_pop_filtered(bus.get(), sink == nullptr ? patience : 0, ends);
    if (m == nullptr) continue;
    gst_message_unref(m);
    return broken();
  }
  return broken();
}

std::optional<nanoseconds> decoded_pictures::place(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  nanoseconds lasts(
      GST_BUFFER_DURATION_IS_VALID(buffer) ? static_cast<std::int64_t>(GST_BUFFER_DURATION(buffer)) : 0);
  nanoseconds at = end_;
  if (GST_BUFFER_PTS_IS_VALID(buffer)) {
    auto found = clock_.time_of(gst_sample_get_segment(sample), GST_BUFFER_PTS(buffer));
    if (!found || *found + lasts <= nanoseconds(0)) return std::nullopt;
    lasts += std::min(*found, nanoseconds(0));
    at = std::max(*found, nanoseconds(0));
  }
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
    GstClockTime stamp = GST_BUFFER_PTS(gst_sample_get_buffer(sample->get()));
    if (GST_CLOCK_TIME_IS_VALID(stamp) && has_hole(stamp)) return broken();
    begun_ = true;
    auto at = place(sample->get());
    if (!at) continue;
    decoded_picture p;
    p.at = *at;
    GstCaps* caps = gst_sample_get_caps(sample->get());
    if (caps_ == nullptr || gst_caps_is_equal(caps, caps_.get()) == FALSE) {
      caps_.reset(gst_caps_ref(caps));
      auto facts = facts_in(caps);
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
