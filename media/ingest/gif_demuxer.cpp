#include "media/ingest/gif_demuxer.hpp"

#include <string>

#include "media/ingest/gif_blocks.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t max_bytes = std::size_t{256} << 20;

struct gif_element {
  GstElement parent;
  std::string* bytes;
};

struct gif_element_class {
  GstElementClass parent;
};

gpointer parent_class = nullptr;

GstPad* add_track(gif_element* e, const gif_file& file) {
  GstPadTemplate* kind = gst_element_class_get_pad_template(GST_ELEMENT_GET_CLASS(e), "src");
  GstPad* pad = gst_pad_new_from_template(kind, "src");
  gst_pad_use_fixed_caps(pad);
  gst_pad_set_active(pad, TRUE);
  gst_pad_push_event(pad, gst_event_new_stream_start("gif/0"));
  GstCaps* caps = gst_caps_new_simple("image/gst-libav-gif", "width", G_TYPE_INT, file.width, "height",
                                      G_TYPE_INT, file.height, "framerate", GST_TYPE_FRACTION, 0, 1, "parsed",
                                      G_TYPE_BOOLEAN, TRUE, nullptr);
  gst_pad_set_caps(pad, caps);
  gst_caps_unref(caps);
  gst_element_add_pad(GST_ELEMENT(e), pad);
  gst_element_no_more_pads(GST_ELEMENT(e));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_push_event(pad, gst_event_new_segment(&segment));
  return pad;
}

void push_pictures(gif_element* e) {
  auto file = split_gif(*e->bytes);
  if (!file || file->pictures.empty() || file->width <= 0 || file->height <= 0) {
    GST_ELEMENT_ERROR(e, STREAM, WRONG_TYPE, (nullptr), ("no picture"));
    return;
  }
  GstPad* pad = add_track(e, *file);
  GstClockTime at = 0;
  for (const gif_picture& p : file->pictures) {
    GstBuffer* buffer = gst_buffer_new_memdup(e->bytes->data() + p.from, p.length);
    auto lasts = static_cast<GstClockTime>(p.delay.count()) * GST_MSECOND;
    GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = at;
    GST_BUFFER_DURATION(buffer) = lasts;
    if (at > 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    at += lasts;
    if (gst_pad_push(pad, buffer) != GST_FLOW_OK) return;
  }
  if (!file->whole) {
    GST_ELEMENT_ERROR(e, STREAM, DEMUX, (nullptr), ("cut off"));
  } else {
    gst_pad_push_event(pad, gst_event_new_eos());
  }
}

GstFlowReturn on_bytes(GstPad*, GstObject* parent, GstBuffer* buffer) {
  auto* e = reinterpret_cast<gif_element*>(parent);
  GstMapInfo map;
  GstFlowReturn flow = GST_FLOW_ERROR;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) != FALSE) {
    if (e->bytes->size() + map.size <= max_bytes) {
      e->bytes->append(reinterpret_cast<const char*>(map.data), map.size);
      flow = GST_FLOW_OK;
    }
    gst_buffer_unmap(buffer, &map);
  }
  gst_buffer_unref(buffer);
  if (flow != GST_FLOW_OK) GST_ELEMENT_ERROR(e, RESOURCE, NO_SPACE_LEFT, (nullptr), ("too long"));
  return flow;
}

// Nothing of the file's own events concerns the track.
gboolean on_event(GstPad*, GstObject* parent, GstEvent* event) {
  bool end = GST_EVENT_TYPE(event) == GST_EVENT_EOS;
  gst_event_unref(event);
  if (end) push_pictures(reinterpret_cast<gif_element*>(parent));
  return TRUE;
}

void finalize(GObject* object) {
  delete reinterpret_cast<gif_element*>(object)->bytes;
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

void class_init(gpointer klass, gpointer) {
  static GstStaticPadTemplate in =
      GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  static GstStaticPadTemplate out =
      GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_SOMETIMES, GST_STATIC_CAPS("image/gst-libav-gif"));
  parent_class = g_type_class_peek_parent(klass);
  G_OBJECT_CLASS(klass)->finalize = finalize;
  gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(klass), &in);
  gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(klass), &out);
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(klass), "GIF demuxer", "Codec/Demuxer",
                                        "Splits a GIF file into its pictures", "Bảng tin");
}

void instance_init(GTypeInstance* instance, gpointer klass) {
  auto* e = reinterpret_cast<gif_element*>(instance);
  e->bytes = new std::string;
  GstPad* pad =
      gst_pad_new_from_template(gst_element_class_get_pad_template(GST_ELEMENT_CLASS(klass), "sink"), "sink");
  gst_pad_set_chain_function(pad, on_bytes);
  gst_pad_set_event_function(pad, on_event);
  gst_element_add_pad(GST_ELEMENT(e), pad);
}

}  // namespace

bool register_gif_demuxer() {
  static const GType type =
      g_type_register_static_simple(GST_TYPE_ELEMENT, "BangtinGifDemux", sizeof(gif_element_class),
                                    class_init, sizeof(gif_element), instance_init, GTypeFlags{});
  return gst_element_register(nullptr, gif_demuxer, GST_RANK_NONE, type) != FALSE;
}

}  // namespace bangtin::media::ingest
