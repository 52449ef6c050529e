// measure_sound:      demuxer ! decoder ! sound element ! meter
// its rehearsals:     demuxer ! decoder ! sound element ! encoder ! queue ! decoder ! sound element ! meter
// add_sound_coder:    demuxer ! queue ! decoder ! sound element ! encoder ! queue ! multiplexer
#include "media/ingest/sound.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/loudness_meter.hpp"
#include "media/ingest/sound_codecs.hpp"
#include "media/ingest/sound_element.hpp"

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;
using pad_ptr = std::unique_ptr<GstPad, void (*)(void*)>;

constexpr int bits_per_second = 192'000;
constexpr int packet_frames = 1'024;
constexpr guint64 undecoded_queue = 5 * GST_SECOND;
constexpr guint undecoded_queue_bytes = 64U << 20;
constexpr guint coded_queue_bytes = 256U << 20;
// The part of a conversion's progress that measuring takes.
constexpr double measured_share = 0.1;
constexpr nanoseconds gap_tolerance = std::chrono::milliseconds(40);

sound_treatment treatment_for(const loudness& measured) {
  if (measured.gain_db) return {*measured.gain_db, measured.ceiling_dbtp};
  return treatment_search(measured).best();
}

// The encoder's first packet holds nothing but the silence before the sound, and delays it. Without it the
// sound has its place in every player, and its first 21 ms begin softly. (An edit list could hide the
// packet, but not every player obeys one.)
GstPadProbeReturn drop_first_packet(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstBuffer* packet = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = packet;
  const GstClockTime delay = gst_util_uint64_scale_round(packet_frames, GST_SECOND, house_rate);
  if (GST_BUFFER_PTS(packet) < delay / 2) return GST_PAD_PROBE_DROP;
  GST_BUFFER_PTS(packet) -= delay;
  GST_BUFFER_DTS(packet) = GST_BUFFER_PTS(packet);
  return GST_PAD_PROBE_OK;
}

bool append_encoder(element_chain& chain) {
  if (!chain.append("avenc_aac")) return false;
  g_object_set(chain.last(), "bitrate", bits_per_second, nullptr);
  pad_ptr out(chain.output(), gst_object_unref);
  gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_BUFFER, drop_first_packet, nullptr, nullptr);
  return true;
}

bool append_queue(element_chain& chain, guint64 time, guint bytes) {
  if (!chain.append("queue")) return false;
  g_object_set(chain.last(), "max-size-buffers", 0U, "max-size-time", time, "max-size-bytes", bytes, nullptr);
  return true;
}

// --- measuring

// The coded packets of the track: what should come out of its decoder.
struct coded_sound {
  std::optional<nanoseconds> first;  // running time
  nanoseconds end{};
  nanoseconds missing{};            // gaps between packets
  std::optional<nanoseconds> last;  // when the newest packet begins
  nanoseconds length{};             // of the newest packet; without a stated one, as long as the one before
};

struct rehearsal {
  const film* f = nullptr;
  bool codes = false;
  sound_treatment treatment;
  GstElement* pipeline = nullptr;
  GstElement* sound = nullptr;  // the element that makes the house's sound
  std::string format;           // as people know it
  bool decodable = true;
  coded_sound coded;
  loudness_meter meter;
  std::atomic<std::int64_t> progress{0};
  double progress_from = 0;
};

