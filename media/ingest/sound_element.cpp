#include "media/ingest/sound_element.hpp"

#include <gst/audio/audio.h>

#include <chrono>
#include <utility>

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

struct state {
  house_sound sound;
  nanoseconds origin;
  GstPad* out;  // owned by the element
  GstAudioInfo format{};
  GstSegment segment{};
  GstClockTime last_pts = GST_CLOCK_TIME_NONE;
  std::uint64_t pushed = 0;  // frames
  bool opened = false;       // caps and segment were sent
  GstFlowReturn flow = GST_FLOW_OK;

  state(const film& f, const sound_treatment& t, GstPad* to)
      : sound(f.duration, t, [this](std::span<const float> frames) { push(frames); }),
        origin(f.origin),
        out(to) {
    gst_segment_init(&segment, GST_FORMAT_UNDEFINED);
  }
  void open();
  void push(std::span<const float> frames);
};

struct sound_element {
  GstElement parent;
  GstPad* in;
  GstPad* out;
  state* made;
};
struct sound_element_class {
  GstElementClass parent;
};

void state::open() {
  if (std::exchange(opened, true)) return;
  GstCaps* caps = gst_pad_get_pad_template_caps(out);
  gst_pad_push_event(out, gst_event_new_caps(caps));
  gst_caps_unref(caps);
  GstSegment from_zero;
  gst_segment_init(&from_zero, GST_FORMAT_TIME);
  gst_pad_push_event(out, gst_event_new_segment(&from_zero));
}

void state::push(std::span<const float> frames) {
  if (flow != GST_FLOW_OK) return;
  open();
  GstBuffer* buffer = gst_buffer_new_memdup(frames.data(), frames.size_bytes());
  auto time_of = [](std::uint64_t frame) { return gst_util_uint64_scale(frame, GST_SECOND, house_rate); };
  std::uint64_t next = pushed + frames.size() / 2;
  GST_BUFFER_PTS(buffer) = time_of(pushed);
  GST_BUFFER_DURATION(buffer) = time_of(next) - time_of(pushed);
  pushed = next;
  flow = gst_pad_push(out, buffer);
}

state& state_of(GstObject* element) {
  return *reinterpret_cast<sound_element*>(element)->made;
}

GstFlowReturn on_buffer(GstPad*, GstObject* element, GstBuffer* buffer) {
  state& s = state_of(element);
  if (!GST_AUDIO_INFO_IS_VALID(&s.format)) {
    gst_buffer_unref(buffer);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  buffer = gst_audio_buffer_clip(buffer, &s.segment, s.format.rate, s.format.bpf);
  if (buffer == nullptr) return GST_FLOW_OK;
  std::optional<nanoseconds> at;
  // The same time twice is none: some demuxers do not count on.
  GstClockTime pts = GST_BUFFER_PTS(buffer);
  bool counts = GST_CLOCK_TIME_IS_VALID(pts) && pts != std::exchange(s.last_pts, pts);
  if (counts && s.segment.format == GST_FORMAT_TIME) {
    guint64 t = 0;
    int sign = gst_segment_to_running_time_full(&s.segment, GST_FORMAT_TIME, pts, &t);
    if (sign != 0) at = sign * nanoseconds(static_cast<std::int64_t>(t)) - s.origin;
  }
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) != FALSE) {
    s.sound.take({reinterpret_cast<const float*>(map.data), map.size / sizeof(float)}, at);
    gst_buffer_unmap(buffer, &map);
  }
  gst_buffer_unref(buffer);
  return s.flow;
}

gboolean on_event(GstPad* pad, GstObject* element, GstEvent* event) {
  state& s = state_of(element);
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CAPS: {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      bool good = gst_audio_info_from_caps(&s.format, caps) != FALSE;
      gst_event_unref(event);
      if (!good) return FALSE;
      s.sound.set_format(s.format.rate, {s.format.position, static_cast<std::size_t>(s.format.channels)});
      return TRUE;
    }
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment(event, &s.segment);
      s.last_pts = GST_CLOCK_TIME_NONE;
      break;
    case GST_EVENT_EOS:
      s.sound.finish();
      s.open();
      return gst_pad_event_default(pad, element, event);
    case GST_EVENT_STREAM_START:
    case GST_EVENT_FLUSH_START:
    case GST_EVENT_FLUSH_STOP:
      return gst_pad_event_default(pad, element, event);
    default:  // tags describe the sound before it was treated
      break;
  }
  gst_event_unref(event);
  return TRUE;
}

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                            GST_STATIC_CAPS("audio/x-raw, format=(string)F32LE, layout=(string)interleaved, "
                                            "rate=(int)[1000,768000], channels=(int)[1,64]"));
GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE(
    "src", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS("audio/x-raw, format=(string)F32LE, layout=(string)interleaved, rate=(int)48000, "
                    "channels=(int)2, channel-mask=(bitmask)0x3"));

void begin_class(gpointer type, gpointer) {
  auto* klass = static_cast<GstElementClass*>(type);
  gst_element_class_add_static_pad_template(klass, &sink_template);
  gst_element_class_add_static_pad_template(klass, &src_template);
  gst_element_class_set_static_metadata(klass, "House sound", "Filter/Audio", "Stereo at 48 kHz in its place",
                                        "Bang tin");
  G_OBJECT_CLASS(type)->finalize = [](GObject* self) {
    delete reinterpret_cast<sound_element*>(self)->made;
    static_cast<GObjectClass*>(g_type_class_peek(GST_TYPE_ELEMENT))->finalize(self);
  };
}

void begin_element(GTypeInstance* self, gpointer) {
  auto* e = reinterpret_cast<sound_element*>(self);
  e->in = gst_pad_new_from_static_template(&sink_template, "sink");
  gst_pad_set_chain_function(e->in, on_buffer);
  gst_pad_set_event_function(e->in, on_event);
  gst_element_add_pad(&e->parent, e->in);
  e->out = gst_pad_new_from_static_template(&src_template, "src");
  gst_pad_use_fixed_caps(e->out);
  gst_element_add_pad(&e->parent, e->out);
}

GType type_of_element() {
  static const GType type =
      g_type_register_static_simple(GST_TYPE_ELEMENT, "bangtin_sound_element", sizeof(sound_element_class),
                                    begin_class, sizeof(sound_element), begin_element, GTypeFlags{});
  return type;
}

}  // namespace

GstElement* make_sound_element(const film& f, const sound_treatment& t) {
  auto* e = static_cast<sound_element*>(g_object_new(type_of_element(), nullptr));
  e->made = new state(f, t, e->out);
  return &e->parent;
}

const house_sound& sound_of(GstElement* element) {
  return state_of(GST_OBJECT(element)).sound;
}

}  // namespace bangtin::media::ingest
