// The demuxer reads the movie box in one piece, so a probe between file and demuxer sees it whole.
#include "player/decode/film_header.hpp"

#include "media/mp4_boxes.hpp"

namespace bangtin::player::decode {

namespace {

stated_colours colours_from(const media::box_colours& box) {
  stated_colours c;
  if (box.matrix) c.matrix = matrix_from(*box.matrix);
  if (box.full_range) c.range = *box.full_range ? colour_range::full : colour_range::limited;
  return c;
}

// Calls read(bytes) with the memory of the buffer.
template <class Read>
void with_bytes(GstBuffer* buffer, GstMapFlags how, Read read) {
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, how)) return;
  read(std::span(reinterpret_cast<std::byte*>(map.data), map.size));
  gst_buffer_unmap(buffer, &map);
}

}  // namespace

void film_header::watch_file(GstPad* source) {
  auto read = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_BUFFER);
  gst_pad_add_probe(source, read, see_file, this, nullptr);
}

void film_header::watch_stream(GstPad* parsed) {
  auto seen = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_BUFFER);
  gst_pad_add_probe(parsed, seen, see_stream, this, nullptr);
}

GstPadProbeReturn film_header::see_file(GstPad*, GstPadProbeInfo* info, gpointer self) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (buffer == nullptr) return GST_PAD_PROBE_OK;  // it is only asked for
  buffer = gst_buffer_make_writable(buffer);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  with_bytes(buffer, static_cast<GstMapFlags>(GST_MAP_READWRITE),
             [&](auto bytes) { static_cast<film_header*>(self)->read_file(bytes); });
  return GST_PAD_PROBE_OK;
}

void film_header::read_file(std::span<std::byte> bytes) {
  media::box_colours colours = media::colours_of_film(bytes);
  std::optional<std::chrono::milliseconds> length = media::hide_length(bytes);
  std::scoped_lock lock(guard_);
  if (colours != media::box_colours{}) container_ = colours_from(colours);
  if (length) length_ = *length;
}

GstPadProbeReturn film_header::see_stream(GstPad*, GstPadProbeInfo* info, gpointer self) {
  auto* header = static_cast<film_header*>(self);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    header->read_first_picture(GST_PAD_PROBE_INFO_BUFFER(info));
    return GST_PAD_PROBE_REMOVE;
  }
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event, &caps);
  header->read_caps(gst_caps_get_structure(caps, 0));
  return GST_PAD_PROBE_OK;
}

void film_header::read_caps(const GstStructure* caps) {
  const GValue* value = gst_structure_get_value(caps, "codec_data");
  GstBuffer* record = value != nullptr ? gst_value_get_buffer(value) : nullptr;
  if (record == nullptr) return;
  with_bytes(record, GST_MAP_READ, [this](auto bytes) {
    std::scoped_lock lock(guard_);
    has_record_ = true;
    stream_ = colours_of_avcc(bytes);
  });
}

void film_header::read_first_picture(GstBuffer* buffer) {
  with_bytes(buffer, GST_MAP_READ, [this](auto bytes) {
    std::scoped_lock lock(guard_);
    if (!has_record_) stream_ = colours_of_stream(bytes);
  });
}

std::chrono::milliseconds film_header::length() const {
  std::scoped_lock lock(guard_);
  return length_;
}

void film_header::set_colours(picture_format& format) const {
  std::scoped_lock lock(guard_);
  decode::set_colours(format, stream_, container_);
}

}  // namespace bangtin::player::decode
