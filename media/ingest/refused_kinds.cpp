// What staff may take for a film, a picture or a guide, and what they should do instead. A table of
// signatures, the most specific first, then text by its words.
#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "media/ingest/sniff.hpp"
#include "media/ingest/svg_text.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

// What kind of thing it is; the sentence depends on it.
enum class family {
  film,
  still,
  sound,
  document,
  subtitles,
  packed,
  program,
  font,
  disc,
  link,
  companion,
  film_index
};

struct known {
  std::size_t at;
  std::string_view bytes;
  std::string_view name;
  family holds;
};

constexpr std::array known_kinds{
    known{0, ".RMF"sv, "RealMedia", family::film},
    known{0, ".ra\xfd"sv, "RealAudio", family::sound},
    known{0, "FWS"sv, "Flash", family::film},
    known{0, "CWS"sv, "Flash", family::film},
    known{0, "ZWS"sv, "Flash", family::film},
    known{0, "\0\0\1\xb3"sv, "MPEG without a container", family::film},
    known{0, "\0\0\0\1\x67"sv, "H.264 without a container", family::film},
    known{0, "\0\0\0\1\x09"sv, "H.264 without a container", family::film},
    known{0, "\0\0\0\1\x40\1"sv, "HEVC without a container", family::film},
    known{0, "\0\0\0\1\x46\1"sv, "HEVC without a container", family::film},
    known{0, "\x1f\x07\0"sv, "DV", family::film},
    known{0, "nut/multimedia container"sv, "NUT", family::film},
    known{0, "\xb7\xd8\0\x20\x37\x49\xda\x11"sv, "WTV", family::film},
    known{0, "DKIF"sv, "IVF", family::film},
    known{0, "YUV4MPEG2"sv, "Y4M", family::film},
    known{0, "\x06\x0e\x2b\x34\x02\x05\x01\x01"sv, "MXF", family::film},
    known{0, "DVDVIDEO-V"sv, "IFO", family::film_index},
    known{0, "8BPS\0"sv, "Photoshop", family::still},
    known{0, "\xff\x0a"sv, "JPEG XL", family::still},
    known{0, "\0\0\0\x0cJXL "sv, "JPEG XL", family::still},
    known{0, "\0\0\0\x0cjP  "sv, "JPEG 2000", family::still},
    known{0, "\xff\x4f\xff\x51"sv, "JPEG 2000", family::still},
    known{0, "\0\0\1\0"sv, "ICO", family::still},
    known{0, "DDS "sv, "DDS", family::still},
    known{0, "\x76\x2f\x31\x01"sv, "OpenEXR", family::still},
    known{0, "gimp xcf"sv, "GIMP", family::still},
    known{0, "FUJIFILMCCD-RAW"sv, "RAW", family::still},
    known{0, "AT&TFORM"sv, "DjVu", family::document},
    known{0, "\xc5\xd0\xd3\xc6"sv, "EPS", family::document},
    known{0, "\xd7\xcd\xc6\x9a"sv, "WMF", family::still},
    known{8, "WAVE"sv, "WAV", family::sound},
    known{8, "RMID"sv, "MIDI", family::sound},
    known{8, "AIFF"sv, "AIFF", family::sound},
    known{8, "AIFC"sv, "AIFF", family::sound},
    known{0, "fLaC"sv, "FLAC", family::sound},
    known{0, "ID3"sv, "MP3", family::sound},
    known{0, "\xff\xfb"sv, "MP3", family::sound},
    known{0, "\xff\xfa"sv, "MP3", family::sound},
    known{0, "\xff\xf3"sv, "MP3", family::sound},
    known{0, "\xff\xf2"sv, "MP3", family::sound},
    known{0, "\xff\xe3"sv, "MP3", family::sound},
    known{0, "\xff\xf1"sv, "AAC", family::sound},
    known{0, "\xff\xf9"sv, "AAC", family::sound},
    known{0, "\x0b\x77"sv, "AC-3", family::sound},
    known{0, "#!AMR"sv, "AMR", family::sound},
    known{0, "MThd"sv, "MIDI", family::sound},
    known{0, "caff"sv, "CAF", family::sound},
    known{0, "wvpk"sv, "WavPack", family::sound},
    known{0, "DSD "sv, "DSD", family::sound},
    known{0, ".snd"sv, "AU", family::sound},
    known{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "Microsoft Office", family::document},
    known{0, "\x1f\x8b"sv, "gzip", family::packed},
    known{0, "BZh"sv, "bzip2", family::packed},
    known{0, "\xfd\x37zXZ"sv, "xz", family::packed},
    known{0, "\x28\xb5\x2f\xfd"sv, "zstd", family::packed},
    known{0, "7z\xbc\xaf\x27\x1c"sv, "7-Zip", family::packed},
    known{0, "Rar!\x1a\7"sv, "RAR", family::packed},
    known{257, "ustar"sv, "tar", family::packed},
    known{0, "MSCF"sv, "CAB", family::packed},
    known{0, "MZ"sv, "Windows", family::program},
    known{0,
          "\x7f"
          "ELF"sv,
          "Linux", family::program},
    known{0, "\xcf\xfa\xed\xfe"sv, "macOS", family::program},
    known{0, "\xca\xfe\xba\xbe"sv, "macOS", family::program},
    known{0, "!<arch>\n"sv, "Debian", family::packed},
    known{0, "\0\1\0\0\0"sv, "TrueType", family::font},
    known{0, "OTTO\0"sv, "OpenType", family::font},
    known{0, "ttcf\0"sv, "TrueType", family::font},
    known{0, "wOFF"sv, "WOFF", family::font},
    known{0, "wOF2"sv, "WOFF", family::font},
    known{0x8001, "CD001"sv, "ISO", family::disc},
    known{0, "L\0\0\0\1\x14\2\0"sv, "Windows", family::link},
    known{0, "\0\5\x16\7"sv, "macOS", family::companion},
    known{0, "Bud1"sv, "macOS", family::companion},
    known{4, "Bud1"sv, "macOS", family::companion},
    known{0, "PG\0\0"sv, "PGS", family::subtitles},
};

