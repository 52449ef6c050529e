// Explicit rows instead of auto-plugging: only the elements named here ever read a track.
#include "media/ingest/sound_codecs.hpp"

#include <gst/audio/audio.h>

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "media/ingest/float_order.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/latm_sound.hpp"

namespace bangtin::media::ingest {

namespace {

// The first row that fits holds.
constexpr sound_codec codecs[] = {
    {"audio/mpeg,mpegversion=(int){2,4},stream-format=(string)loas", "AAC", "aacparse", "avdec_aac_latm",
     "libav"},
    {"audio/mpeg,mpegversion=(int){2,4}", "AAC", "aacparse", "avdec_aac", "libav"},
    {"audio/mpeg,mpegversion=(int)1,layer=(int)3", "MP3", "mpegaudioparse", "mpg123audiodec", "mpg123"},
    {"audio/mpeg,mpegversion=(int)1", "MPEG", "mpegaudioparse", "mpg123audiodec", "mpg123"},
    {"audio/x-eac3", "Dolby Digital Plus", "ac3parse", "avdec_eac3", "libav"},
    {"audio/x-ac3", "Dolby Digital", "ac3parse", "avdec_ac3", "libav"},
    {"audio/ac3", "Dolby Digital", "ac3parse", "avdec_ac3", "libav"},
    {"audio/x-private1-ac3", "Dolby Digital", "ac3parse", "avdec_ac3", "libav"},
    {"audio/x-true-hd", "Dolby TrueHD", nullptr, "avdec_truehd", "libav"},
    {"audio/x-dts", "DTS", "dcaparse", "avdec_dca", "libav"},
    {"audio/x-private1-dts", "DTS", "dcaparse", "avdec_dca", "libav"},
    {"audio/x-opus", "Opus", nullptr, "opusdec", "opus"},
    {"audio/x-vorbis", "Vorbis", nullptr, "vorbisdec", "vorbis"},
    {"audio/x-flac", "FLAC", "flacparse", "avdec_flac", "libav"},
    {"audio/x-alac", "Apple Lossless", nullptr, "avdec_alac", "libav"},
    {"audio/x-wma,wmaversion=(int)1", "Windows Media Audio", nullptr, "avdec_wmav1", "libav"},
    {"audio/x-wma,wmaversion=(int)2", "Windows Media Audio", nullptr, "avdec_wmav2", "libav"},
    {"audio/x-wma,wmaversion=(int)3", "Windows Media Audio Professional", nullptr, "avdec_wmapro", "libav"},
    {"audio/x-wma,wmaversion=(int)4", "Windows Media Audio Lossless", nullptr, "avdec_wmalossless", "libav"},
    {"audio/x-wms", "Windows Media Audio Voice", nullptr, "avdec_wmavoice", "libav"},
    {"audio/AMR", "AMR", "amrparse", "avdec_amrnb", "libav"},
    {"audio/AMR-WB", "AMR-WB", "amrparse", "avdec_amrwb", "libav"},
    {"audio/x-private1-lpcm", "PCM", nullptr, "dvdlpcmdec", "dvdlpcmdec"},
    {"audio/x-private2-lpcm", "PCM", nullptr, "dvdlpcmdec", "dvdlpcmdec"},
    {"audio/x-private-ts-lpcm", "PCM", nullptr, "dvdlpcmdec", "dvdlpcmdec"},
    {"audio/x-lpcm", "PCM", nullptr, "dvdlpcmdec", "dvdlpcmdec"},
    {"audio/x-smpte-302m", "PCM", nullptr, "avdec_s302m", "libav"},
    {"audio/x-mulaw", "G.711", nullptr, "mulawdec", "mulaw"},
    {"audio/x-alaw", "G.711", nullptr, "alawdec", "alaw"},
    {"audio/x-adpcm,layout=(string)dvi", "ADPCM", nullptr, "adpcmdec", "adpcmdec"},
    {"audio/x-adpcm,layout=(string)quicktime", "ADPCM", nullptr, "avdec_adpcm_ima_qt", "libav"},
    {"audio/x-adpcm,layout=(string)microsoft", "ADPCM", nullptr, "adpcmdec", "adpcmdec"},
    {"audio/x-raw", "PCM", nullptr, nullptr, nullptr},
};

// Formats that people may have heard of although nothing here decodes them. GStreamer names what it does not
// know by the four letters in the file.
constexpr std::array<const char*, 2> only_names[] = {
    {"audio/x-gst-fourcc-ac_4", "Dolby AC-4"},
    {"audio/x-ac4", "Dolby AC-4"},
    {"audio/x-gst-fourcc-mha1", "MPEG-H"},
    {"audio/x-gst-fourcc-mhm1", "MPEG-H"},
    {"audio/x-gst-fourcc-iamf", "IAMF"},
    {"audio/x-gst-fourcc-dtsx", "DTS:X"},
    {"audio/x-pn-realaudio", "RealAudio"},
    {"audio/x-qdm2", "QDesign Music"},
    {"audio/x-qdm", "QDesign Music"},
    {"audio/x-adpcm", "ADPCM"},
    {"audio/x-wavpack", "WavPack"},
    {"audio/x-speex", "Speex"},
    {"audio/x-true-hd", "Dolby TrueHD"},
    {"audio/x-tta", "TTA"},
    {"audio/x-gsm", "GSM"},
    {"audio/x-nellymoser", "Nellymoser"},
};

bool load(const char* plugin) {
  std::string path = std::string(BANGTIN_GSTREAMER_PLUGINS "/libgst") + plugin + ".so";
  GstPlugin* loaded = gst_plugin_load_file(path.c_str(), nullptr);
  if (loaded != nullptr) gst_object_unref(loaded);
  return loaded != nullptr;
}

struct float_format {
  std::size_t bytes_each;
  bool big_endian;
};

GstPadProbeReturn mend_order(GstPad*, GstPadProbeInfo* info, gpointer data) {
  const auto* f = static_cast<const float_format*>(data);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  GstMapInfo map;
  if (gst_buffer_map(buffer, &map, GST_MAP_READWRITE) == FALSE) return GST_PAD_PROBE_OK;
  auto samples = std::as_writable_bytes(std::span(map.data, map.size));
  if (other_order_fits(samples, f->bytes_each, f->big_endian)) swap_floats(samples, f->bytes_each);
  gst_buffer_unmap(buffer, &map);
  return GST_PAD_PROBE_OK;
}

// Uncompressed sound in floating point gets the byte order that its caps state.
void watch_order(GstElement* next, const GstCaps* track) {
  const char* format = gst_structure_get_string(gst_caps_get_structure(track, 0), "format");
  if (format == nullptr || format[0] != 'F') return;
  const GstAudioFormatInfo* info = gst_audio_format_get_info(gst_audio_format_from_string(format));
  auto* f = new float_format{static_cast<std::size_t>(GST_AUDIO_FORMAT_INFO_WIDTH(info) / 8),
                             GST_AUDIO_FORMAT_INFO_ENDIANNESS(info) == G_BIG_ENDIAN};
  GstPad* into = gst_element_get_static_pad(next, "sink");
  gst_pad_add_probe(into, GST_PAD_PROBE_TYPE_BUFFER, mend_order, f,
                    [](gpointer data) { delete static_cast<float_format*>(data); });
  gst_object_unref(into);
}

GstPadProbeReturn call_eac3(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* stated = nullptr;
  gst_event_parse_caps(event, &stated);
  caps_ptr caps(gst_caps_copy(stated));
  gst_structure_set_name(gst_caps_get_structure(caps.get(), 0), "audio/x-eac3");
  GST_PAD_PROBE_INFO_DATA(info) = gst_event_new_caps(caps.get());
  gst_event_unref(event);
  return GST_PAD_PROBE_OK;
}

// Transport streams use one number for both kinds of Dolby Digital, and only the parser sees which it is. The
// decoder of the newer kind reads both.
void accept_both_dolby(GstElement* parser) {
  GstPad* out = gst_element_get_static_pad(parser, "src");
  gst_pad_add_probe(out, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, call_eac3, nullptr, nullptr);
  gst_object_unref(out);
}

// The length of blocks of ADPCM, and what came so far.
struct adpcm_count {
  int block_align = 0;
  int rate = 0;
  int samples_each = 0;  // of each channel in a block
  GstClockTime first = GST_CLOCK_TIME_NONE;
  guint64 samples = 0;
};

GstPadProbeReturn count_adpcm(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto* c = static_cast<adpcm_count*>(data);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  auto rate = static_cast<guint64>(c->rate);
  GstClockTime at = c->first + gst_util_uint64_scale(c->samples, GST_SECOND, rate);
  GstClockTime stated = GST_BUFFER_PTS(buffer);
  bool gap = GST_CLOCK_TIME_IS_VALID(stated) && stated > at + 100 * GST_MSECOND;
  if (!GST_CLOCK_TIME_IS_VALID(c->first) || gap) {
    c->first = at = stated;
    c->samples = 0;
  }
  if (!GST_CLOCK_TIME_IS_VALID(c->first)) return GST_PAD_PROBE_OK;
  guint64 more = gst_buffer_get_size(buffer) / static_cast<guint64>(c->block_align) *
                 static_cast<guint64>(c->samples_each);
  GST_BUFFER_PTS(buffer) = at;
  GST_BUFFER_DURATION(buffer) = gst_util_uint64_scale(more, GST_SECOND, rate);
  c->samples += more;
  return GST_PAD_PROBE_OK;
}

// AVI has no times, and its demuxer makes them of a byte rate that files with ADPCM state wrongly. Blocks do
// not overlap, so they are counted from the first one on, and from behind each gap.
void mend_adpcm_times(GstElement* decoder, const GstCaps* track) {
  const GstStructure* s = gst_caps_get_structure(track, 0);
  const char* layout = gst_structure_get_string(s, "layout");
  std::string_view kind = layout != nullptr ? layout : "";
  adpcm_count c;
  int channels = 0;
  gst_structure_get_int(s, "block_align", &c.block_align);
  gst_structure_get_int(s, "rate", &c.rate);
  gst_structure_get_int(s, "channels", &channels);
  if (channels < 1 || channels > 2 || c.rate < 1) return;
  if (kind == "microsoft") c.samples_each = (c.block_align - 7 * channels) * 2 / channels + 2;
  if (kind == "dvi") c.samples_each = (c.block_align - 4 * channels) * 2 / channels + 1;
  if (c.block_align <= 7 * channels || c.samples_each < 1) return;
  GstPad* into = gst_element_get_static_pad(decoder, "sink");
  gst_pad_add_probe(into, GST_PAD_PROBE_TYPE_BUFFER, count_adpcm, new adpcm_count(c),
                    [](gpointer data) { delete static_cast<adpcm_count*>(data); });
  gst_object_unref(into);
}

}  // namespace

const sound_codec* codec_of(const GstCaps* track) {
  for (const sound_codec& c : codecs) {
    caps_ptr row(gst_caps_from_string(c.caps));
    // A field that the track does not state does not fit: AVI and ASF do not tell the form of their AAC.
    if (row && gst_caps_is_subset(track, row.get()) != FALSE) return &c;
  }
  return nullptr;
}

std::string sound_name(const GstCaps* track) {
  if (const sound_codec* c = codec_of(track)) return c->name;
  if (gst_caps_is_empty(track) == FALSE && gst_caps_is_any(track) == FALSE) {
    const GstStructure* s = gst_caps_get_structure(track, 0);
    for (const auto& [format, name] : only_names) {
      if (gst_structure_has_name(s, format) != FALSE) return name;
    }
  }
  return "";
}

bool append_sound_decoder(element_chain& chain, const GstCaps* track) {
  const sound_codec* codec = codec_of(track);
  if (codec == nullptr) return false;
  if (codec->parser != nullptr && !(load("audioparsers") && chain.append(codec->parser))) return false;
  if (std::string_view(codec->parser != nullptr ? codec->parser : "") == "aacparse")
    keep_first_latm(chain.last());
  if (std::string_view(codec->caps) == "audio/x-eac3") accept_both_dolby(chain.last());
  if (codec->decoder != nullptr && !(load(codec->plugin) && chain.append(codec->decoder))) return false;
  if (std::string_view(codec->name) == "ADPCM") mend_adpcm_times(chain.last(), track);
  if (!load("audioconvert") || !chain.append("audioconvert")) return false;
  if (codec->decoder == nullptr) watch_order(chain.last(), track);
  return true;
}

}  // namespace bangtin::media::ingest