GstPadProbeReturn on_packet(GstPad* pad, GstPadProbeInfo* info, gpointer data) {
  auto* r = static_cast<rehearsal*>(data);
  GstBuffer* packet = GST_PAD_PROBE_INFO_BUFFER(info);
  ++r->progress;
  std::unique_ptr<GstEvent, void (*)(GstEvent*)> event(gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0),
                                                       gst_event_unref);
  if (!event || !GST_BUFFER_PTS_IS_VALID(packet)) return GST_PAD_PROBE_OK;
  const GstSegment* segment = nullptr;
  gst_event_parse_segment(event.get(), &segment);
  guint64 t = 0;
  int sign = gst_segment_to_running_time_full(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(packet), &t);
  nanoseconds at = sign * nanoseconds(static_cast<std::int64_t>(t)) - r->f->origin;
  coded_sound& c = r->coded;
  if (!c.first) c.first = c.end = at;
  if (c.length > nanoseconds(0) && at > c.end + gap_tolerance) {
    c.missing += at - c.end;
  } else if (c.last && at > *c.last) {
    c.length = at - *c.last;
  }
  c.last = at;
  if (GST_BUFFER_DURATION_IS_VALID(packet)) {
    c.length = nanoseconds(static_cast<std::int64_t>(GST_BUFFER_DURATION(packet)));
  }
  c.end = std::max(c.end, at + c.length);
  if (r->f->duration.count() > 0) {
    double done = std::chrono::duration<double>(at) / r->f->duration;
    report_progress(r->progress_from + measured_share / 4 * std::clamp(done, 0.0, 1.0));
  }
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn on_stereo(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* r = static_cast<rehearsal*>(data);
  GstMapInfo map;
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return GST_PAD_PROBE_OK;
  r->meter.take({reinterpret_cast<const float*>(map.data), map.size / sizeof(float)});
  gst_buffer_unmap(buffer, &map);
  return GST_PAD_PROBE_OK;
}

bool is_track(GstPad* pad, const std::string& stream_id) {
  std::unique_ptr<gchar, void (*)(gpointer)> id(gst_pad_get_stream_id(pad), g_free);
  return id && stream_id == id.get();
}

bool append_measuring(rehearsal& r, element_chain& chain, const GstCaps* track) {
  if (!append_sound_decoder(chain, track)) return false;
  r.sound = make_sound_element(*r.f, r.treatment);
  if (!chain.append(r.sound)) return false;
  if (r.codes) {
    film coded = *r.f;
    coded.origin = {};
    // Coding, and decoding again, each have a thread.
    bool complete = append_encoder(chain) && append_queue(chain, undecoded_queue, undecoded_queue_bytes) &&
                    chain.append("avdec_aac") && chain.append("audioconvert") &&
                    chain.append(make_sound_element(coded, {}));
    if (!complete) return false;
  }
  pad_ptr out(chain.output(), gst_object_unref);
  gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_BUFFER, on_stereo, &r, nullptr);
  return chain.append("fakesink");
}

void on_track(GstElement*, GstPad* pad, gpointer data) {
  auto* r = static_cast<rehearsal*>(data);
  element_chain chain(r->pipeline, pad);
  if (r->sound == nullptr && is_track(pad, r->f->sound)) {
    caps_ptr caps(gst_pad_get_current_caps(pad));
    if (!caps) caps.reset(gst_pad_query_caps(pad, nullptr));
    r->format = sound_name(caps.get());
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, r, nullptr);
    r->decodable = append_measuring(*r, chain, caps.get());
    if (!r->decodable) {
      GstStructure* why = gst_structure_new_empty("not-decodable");
      gst_element_post_message(r->pipeline, gst_message_new_application(GST_OBJECT(r->pipeline), why));
      return;
    }
  } else if (!chain.append("fakesink")) {
    return;
  }
  g_object_set(chain.last(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
  chain.start();
}

error not_decodable(const std::string& format, errc code) {
  message what = format.empty()
                     ? msg("its sound is stored in a way that this system does not know")
                     : msg("its sound is stored in the format {}, which cannot be decoded here", format);
  return {code, std::move(what),
          msg("save the video as MP4 with H.264 video and AAC sound, then load it again")};
}

std::int64_t whole_seconds(nanoseconds t) {
  return std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(t).count());
}

error damaged_sound(nanoseconds at, const film& f) {
  return {errc::invalid,
          msg("its sound is damaged after {} of {} seconds", whole_seconds(at),
              whole_seconds(f.duration + std::chrono::milliseconds(999))),
          msg("copy it again from its source, or export it again; check that it can be heard to its end")};
}