// Kinds that are text. A signature of the other table counts only where the file is no text, because words
// may begin with its letters.
constexpr std::array text_kinds{
    known{0, "%!PS"sv, "PostScript", family::document},
    known{0, "{\\rtf"sv, "RTF", family::document},
    known{0, "#!/"sv, "Linux", family::program},
    known{0, "[InternetShortcut]"sv, "web", family::link},
};

error refused(errc code, message what, message remedy) {
  return {code, std::move(what), std::move(remedy)};
}

message choose_another() {
  return msg(
      "choose a picture (JPEG, PNG, SVG, ...), a video (MP4, MOV, MKV, ...), a guide (PDF) or subtitles "
      "(SRT, WebVTT, ASS)");
}

message save_as_mp4() {
  return msg("open it in the program with which it was made, save it as MP4, then load that");
}

error refusal_of(std::string_view name, family holds) {
  switch (holds) {
    case family::film:
      return refused(errc::unsupported,
                     msg("this is a film of the kind {}, which this system cannot read", name),
                     save_as_mp4());
    case family::still:
      return refused(errc::unsupported,
                     msg("this is a picture of the kind {}, which this system cannot read", name),
                     msg("save it as PNG or JPEG, then load it again"));
    case family::sound:
      return refused(errc::invalid, msg("this file has only sound ({}), and a screen needs a picture", name),
                     msg("make a video (MP4, H.264) with this sound, or choose another file"));
    case family::document:
      return refused(errc::unsupported,
                     msg("this is a document of the kind {}, which a screen cannot show", name),
                     msg("export it as PDF, then load that"));
    case family::subtitles:
      return refused(errc::unsupported,
                     msg("these are subtitles of the kind {}, which this system cannot read", name),
                     msg("save them as SubRip (.srt) or WebVTT (.vtt), then load that"));
    case family::packed:
      return refused(errc::unsupported, msg("this is a packed file ({})", name),
                     msg("unpack it, then load the files that were in it"));
    case family::program:
      return refused(errc::invalid, msg("this is a program for {}, not something that a screen shows", name),
                     choose_another());
    case family::font:
      return refused(errc::invalid, msg("this is a font ({}), not something that a screen shows", name),
                     choose_another());
    case family::disc:
      return refused(errc::unsupported, msg("this is the content of a whole disc ({})", name),
                     msg("open it on your own computer, then load the films or pictures that are on it"));
    case family::link:
      return refused(errc::invalid, msg("this is only a link to something else, not the file itself"),
                     msg("load the file itself"));
    case family::companion:
      return refused(errc::invalid, msg("this is a small file that {} puts beside the real one", name),
                     msg("load the real one; its name does not begin with “._” or “.”"));
    case family::film_index:
      return refused(errc::unsupported, msg("this is only the list of contents of a DVD"),
                     msg("load the films themselves; on a DVD their names end in .VOB"));
  }
  return refused(errc::invalid, msg("this is not a picture, a video or a guide"), choose_another());
}

