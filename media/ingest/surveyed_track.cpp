#include "media/ingest/surveyed_track.hpp"

#include <gst/video/video.h>

namespace bangtin::media::ingest {

milliseconds in_ms(GstClockTime t) {
  return milliseconds(static_cast<std::int64_t>((t + GST_MSECOND / 2) / GST_MSECOND));
}

int number_in(const GstStructure* s, const char* name) {
  int value = 0;
  if (gst_structure_get_int(s, name, &value) != FALSE) return value;
  guint same = 0;
  return gst_structure_get_uint(s, name, &same) != FALSE ? static_cast<int>(same) : 0;
}

std::string text_in(const GstStructure* s, const char* name) {
  const char* value = gst_structure_get_string(s, name);
  return value != nullptr ? value : "";
}

namespace {

// `t` has frames, in the order of their times.
std::optional<track_span> span_of(const surveyed_track& t) {
  if (t.frames.empty()) return std::nullopt;
  milliseconds end = in_ms(t.end);
  milliseconds apart = t.frames.back() - t.frames.front();
  // The last frame lasts as long as the others.
  if (t.open_end && t.frames.size() > 1) {
    end += milliseconds(apart.count() / static_cast<std::int64_t>(t.frames.size() - 1));
  }
  return track_span{t.frames.front(), end};
}

void fill_common(film_track& to, const surveyed_track& t) {
  // A parser knows better: AC-3 in a transport stream may be called E-AC-3.
  const GstStructure* c = gst_caps_get_structure(t.parsed ? t.parsed.get() : t.stored.get(), 0);
  to.id = t.id;
  to.format = gst_structure_get_name(c);
  to.mpeg_version = number_in(c, "mpegversion");
  to.preference = t.preference;
  to.bytes = t.bytes;
  to.span = span_of(t);
}

// Whether a screen, which knows BT.601 and BT.709 alone, shows these colours wrongly.
bool are_foreign(const std::string& colorimetry) {
  GstVideoColorimetry c{};
  if (colorimetry.empty() || gst_video_colorimetry_from_string(&c, colorimetry.c_str()) == FALSE)
    return false;
  bool matrix = c.matrix == GST_VIDEO_COLOR_MATRIX_RGB || c.matrix == GST_VIDEO_COLOR_MATRIX_BT2020;
  bool light = c.transfer == GST_VIDEO_TRANSFER_SMPTE2084 || c.transfer == GST_VIDEO_TRANSFER_ARIB_STD_B67 ||
               c.transfer == GST_VIDEO_TRANSFER_GAMMA10 || c.transfer == GST_VIDEO_TRANSFER_LOG100 ||
               c.transfer == GST_VIDEO_TRANSFER_LOG316;
  bool gamut = c.primaries == GST_VIDEO_COLOR_PRIMARIES_BT2020 ||
               c.primaries == GST_VIDEO_COLOR_PRIMARIES_SMPTERP431 ||
               c.primaries == GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432 ||
               c.primaries == GST_VIDEO_COLOR_PRIMARIES_SMPTEST428;
  return matrix || light || gamut;
}

}  // namespace

video_track picture_facts(const surveyed_track& t) {
  video_track v;
  fill_common(v, t);
  const GstStructure* stored = gst_caps_get_structure(t.stored.get(), 0);
  const GstStructure* c = t.parsed ? gst_caps_get_structure(t.parsed.get(), 0) : stored;
  v.profile = text_in(c, "profile");
  v.level = text_in(c, "level");
  v.turned = t.turned;
  v.chroma = text_in(c, "chroma-format");
  v.bits = number_in(c, "bit-depth-luma");
  v.width = number_in(c, "width");
  v.height = number_in(c, "height");
  gst_structure_get_fraction(c, "pixel-aspect-ratio", &v.pixel_width, &v.pixel_height);
  std::string fields = text_in(c, "interlace-mode");
  v.interlaced =
      text_in(c, "coded-picture-structure") == "field" || (!fields.empty() && fields != "progressive");
  v.foreign_colours = are_foreign(text_in(c, "colorimetry")) || are_foreign(text_in(stored, "colorimetry"));
  v.alpha_beside = t.alpha_beside;
  v.changes = t.changes;
  v.joined = t.joined;
  v.second_bytes = t.max_second_bytes;
  v.times = t.frames;
  return v;
}

namespace {

// The beginning of an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). GStreamer 1.22 takes an extension's
// rate for the sound's own even where the extension says that it is not there.
void read_aac(sound_track& s, const GstStructure* caps) {
  constexpr int rates[] = {96'000, 88'200, 64'000, 48'000, 44'100, 32'000, 24'000,
                           22'050, 16'000, 12'000, 11'025, 8'000,  7'350};
  const GValue* value = gst_structure_get_value(caps, "codec_data");
  GstBuffer* config = value != nullptr ? gst_value_get_buffer(value) : nullptr;
  guint8 bytes[2] = {};
  if (config == nullptr || gst_buffer_extract(config, 0, bytes, 2) != 2) return;
  unsigned bits = static_cast<unsigned>(bytes[0]) << 8 | bytes[1];
  s.object_type = static_cast<int>(bits >> 11);
  unsigned rate = bits >> 7 & 15U;
  unsigned channels = bits >> 3 & 15U;
  if (s.object_type != 2) return;
  if (rate < std::size(rates)) s.rate = rates[rate];
  if (channels > 0 && channels < 7) s.channels = static_cast<int>(channels);
}

}  // namespace

sound_track sound_facts(const surveyed_track& t) {
  sound_track s;
  fill_common(s, t);
  const GstStructure* c = gst_caps_get_structure(t.parsed ? t.parsed.get() : t.stored.get(), 0);
  s.channels = number_in(c, "channels");
  s.rate = number_in(c, "rate");
  if (s.format == "audio/mpeg" && s.mpeg_version != 1) read_aac(s, c);
  s.latm = text_in(c, "stream-format") == "loas";
  return s;
}

}  // namespace bangtin::media::ingest