// What the decoder lost: at the beginning, in the middle and at the end. Nothing if the sound is whole.
std::optional<error> loss(const rehearsal& r, bool to_the_end) {
  if (r.sound == nullptr) return {};
  const house_sound& heard = sound_of(r.sound);
  if (!r.coded.first) return {};  // an empty track is silent
  if (!heard.first()) {
    nanoseconds coded_length = r.coded.end - std::max(*r.coded.first, nanoseconds(0));
    if (to_the_end && coded_length <= tolerated_loss) return {};
    return not_decodable(r.format, errc::invalid);
  }
  nanoseconds zero{};
  nanoseconds due = std::min<nanoseconds>(r.coded.end, r.f->duration);
  nanoseconds before = std::max(zero, *heard.first() - std::max(zero, *r.coded.first));
  nanoseconds between = std::max(zero, heard.missing() - r.coded.missing);
  nanoseconds behind = std::max(zero, due - std::min<nanoseconds>(heard.end(), r.f->duration));
  if (to_the_end && before + between + behind <= tolerated_loss) return {};
  if (between > zero && heard.first_missing()) return damaged_sound(*heard.first_missing(), *r.f);
  return damaged_sound(before > zero && behind == zero ? zero : heard.end(), *r.f);
}

// Decodes the sound once.
result<loudness> run(const job& j, rehearsal& r) {
  std::atomic<std::int64_t> hidden_ms = 0;
  pipeline_ptr pipeline = open_film(j, r.f->box, G_CALLBACK(on_track), &r, hidden_ms);
  if (!pipeline) return no_gstreamer();
  r.pipeline = pipeline.get();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  constexpr auto over = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_APPLICATION);
  bool to_the_end = wait_for(pipeline.get(), over, r.progress);
  // Stopped but not deleted: its elements say what they have made.
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  if (!r.decodable) return not_decodable(r.format, errc::unsupported);
  if (auto bad = loss(r, to_the_end)) return *bad;
  return r.meter.so_far();
}

}  // namespace

bool fits_house(const loudness& l) {
  return std::isinf(l.integrated_lufs) ||
         (std::abs(l.integrated_lufs - house_lufs) <= 1 && l.true_peak_dbtp <= max_true_peak_dbtp);
}

result<loudness> measure_sound(const job& j, const film& f) {
  rehearsal source;
  source.f = &f;
  auto measured = run(j, source);
  if (!measured || fits_house(*measured)) return measured;
  treatment_search search(*measured);
  for (double from = measured_share / 4; auto t = search.next(); from += measured_share / 4) {
    rehearsal r;
    r.f = &f;
    r.codes = true;
    r.treatment = *t;
    r.progress_from = std::min(from, measured_share * 3 / 4);
    auto coded = run(j, r);
    if (!coded) return coded;
    search.learn(*coded);
  }
  measured->gain_db = search.best().gain_db;
  measured->ceiling_dbtp = search.best().ceiling_dbtp;
  measured->treated_lufs = search.best_lufs();
  return measured;
}

GstPad* add_sound_coder(GstElement* pipeline, GstPad* from, const film& f, const loudness& measured) {
  caps_ptr caps(gst_pad_get_current_caps(from));
  if (!caps) caps.reset(gst_pad_query_caps(from, nullptr));
  element_chain chain(pipeline, from);
  bool complete = append_queue(chain, undecoded_queue, undecoded_queue_bytes) &&
                  append_sound_decoder(chain, caps.get()) &&
                  chain.append(make_sound_element(f, treatment_for(measured))) && append_encoder(chain) &&
                  append_queue(chain, 0, coded_queue_bytes);
  if (!complete) return nullptr;
  chain.start();
  return chain.output();
}

}  // namespace bangtin::media::ingest
