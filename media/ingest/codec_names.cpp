#include "media/ingest/codec_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view unknown_letters = "x-gst-fourcc-";

struct entry {
  std::string_view format;
  std::string_view name;
};

constexpr std::array formats{entry{"video/x-h264", "H.264"},
                             entry{"video/x-h265", "HEVC (H.265)"},
                             entry{"video/x-h266", "H.266 (VVC)"},
                             entry{"video/x-av1", "AV1"},
                             entry{"video/x-vp6", "VP6"},
                             entry{"video/x-vp6-flash", "VP6"},
                             entry{"video/x-vp8", "VP8"},
                             entry{"video/x-vp9", "VP9"},
                             entry{"video/x-theora", "Theora"},
                             entry{"video/x-divx", "DivX"},
                             entry{"video/x-xvid", "Xvid"},
                             entry{"video/x-msmpeg", "MS MPEG-4"},
                             entry{"video/x-wmv", "Windows Media Video"},
                             entry{"video/x-prores", "Apple ProRes"},
                             entry{"video/x-dnxhd", "Avid DNxHD"},
                             entry{"video/x-dv", "DV"},
                             entry{"video/x-h261", "H.261"},
                             entry{"video/x-h263", "H.263"},
                             entry{"video/x-flash-video", "Sorenson Spark (FLV)"},
                             entry{"video/x-flash-screen", "Flash Screen Video"},
                             entry{"video/x-svq", "Sorenson Video"},
                             entry{"video/x-cinepak", "Cinepak"},
                             entry{"video/x-indeo", "Indeo"},
                             entry{"video/x-rle", "QuickTime Animation"},
                             entry{"video/x-cineform", "CineForm"},
                             entry{"video/x-dirac", "Dirac"},
                             entry{"video/x-raw", "uncompressed pictures"},
                             entry{"image/jpeg", "Motion JPEG"},
                             entry{"image/png", "PNG pictures"},
                             entry{"image/x-j2c", "JPEG 2000"},
                             entry{"image/x-jpc", "JPEG 2000"},
                             entry{"image/gst-libav-gif", "GIF"},
                             entry{"audio/x-ac3", "AC-3"},
                             entry{"audio/x-private1-ac3", "AC-3"},
                             entry{"audio/x-eac3", "E-AC-3"},
                             entry{"audio/x-dts", "DTS"},
                             entry{"audio/x-true-hd", "Dolby TrueHD"},
                             entry{"audio/x-opus", "Opus"},
                             entry{"audio/x-vorbis", "Vorbis"},
                             entry{"audio/x-speex", "Speex"},
                             entry{"audio/x-flac", "FLAC"},
                             entry{"audio/x-alac", "Apple Lossless"},
                             entry{"audio/x-wma", "Windows Media Audio"},
                             entry{"audio/AMR", "AMR"},
                             entry{"audio/AMR-WB", "AMR"},
                             entry{"audio/x-raw", "PCM"},
                             entry{"audio/x-alaw", "A-law"},
                             entry{"audio/x-mulaw", "µ-law"},
                             entry{"audio/x-adpcm", "ADPCM"},
                             entry{"audio/x-qdm2", "QDesign Music"}};

// By the four letters with which containers name formats that GStreamer 1.22 does not know.
constexpr std::array letters{entry{"vvc1", "H.266 (VVC)"},
                             entry{"vvi1", "H.266 (VVC)"},
                             entry{"evc1", "EVC (MPEG-5)"},
                             entry{"lvc1", "LCEVC (MPEG-5)"},
                             entry{"dvh1", "Dolby Vision"},
                             entry{"dvhe", "Dolby Vision"},
                             entry{"dvav", "Dolby Vision"},
                             entry{"dva1", "Dolby Vision"},
                             entry{"dav1", "Dolby Vision"},
                             entry{"aprn", "Apple ProRes RAW"},
                             entry{"aprh", "Apple ProRes RAW"},
                             entry{"icod", "Apple Intermediate Codec"},
                             entry{"hap1", "Hap"},
                             entry{"hap5", "Hap"},
                             entry{"hapy", "Hap"},
                             entry{"cfhd", "CineForm"},
                             entry{"avdn", "Avid DNxHD"},
                             entry{"avdh", "Avid DNxHR"},
                             entry{"avdj", "Avid Meridien"},
                             entry{"ai12", "AVC-Intra"},
                             entry{"ai15", "AVC-Intra"},
                             entry{"m8rg", "MagicYUV"},
                             entry{"m8y0", "MagicYUV"},
                             entry{"m8y2", "MagicYUV"},
                             entry{"cuvc", "Canopus HQ"},
                             entry{"cllc", "Canopus Lossless"},
                             entry{"lags", "Lagarith"},
                             entry{"ulrg", "Ut Video"},
                             entry{"uly0", "Ut Video"},
                             entry{"uly2", "Ut Video"},
                             entry{"rv30", "RealVideo"},
                             entry{"rv40", "RealVideo"},
                             entry{"msa1", "Microsoft Screen Video"},
                             entry{"mss2", "Microsoft Screen Video"},
                             entry{"tscc", "Camtasia"},
                             entry{"tsc2", "Camtasia"},
                             entry{"g2m4", "GoToMeeting"},
                             entry{"fmp4", "MPEG-4 Part 2"},
                             entry{"ac-4", "Dolby AC-4"},
                             entry{"mha1", "MPEG-H 3D Audio"},
                             entry{"mhm1", "MPEG-H 3D Audio"},
                             entry{"iamf", "IAMF"},
                             entry{"drms", "copy-protected sound"},
                             entry{"drmi", "copy-protected pictures"}};

template <class List>
std::string_view name_in(const List& list, std::string_view wanted) {
  auto found = std::find_if(list.begin(), list.end(), [&](const entry& e) { return e.format == wanted; });
  return found == list.end() ? std::string_view() : found->name;
}

std::string_view mpeg_name(std::string_view format, int version) {
  if (format == "audio/mpeg") return version == 1 ? "MP3"sv : "AAC"sv;
  if (version == 4) return "MPEG-4 Part 2"sv;
  return version == 2 ? "MPEG-2"sv : "MPEG-1"sv;
}

}  // namespace

std::string codec_name(std::string_view format, int mpeg_version) {
  if (format == "video/mpeg" || format == "audio/mpeg") return std::string(mpeg_name(format, mpeg_version));
  if (auto name = name_in(formats, format); !name.empty()) return std::string(name);
  std::size_t at = format.find(unknown_letters);
  if (at == format.npos) {
    std::string_view own = format.substr(format.find('/') + 1);
    if (own.starts_with("x-")) own.remove_prefix(2);
    return own == "unknown" || own.ends_with("-unknown") ? "" : printable(own);
  }
  std::string four = lower_case(format.substr(at + unknown_letters.size()));
  if (auto name = name_in(letters, four); !name.empty()) return std::string(name);
  bool readable = !four.empty() && std::all_of(four.begin(), four.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  });
  if (!readable) return "";
  std::transform(four.begin(), four.end(), four.begin(), [](unsigned char c) { return std::toupper(c); });
  return four;
}

bool is_unknown_codec(std::string_view format) {
  return format.find(unknown_letters) != format.npos || format == "unknown/unknown" ||
         format == "video/x-h266";
}

}  // namespace bangtin::media::ingest
