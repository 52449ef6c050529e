#include "media/ingest/codecs.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstring>
#include <map>
#include <string_view>
#include <thread>

#include "media/ingest/gstreamer.hpp"
#include "media/ingest/mpeg_times.hpp"

extern "C" {
#include <libavutil/log.h>
}

namespace bangtin::media::ingest {

namespace {

constexpr unsigned max_decoder_threads = 4;

std::atomic<int> damages;

// libavcodec says that something is wrong, and goes on with what it guesses. These messages also come for
// films that every player shows without a flaw.
constexpr std::string_view harmless[] = {
    "mmco:",
    "number of reference frames",
    "illegal short term",
    "reference picture missing",
    "Missing reference",
    "co located POCs",
    "APP fields",
    "SEI type",
    "Late SEI",
    "sps_id",
    "unknown SEI",
    "Invalid UE golomb",
    "illegal memory management",
};

void on_message(void* context, int level, const char* format, va_list) {
  AVClass* const* from = static_cast<AVClass* const*>(context);
  if (from == nullptr || *from == nullptr || std::strcmp((*from)->class_name, "AVCodecContext") != 0) return;
  std::string_view text(format);
  bool concealed = text.starts_with("concealing");
  if (!concealed && level > AV_LOG_ERROR) return;
  auto in_text = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (std::any_of(std::begin(harmless), std::end(harmless), in_text)) return;
  ++damages;
}

}  // namespace

bool load_converter() {
  // A rendition that becomes too large is an error of its writer and not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  return load_plugins({"app", "x264", "aom", "theora", "videoconvertscale", "audioparsers"});
}

const char* parser_for(const GstStructure* caps) {
  static const std::map<std::string_view, const char*> parsers{
      {"video/x-h264", "h264parse"}, {"video/x-h265", "h265parse"}, {"video/x-vp9", "vp9parse"},
      {"video/x-av1", "av1parse"},   {"video/x-h263", "h263parse"}, {"image/x-jpc", nullptr}};
  std::string_view name = gst_structure_get_name(caps);
  int version = 0;
  if (name == "video/mpeg" && gst_structure_get_int(caps, "mpegversion", &version) != FALSE) {
    return version == 4 ? "mpeg4videoparse" : mpeg_parser;
  }
  if (name == "audio/mpeg") return "aacparse";
  auto found = parsers.find(name);
  return found != parsers.end() ? found->second : nullptr;
}

bool fits_mp4(const GstStructure* caps) {
  auto text = [&](const char* field) {
    const char* value = gst_structure_get_string(caps, field);
    return std::string_view(value != nullptr ? value : "");
  };
  if (gst_structure_has_field(caps, "codec_data") == FALSE) return false;
  // Not every demuxer says that its packets are whole pictures (FLV); then a parser makes sure.
  return text("stream-format") == "raw" || (text("stream-format") == "avc" && text("alignment") == "au");
}

bool is_raw(const GstStructure* caps) {
  return gst_structure_has_name(caps, "video/x-raw") != FALSE;
}

GstElement* make_decoder(GstCaps* caps, bool alpha_beside) {
  // Their decoder has a higher rank than libavcodec's, which shows the first stream alone.
  if (alpha_beside && !load_plugins({"vpx", "codecalpha"})) return nullptr;
  GList* all = gst_element_factory_list_get_elements(GST_ELEMENT_FACTORY_TYPE_DECODER |
                                                         GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO |
                                                         GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE,
                                                     GST_RANK_MARGINAL);
  GList* able = gst_element_factory_list_filter(all, caps, GST_PAD_SINK, FALSE);
  able = g_list_sort(able, gst_plugin_feature_rank_compare_func);
  GstElement* decoder =
      able != nullptr ? gst_element_factory_create(GST_ELEMENT_FACTORY(able->data), nullptr) : nullptr;
  gst_plugin_feature_list_free(able);
  gst_plugin_feature_list_free(all);
  if (decoder == nullptr) return nullptr;
  GObjectClass* kind = G_OBJECT_GET_CLASS(decoder);
  if (g_object_class_find_property(kind, "max-threads") != nullptr) {
    auto threads = std::clamp(std::thread::hardware_concurrency(), 1U, max_decoder_threads);
    g_object_set(decoder, "max-threads", static_cast<int>(threads), nullptr);
  }
  if (g_object_class_find_property(kind, "output-corrupt") != nullptr) {
    g_object_set(decoder, "output-corrupt", FALSE, nullptr);
  }
  return decoder;
}

std::string codec_data(const GstCaps* caps) {
  const GValue* value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
  GstBuffer* buffer = value != nullptr ? gst_value_get_buffer(value) : nullptr;
  GstMapInfo map;
  if (buffer == nullptr || gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) return "";
  std::string bytes(reinterpret_cast<const char*>(map.data), map.size);
  gst_buffer_unmap(buffer, &map);
  return bytes;
}

damage_watch::damage_watch() {
  damages = 0;
  av_log_set_callback(on_message);
}

damage_watch::~damage_watch() {
  av_log_set_callback([](void*, int, const char*, va_list) {});
}

int damage_watch::count() {
  return damages;
}

}  // namespace bangtin::media::ingest
