// Tables of signatures, the most specific first. Text comes last, because it matches when no binary signature
// does.
#include "media/ingest/sniff.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "media/ingest/svg_text.hpp"
#include "media/subtitles/subtitles.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

// Advice for people, by what the file contains.
enum class family { video, still, sound, document, packed };

struct known {
  std::size_t at;
  std::string_view bytes;
  std::string_view name;
  family holds;
};

constexpr std::array known_kinds{
    known{0, "\x1a\x45\xdf\xa3"sv, "WebM/Matroska", family::video},
    known{8, "AVI "sv, "AVI", family::video},
    known{0, "\0\0\1\xba"sv, "MPEG", family::video},
    known{0, "\0\0\1\xb3"sv, "MPEG", family::video},
    known{0, "FLV\1"sv, "Flash Video", family::video},
    known{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"sv, "Windows Media", family::video},
    known{0, "GIF8"sv, "GIF", family::still},
    known{8, "WEBP"sv, "WebP", family::still},
    known{0, "II*\0"sv, "TIFF", family::still},
    known{0, "MM\0*"sv, "TIFF", family::still},
    known{0, "8BPS\0\1"sv, "Photoshop", family::still},
    known{0, "\xff\x0a"sv, "JPEG XL", family::still},
    known{0, "\0\0\0\x0cJXL "sv, "JPEG XL", family::still},
    known{0, "\0\0\0\x0cjP  "sv, "JPEG 2000", family::still},
    known{8, "WAVE"sv, "WAV", family::sound},
    known{0, "OggS"sv, "Ogg", family::sound},
    known{0, "fLaC"sv, "FLAC", family::sound},
    known{0, "ID3"sv, "MP3", family::sound},
    known{0, "\xff\xfb"sv, "MP3", family::sound},
    known{0, "\xff\xf1"sv, "AAC", family::sound},
    known{0, "\xff\xf9"sv, "AAC", family::sound},
    known{0, "PK\3\4"sv, "Office/ZIP", family::document},
    known{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "Office", family::document},
    known{0, "{\\rtf"sv, "RTF", family::document},
    known{0, "\x1f\x8b"sv, "gzip", family::packed},
    known{0, "7z\xbc\xaf\x27\x1c"sv, "7-Zip", family::packed},
    known{0, "Rar!\x1a\7"sv, "RAR", family::packed},
};

// Brands of images in an MP4 container.
constexpr std::array image_brands{"avif"sv, "avis"sv, "heic"sv, "heix"sv, "hevc"sv, "mif1"sv, "msf1"sv};
// The possible first boxes of an MP4 or MOV file.
constexpr std::array first_boxes{"ftyp"sv, "moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv, "pnot"sv};

error not_yet(std::string_view name, family holds) {
  error e{errc::unsupported, msg("this is a {} file, which is not accepted by this version yet", name), {}};
  switch (holds) {
    case family::video:
      e.remedy =
          msg("convert it to MP4 (H.264) of at most 1920x1080 and 30 frames per second, then load it again");
      break;
    case family::still:
      e.remedy =
          msg("save it as PNG or JPEG (a moving picture: convert it to MP4 (H.264)), then load it again");
      break;
    case family::sound:
      e.what = msg("this is a {} file with sound only, and a screen needs a picture", name);
      e.code = errc::invalid;
      e.remedy = msg("make a video (MP4, H.264) with this sound, or choose another file");
      break;
    case family::document:
      e.remedy = msg("export it as PDF, then load that");
      break;
    case family::packed:
      e.remedy = msg("unpack it, then load the files that were in it");
      break;
  }
  return e;
}

bool has_at(std::string_view head, std::size_t at, std::string_view bytes) {
  return head.size() >= at && head.substr(at).starts_with(bytes);
}

bool is_transport_stream(std::string_view head) {
  for (std::size_t first : {std::size_t{0}, std::size_t{4}}) {
    std::size_t packet = 188 + first;
    if (head.size() > first + 3 * packet && head[first] == 'G' && head[first + packet] == 'G' &&
        head[first + 2 * packet] == 'G') {
      return true;
    }
  }
  return false;
}

error text_refusal(std::string_view text) {
  error e{errc::invalid, {}, msg("choose a picture (JPEG, PNG, SVG), a video (MP4) or a guide (PDF)")};
  std::string small = lower_case(text.substr(0, 1024));
  bool clean = is_clean_utf8(text.substr(0, text.rfind('\n') == text.npos ? text.size() : text.rfind('\n')));
  if (small.starts_with("#extm3u") || small.starts_with("[playlist]")) {
    e.what = msg("this is not a picture, a video or a guide; it looks like a playlist that points elsewhere");
    e.remedy = msg("load the videos themselves");
  } else if (small.find("<!doctype html") != small.npos || small.find("<html") != small.npos) {
    e.what = msg("this is not a picture, a video or a guide; it looks like a web page (HTML)");
    e.remedy = msg("it may be an error page that was saved instead of the file: download the file again");
  } else if (clean || small.starts_with("<?xml")) {
    e.what = msg("this is not a picture, a video or a guide; it looks like text");
  } else {
    e.what = msg("this is not a picture, a video or a guide");
  }
  return e;
}

}  // namespace

result<file_kind> sniff(std::string_view head) {
  if (head.empty()) {
    return error{errc::invalid, msg("this file is empty"), msg("copy or export it again, then load it anew")};
  }
  if (head.starts_with("\xff\xd8\xff"sv)) return file_kind::jpeg;
  if (head.starts_with("\x89PNG\r\n\x1a\n"sv)) return file_kind::png;
  if (head.substr(0, 1024).find("%PDF-"sv) < 1024) return file_kind::pdf;
  if (has_at(head, 4, "ftyp"sv) && head.size() >= 12) {
    auto brand = head.substr(8, 4);
    if (std::find(image_brands.begin(), image_brands.end(), brand) != image_brands.end()) {
      return not_yet("AVIF/HEIC", family::still);
    }
  }
  for (std::string_view box : first_boxes) {
    if (has_at(head, 4, box)) return file_kind::video;
  }
  for (const known& k : known_kinds) {
    bool riff = k.at == 8;
    if (has_at(head, k.at, k.bytes) && (!riff || head.starts_with("RIFF"sv))) return not_yet(k.name, k.holds);
  }
  if (is_transport_stream(head)) return not_yet("MPEG-TS", family::video);
  if (head.starts_with("BM"sv) && has_at(head, 6, "\0\0\0\0"sv)) return not_yet("BMP", family::still);

  std::string_view text = head;
  if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);
  if (root_element(text) == "svg") return file_kind::svg;
  if (subtitles::looks_like_subtitles(head)) return file_kind::subtitles;
  return text_refusal(text);
}

}  // namespace bangtin::media::ingest