// Office files of today are ZIP files; the names of their first entries tell the program.
error refusal_of_zip(std::string_view head) {
  struct {
    std::string_view entry, name;
  } constexpr documents[] = {{"word/", "Microsoft Word"},
                             {"ppt/", "Microsoft PowerPoint"},
                             {"xl/", "Microsoft Excel"},
                             {"[Content_Types].xml", "Microsoft Office"},
                             {"application/vnd.oasis", "LibreOffice"},
                             {"application/epub", "EPUB"},
                             {"visio/", "Microsoft Visio"}};
  for (const auto& d : documents) {
    if (head.find(d.entry) != head.npos) return refusal_of(d.name, family::document);
  }
  if (head.find("AndroidManifest.xml") != head.npos) return refusal_of("Android", family::program);
  return refusal_of("ZIP", family::packed);
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view b) { return text.starts_with(b); });
}

// Text in another encoding than UTF-8 has few control characters either.
bool looks_like_text(std::string_view head) {
  auto control = std::count_if(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
  return static_cast<std::size_t>(control) * 100 <= head.size();
}

error refusal_of_text(std::string_view head) {
  std::string text = as_utf8(head);
  std::string small = lower_case(trimmed(std::string_view(text).substr(0, 2048), " \t\r\n"));
  std::string root = lower_case(root_element(text.substr(0, 4096)));
  bool playlist = begins_with_any(small, {"#extm3u", "[playlist]", "<?wpl", "#extinf"}) || root == "asx" ||
                  root == "playlist" || root == "smil" || root == "mpd";
  if (playlist) {
    return refused(
        errc::invalid,
        msg("this is not a picture, a video or a guide; it looks like a playlist that points elsewhere"),
        msg("load the videos themselves"));
  }
  if (small.find("<!doctype html") != small.npos || small.find("<html") != small.npos || root == "html") {
    return refused(
        errc::invalid, msg("this is not a picture, a video or a guide; it looks like a web page (HTML)"),
        msg("it may be an error page that was saved instead of the file: download the file again"));
  }
  if (begins_with_any(small, {"d8:announce", "d10:announce", "d13:announce"})) {
    return refusal_of("BitTorrent", family::link);
  }
  if (begins_with_any(small, {"{0}{", "{1}{", "# vobsub", "<sami"}) || root == "sami" || root == "tt") {
    std::string_view name = small.starts_with("{")   ? "MicroDVD"sv
                            : small.starts_with("#") ? "VobSub"sv
                            : root == "tt"           ? "TTML"sv
                                                     : "SAMI"sv;
    return refusal_of(name, family::subtitles);
  }
  if (looks_like_text(head) || text.size() != head.size()) {
    return refused(errc::invalid, msg("this is not a picture, a video or a guide; it looks like text"),
                   choose_another());
  }
  return refused(errc::invalid, msg("this is not a picture, a video or a guide"), choose_another());
}

}  // namespace

error refusal_of_unknown(std::string_view head) {
  if (head.empty()) {
    return refused(errc::invalid, msg("this file is empty"), msg("copy or export it again, then load it"));
  }
  if (head.find_first_not_of('\0') == head.npos) {
    return refused(errc::invalid, msg("this file has room for something, but nothing was written into it"),
                   msg("it was probably not copied to its end: copy it again from its source"));
  }
  if (head.starts_with("PK\3\4"sv) || head.starts_with("PK\5\6"sv)) return refusal_of_zip(head);
  bool text = looks_like_text(head);
  for (const known& k : text ? std::span<const known>(text_kinds) : known_kinds) {
    bool riff = k.at == 8;
    bool boxed = head.starts_with("RIFF"sv) || head.starts_with("FORM"sv);
    if (head.size() > k.at && head.substr(k.at).starts_with(k.bytes) && (!riff || boxed)) {
      return refusal_of(k.name, k.holds);
    }
  }
  if (head.starts_with("BM"sv) && head.size() > 10 && head.substr(6, 4) == "\0\0\0\0"sv) {
    return refusal_of("BMP", family::still);
  }
  return refusal_of_text(head);
}

}  // namespace bangtin::media::ingest
