// GStreamer 1.22 hands over no flag for a picture of which libavcodec had to invent parts, and no message for
// one that it refuses. Both are in its log: libavcodec writes one line "concealing ..." for each such
// picture, and GStreamer's base classes write "error: ..." for each piece that a decoder refuses. The log
// function sees them; nothing is printed.
#include "player/decode/damage_watch.hpp"

#include <algorithm>
#include <string_view>

#include "player/decode/pictures.hpp"

namespace bangtin::player::decode {

namespace {

// A stream that begins with a recovery point shows pictures that are marked as damaged for at most this long.
constexpr microseconds max_lead = std::chrono::seconds(1);

constexpr const char* watched = "libav:INFO,videodecoder:WARNING,audiodecoder:WARNING";

}  // namespace

damage_watch::damage_watch() {
  gst_debug_remove_log_function(nullptr);  // the one that prints
  gst_debug_add_log_function(see_log, this, nullptr);
  gst_debug_set_threshold_from_string(watched, TRUE);
  gst_debug_set_active(TRUE);
}

damage_watch::~damage_watch() {
  gst_debug_remove_log_function(see_log);
}

void damage_watch::watch_samples(GstPad* before_decoder, const movie_clock& clock) {
  clock_ = &clock;
  gst_pad_add_probe(before_decoder, GST_PAD_PROBE_TYPE_BUFFER, see_sample, this, nullptr);
}

GstPadProbeReturn damage_watch::see_sample(GstPad* pad, GstPadProbeInfo* info, gpointer self) {
  static_cast<damage_watch*>(self)->goes_in(pad, GST_PAD_PROBE_INFO_BUFFER(info));
  return GST_PAD_PROBE_OK;
}

// Counts a sample that the decoder's base class will not clip away.
void damage_watch::goes_in(GstPad* pad, GstBuffer* sample) {
  GstEvent* event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
  if (event == nullptr) return;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event, &segment);
  GstClockTime pts = GST_BUFFER_PTS(sample);
  GstClockTime end = pts;
  if (GST_BUFFER_DURATION_IS_VALID(sample)) end += GST_BUFFER_DURATION(sample);
  guint64 from = 0;
  guint64 to = 0;
  bool shown = GST_CLOCK_TIME_IS_VALID(pts) &&
               gst_segment_clip(segment, GST_FORMAT_TIME, pts, end, &from, &to) != FALSE;
  std::optional<microseconds> due = clock_->time_at(segment, pts);
  std::scoped_lock lock(guard_);
  if (GST_CLOCK_TIME_IS_VALID(pts)) {
    if (!GST_CLOCK_TIME_IS_VALID(first_in_)) first_in_ = pts;
    latest_in_ = pts;
  }
  if (due) latest_due_ = *due;
  if (shown && due) {
    inside_.emplace(from, *due);
    end_ = std::max(end_, *due + microseconds((std::max(from, to) - pts) / 1000));
  }
  gst_event_unref(event);
}

// What is due before the film's beginning (edit lists) is not shown.
void damage_watch::note(std::int64_t damage::*what, microseconds at) {
  if (at < microseconds(0)) return;
  ++(found_.*what);
  found_.first = std::min(found_.first.value_or(at), at);
}

// Pictures come out in the order of their times, so one that is still inside and earlier will not come.
void damage_watch::came_out(GstSample* picture) {
  const sample_of_another_thread reading;
  GstBuffer* buffer = gst_sample_get_buffer(picture);
  GstClockTime pts = GST_BUFFER_PTS(buffer);
  std::scoped_lock lock(guard_);
  auto own = inside_.lower_bound(pts);
  bool known = own != inside_.end() && own->first == pts;
  if (!known) ++unexpected_;
  for (auto lost = inside_.begin(); lost != own; ++lost) {
    if (lost->first >= first_in_) note(&damage::lost, lost->second);
  }
  bool corrupt = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_CORRUPTED);
  microseconds due = known ? own->second : latest_due_;
  if (corrupt && (any_out_ || due >= max_lead)) note(&damage::broken, due);
  any_out_ = any_out_ || !corrupt;
  inside_.erase(inside_.begin(), known ? std::next(own) : own);
}

void damage_watch::see_log(GstDebugCategory* category, GstDebugLevel, const gchar*, const gchar*, gint,
                           GObject*, GstDebugMessage* message, gpointer self) {
  std::string_view from = gst_debug_category_get_name(category);
  const gchar* text = gst_debug_message_get(message);
  std::string_view says = text != nullptr ? text : "";
  std::int64_t damage::*what = nullptr;
  if (from == "libav" && says.starts_with("concealing ")) what = &damage::broken;
  if (from == "videodecoder" && says.starts_with("error: ")) what = &damage::broken;
  if (from == "audiodecoder" && says.starts_with("error: ")) what = &damage::sound;
  if (what == nullptr) return;
  auto* watch = static_cast<damage_watch*>(self);
  std::scoped_lock lock(watch->guard_);
  bool lead = from == "videodecoder" && watch->latest_in_ < watch->first_in_;
  if (!lead) watch->note(what, watch->latest_due_);
}

damage damage_watch::found() const {
  std::scoped_lock lock(guard_);
  damage d = found_;
  d.lost += static_cast<std::int64_t>(inside_.size());
  for (const auto& [pts, due] : inside_) d.first = std::min(d.first.value_or(due), due);
  d.lost = std::max<std::int64_t>(0, d.lost - unexpected_);
  if (d.lost + d.broken + d.sound == 0) d.first.reset();
  return d;
}

microseconds damage_watch::end() const {
  std::scoped_lock lock(guard_);
  return end_;
}

}  // namespace bangtin::player::decode
