#include "media/ingest/latm_sound.hpp"

#include <memory>
#include <string_view>

namespace bangtin::media::ingest {

namespace {

// On the parser's thread.
struct repeated_frame {
  bool is_latm = true;
  bool given_twice = false;
  bool dropped = false;
};
using shared_state = std::shared_ptr<repeated_frame>;

bool is_latm(GstPad* pad) {
  GstCaps* caps = gst_pad_get_current_caps(pad);
  if (caps == nullptr) return false;
  const char* format = gst_structure_get_string(gst_caps_get_structure(caps, 0), "stream-format");
  bool latm = format != nullptr && std::string_view(format) == "loas";
  gst_caps_unref(caps);
  return latm;
}

GstPadProbeReturn give_twice(GstPad* pad, GstPadProbeInfo* info, gpointer data) {
  repeated_frame& state = **static_cast<shared_state*>(data);
  if (!is_latm(pad)) state.is_latm = false;
  if (!state.is_latm || state.given_twice) return GST_PAD_PROBE_REMOVE;
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return GST_PAD_PROBE_OK;
  auto frame = described_frame(std::as_bytes(std::span(map.data, map.size)));
  gst_buffer_unmap(buffer, &map);
  if (!frame) return GST_PAD_PROBE_OK;
  GstBuffer* longer = gst_buffer_copy_region(buffer, GST_BUFFER_COPY_ALL, 0, frame->at + frame->bytes);
  GstBuffer* rest = gst_buffer_copy_region(buffer, GST_BUFFER_COPY_MEMORY, frame->at,
                                           gst_buffer_get_size(buffer) - frame->at);
  longer = gst_buffer_append(longer, rest);
  // One frame earlier: it does not come out. Other rates than 48 kHz differ by less than a gap.
  constexpr GstClockTime length = 1024 * GST_SECOND / 48'000;
  if (GST_BUFFER_PTS_IS_VALID(longer) && GST_BUFFER_PTS(longer) > length) GST_BUFFER_PTS(longer) -= length;
  if (GST_BUFFER_DTS_IS_VALID(longer) && GST_BUFFER_DTS(longer) > length) GST_BUFFER_DTS(longer) -= length;
  GST_PAD_PROBE_INFO_DATA(info) = longer;
  gst_buffer_unref(buffer);
  state.given_twice = true;
  return GST_PAD_PROBE_REMOVE;
}

GstPadProbeReturn drop_once(GstPad*, GstPadProbeInfo*, gpointer data) {
  repeated_frame& state = **static_cast<shared_state*>(data);
  if (!state.given_twice || state.dropped) return GST_PAD_PROBE_OK;
  state.dropped = true;
  return GST_PAD_PROBE_DROP;
}

void watch(GstElement* parser, const char* name, GstPadProbeCallback call, const shared_state& state) {
  GstPad* pad = gst_element_get_static_pad(parser, name);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, call, new shared_state(state),
                    [](gpointer s) { delete static_cast<shared_state*>(s); });
  gst_object_unref(pad);
}

}  // namespace

std::optional<latm_frame> described_frame(std::span<const std::byte> data) {
  constexpr std::size_t head = 3;
  auto byte = [&](std::size_t at) { return std::to_integer<unsigned>(data[at]); };
  for (std::size_t at = 0; at + head < data.size();) {
    if (byte(at) != 0x56 || (byte(at + 1) & 0xE0U) != 0xE0) {
      ++at;
      continue;
    }
    std::size_t bytes = head + ((byte(at + 1) & 0x1FU) << 8U | byte(at + 2));
    if (bytes <= head || bytes > data.size() - at) return std::nullopt;
    // The first bit of a frame: it uses the description that came before.
    if ((byte(at + head) & 0x80U) == 0) return latm_frame{at, bytes};
    at += bytes;
  }
  return std::nullopt;
}

void keep_first_latm(GstElement* parser) {
  auto state = std::make_shared<repeated_frame>();
  watch(parser, "sink", give_twice, state);
  watch(parser, "src", drop_once, state);
}

}  // namespace bangtin::media::ingest
