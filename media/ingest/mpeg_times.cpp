#include "media/ingest/mpeg_times.hpp"

#include <utility>

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

constexpr int places = 1024;  // the field has ten bits

GstPadProbeReturn state_time(GstPad*, GstPadProbeInfo* info, gpointer data) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  GstMapInfo map;
  if (!GST_BUFFER_DURATION_IS_VALID(buffer) || gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE)
    return GST_PAD_PROBE_OK;
  auto picture = read_mpeg_picture(std::as_bytes(std::span(map.data, map.size)));
  gst_buffer_unmap(buffer, &map);
  if (!picture) return GST_PAD_PROBE_OK;
  auto time_in = [](GstClockTime t) {
    return GST_CLOCK_TIME_IS_VALID(t) ? std::optional(nanoseconds(static_cast<std::int64_t>(t)))
                                      : std::nullopt;
  };
  std::optional<nanoseconds> stated = time_in(GST_BUFFER_PTS(buffer));
  nanoseconds lasts(static_cast<std::int64_t>(GST_BUFFER_DURATION(buffer)));
  auto due =
      static_cast<mpeg_times*>(data)->time_of(*picture, stated, time_in(GST_BUFFER_DTS(buffer)), lasts);
  if (stated || !due || *due < nanoseconds(0)) return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(due->count());
  return GST_PAD_PROBE_OK;
}

}  // namespace

std::optional<mpeg_picture> read_mpeg_picture(std::span<const std::byte> coded) {
  constexpr auto zero = std::byte{0}, one = std::byte{1};
  constexpr auto group_code = std::byte{0xb8};
  mpeg_picture p;
  for (std::size_t at = 0; at + 6 <= coded.size(); ++at) {
    if (coded[at] != zero || coded[at + 1] != zero || coded[at + 2] != one) continue;
    if (coded[at + 3] == group_code) p.begins_group = true;
    if (coded[at + 3] != zero) continue;  // 0 begins a picture
    constexpr int b_picture = 3;
    p.place = static_cast<int>(coded[at + 4]) << 2 | static_cast<int>(coded[at + 5]) >> 6;
    p.between = (static_cast<int>(coded[at + 5]) >> 3 & 7) == b_picture;
    return p;
  }
  return {};
}

std::optional<nanoseconds> mpeg_times::time_of(const mpeg_picture& p, std::optional<nanoseconds> stated,
                                               std::optional<nanoseconds> decoded, nanoseconds lasts) {
  if (p.begins_group) last_place_ = -1;
  if (p.between) return stated ? stated : decoded;
  std::optional<int> before = std::exchange(last_place_, p.place);
  if (!before || !decoded) return stated;
  // Streams without groups count on, and begin again at 0 after 1023.
  int ahead = p.place - *before + (*before - p.place > places / 2 ? places : 0);
  if (ahead <= 0) return stated;
  nanoseconds expected = *decoded + ahead * lasts;
  if (stated) delay_ = *stated - expected;
  return stated ? *stated : expected + delay_;
}

void state_mpeg_times(GstElement* parser) {
  GstPad* out = gst_element_get_static_pad(parser, "src");
  gst_pad_add_probe(out, GST_PAD_PROBE_TYPE_BUFFER, state_time, new mpeg_times,
                    [](gpointer times) { delete static_cast<mpeg_times*>(times); });
  gst_object_unref(out);
}

}  // namespace bangtin::media::ingest
