// Signatures, the most specific first. Text comes last, because it matches when no binary signature does, and
// a transport stream before it: its only sign is one byte that returns at even distances.
#include "media/ingest/sniff.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "media/ingest/svg_text.hpp"
#include "media/subtitles/subtitles.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr std::array heif_brands{"heic"sv, "heix"sv, "heim"sv, "heis"sv,
                                 "hevc"sv, "hevx"sv, "hevm"sv, "hevs"sv};
constexpr std::array avif_brands{"avif"sv, "avis"sv};
// Brands that leave the codec open; the brands behind them tell it.
constexpr std::array open_brands{"mif1"sv, "mif2"sv, "msf1"sv, "miaf"sv,
                                 "MiHB"sv, "MiHE"sv, "MiAB"sv, "MiAC"sv};
// The possible first boxes of an MP4 or MOV file.
constexpr std::array first_boxes{"ftyp"sv, "moov"sv, "mdat"sv, "wide"sv, "free"sv,
                                 "skip"sv, "pnot"sv, "uuid"sv, "styp"sv, "moof"sv,
                                 "sidx"sv, "udta"sv, "meta"sv, "PICT"sv, "junk"sv};

template <class List>
bool among(const List& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool has_at(std::string_view head, std::size_t at, std::string_view bytes) {
  return head.size() >= at && head.substr(at).starts_with(bytes);
}

std::uint32_t number_at(std::string_view head, std::size_t at) {
  std::uint32_t value = 0;
  for (char c : head.substr(at, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

// A picture in the boxes of MP4 (ISO/IEC 23008-12), by its brands.
std::optional<file_kind> boxed_picture(std::string_view head) {
  if (!has_at(head, 4, "ftyp"sv) || head.size() < 12) return std::nullopt;
  std::string_view brand = head.substr(8, 4);
  if (among(heif_brands, brand)) return file_kind::heif;
  if (among(avif_brands, brand)) return file_kind::avif;
  if (!among(open_brands, brand)) return std::nullopt;
  std::size_t end = std::min<std::size_t>(number_at(head, 0), head.size());
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    if (among(avif_brands, head.substr(at, 4))) return file_kind::avif;
  }
  return file_kind::heif;
}

// The sync byte returns four times at one of the usual distances; recorders write a time stamp before each
// packet (192) or a checksum behind it (204), and a recording may begin within a packet.
bool is_transport_stream(std::string_view head) {
  for (std::size_t packet : {188, 192, 204}) {
    for (std::size_t first = 0; first < packet; ++first) {
      bool all = head.size() > first + 4 * packet;
      for (std::size_t n = 0; all && n < 5; ++n) all = head[first + n * packet] == 'G';
      if (all) return true;
    }
  }
  return false;
}

bool is_program_stream(std::string_view head) {
  bool video_disc = head.starts_with("RIFF"sv) && has_at(head, 8, "CDXA"sv);
  return head.starts_with("\0\0\1\xba"sv) || video_disc;
}

bool is_movie(std::string_view head) {
  if (head.size() < 8) return false;
  std::uint32_t length = number_at(head, 0);
  bool possible = length <= 1 || length >= 8;
  return possible && among(first_boxes, head.substr(4, 4));
}

std::optional<file_kind> picture_kind(std::string_view head) {
  if (head.starts_with("\xff\xd8\xff"sv)) return file_kind::jpeg;
  if (head.starts_with("\x89PNG\r\n\x1a\n"sv)) return file_kind::png;
  if (head.starts_with("GIF87a"sv) || head.starts_with("GIF89a"sv)) return file_kind::gif;
  if (head.starts_with("RIFF"sv) && has_at(head, 8, "WEBP"sv)) return file_kind::webp;
  for (std::string_view tiff : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (head.starts_with(tiff)) return file_kind::tiff;
  }
  return boxed_picture(head);
}

}  // namespace

std::string as_utf8(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"sv)) return std::string(text.substr(3));
  if (text.starts_with("\xff\xfe"sv)) return subtitles::from_utf16(text.substr(2), true);
  if (text.starts_with("\xfe\xff"sv)) return subtitles::from_utf16(text.substr(2), false);
  // Without a mark: markup and subtitles begin with two characters of ASCII.
  auto ascii = [&](std::size_t at) { return text[at] >= '\t' && text[at] < 0x7f; };
  if (text.size() < 4) return std::string(text);
  if (ascii(0) && text[1] == '\0' && ascii(2) && text[3] == '\0') return subtitles::from_utf16(text, true);
  if (text[0] == '\0' && ascii(1) && text[2] == '\0' && ascii(3)) return subtitles::from_utf16(text, false);
  return std::string(text);
}

std::optional<container> film_container(std::string_view head) {
  if (head.starts_with("\x1a\x45\xdf\xa3"sv)) return container::matroska;
  if (head.starts_with("RIFF"sv) && has_at(head, 8, "AVI "sv)) return container::avi;
  if (is_program_stream(head)) return container::mpeg_ps;
  if (head.starts_with("FLV\1"sv)) return container::flv;
  if (head.starts_with("\x30\x26\xb2\x75\x8e\x66\xcf\x11"sv)) return container::asf;
  if (head.starts_with("OggS"sv)) return container::ogg;
  if (is_movie(head) && !boxed_picture(head)) return container::mp4;
  if (is_transport_stream(head)) return container::mpeg_ts;
  return std::nullopt;
}

result<file_kind> sniff(std::string_view head) {
  if (head.starts_with("%PDF-"sv)) return file_kind::pdf;
  if (auto picture = picture_kind(head)) return *picture;
  if (film_container(head)) return file_kind::video;
  bool packed = head.starts_with("\x1f\x8b"sv);
  std::string text = as_utf8(packed ? unzipped(head, sniffed_bytes).text : head);
  if (packed && root_element(text) != "svg") return refusal_of_unknown(head);
  if (root_element(text) == "svg") return file_kind::svg;
  if (subtitles::looks_like_subtitles(head)) return file_kind::subtitles;
  // A PDF may have something else in front, which the readers of PDF skip.
  if (head.substr(0, 1024 + 5).find("%PDF-"sv) <= 1024) return file_kind::pdf;
  return refusal_of_unknown(head);
}

}  // namespace bangtin::media::ingest
