#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files.hpp"
#include "media/folder.hpp"
#include "media/ingest/sniff.hpp"
#include "media/ingest/svg_text.hpp"
#include "media/mp4_boxes.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string packets(std::size_t length, std::size_t first) {
  std::string bytes(first + 6 * length, '\1');
  for (std::size_t at = first; at < bytes.size(); at += length) bytes[at] = 'G';
  return bytes;
}

// ASCII as UTF-16 without a byte order mark.
std::string wide(std::string_view ascii, bool little) {
  std::string bytes;
  for (char c : ascii) bytes += little ? std::string{c, '\0'} : std::string{'\0', c};
  return bytes;
}

TEST(sniff, knows_what_is_accepted_by_content) {
  const std::string subtitles = "1\n00:00:01,000 --> 00:00:02,000\nA\n";
  const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
  struct {
    std::string head;
    file_kind kind;
    std::optional<container> box;
  } const cases[] = {
      {"\0\0\0\x20"
       "ftypisom\0\0\2\0"s,
       file_kind::video, container::mp4},
      {"\0\0\0\x14"
       "ftypqt  "s,
       file_kind::video, container::mp4},
      {"\0\0\0\x14"
       "ftyp3gp5"s,
       file_kind::video, container::mp4},
      {"\0\0\0\x08wide\0\0\0\0mdat"s, file_kind::video, container::mp4},
      {"\0\0\2\0free"s, file_kind::video, container::mp4},
      {"\0\0\2\0skip"s, file_kind::video, container::mp4},
      {"\0\0\0\1mdat\0\0\0\0"s, file_kind::video, container::mp4},
      {"\0\0\2\0uuid"s, file_kind::video, container::mp4},
      {"\x1a\x45\xdf\xa3...."s, file_kind::video, container::matroska},
      {"RIFF\1\2\3\4AVI LIST"s, file_kind::video, container::avi},
      {"\0\0\1\xba\x44\0"s, file_kind::video, container::mpeg_ps},
      {"RIFF\1\2\3\4CDXAfmt "s, file_kind::video, container::mpeg_ps},
      {packets(188, 0), file_kind::video, container::mpeg_ts},
      {packets(192, 4), file_kind::video, container::mpeg_ts},
      {packets(204, 0), file_kind::video, container::mpeg_ts},
      {packets(188, 101), file_kind::video, container::mpeg_ts},
      {"FLV\1\5"s, file_kind::video, container::flv},
      {"\x30\x26\xb2\x75\x8e\x66\xcf\x11"s, file_kind::video, container::asf},
      {"OggS\0\2"s, file_kind::video, container::ogg},
      {"\xff\xd8\xff\xe0\0\x10JFIF"s, file_kind::jpeg, {}},
      {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s, file_kind::png, {}},
      {"GIF89a\1\0"s, file_kind::gif, {}},
      {"GIF87a\1\0"s, file_kind::gif, {}},
      {"RIFF\1\2\3\4WEBPVP8 "s, file_kind::webp, {}},
      {"II*\0\x08\0"s, file_kind::tiff, {}},
      {"MM\0*\0\0"s, file_kind::tiff, {}},
      {"MM\0+\0\x08"s, file_kind::tiff, {}},
      {"\0\0\0\x18"
       "ftypheic\0\0\0\0mif1heic"s,
       file_kind::heif,
       {}},
      {"\0\0\0\x18"
       "ftypmif1\0\0\0\0mif1heic"s,
       file_kind::heif,
       {}},
      {"\0\0\0\x18"
       "ftypmif1\0\0\0\0mif1avif"s,
       file_kind::avif,
       {}},
      {"\0\0\0\x14"
       "ftypmif1\0\0\0\0mif1avif"s,
       file_kind::heif,
       {}},
      {"\0\0\0\x1c"
       "ftypavif\0\0\0\0"s,
       file_kind::avif,
       {}},
      {"\0\0\0\x1c"
       "ftypavis\0\0\0\0"s,
       file_kind::avif,
       {}},
      {"%PDF-1.7\n"s, file_kind::pdf, {}},
      {"\n\n%PDF-1.4\n"s, file_kind::pdf, {}},
      {std::string(1024, '\xe1') + "%PDF-1.4\n", file_kind::pdf, {}},
      {svg, file_kind::svg, {}},
      {"\xff\xfe" + wide(svg, true), file_kind::svg, {}},
      {"\xfe\xff" + wide("<?xml version='1.0' encoding='UTF-16'?><!-- a -->" + svg, false),
       file_kind::svg,
       {}},
      {wide(svg, true), file_kind::svg, {}},
      {wide(svg, false), file_kind::svg, {}},
      {"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n<s:svg/>"s, file_kind::svg, {}},
      {"<!DOCTYPE svg PUBLIC \"-//W3C\" \"http://x/svg.dtd\" [<!ENTITY a \"<b>\">]><svg>"s,
       file_kind::svg,
       {}},
      {subtitles, file_kind::subtitles, {}},
      {"\xef\xbb\xbfWEBVTT\n", file_kind::subtitles, {}},
      {"\xff\xfe" + wide(subtitles, true), file_kind::subtitles, {}},
      {wide(subtitles, false), file_kind::subtitles, {}},
      {"[Script Info]\nScriptType: v4.00+\n", file_kind::subtitles, {}},
      {"\xff\xfe" + wide("[Script Info]\r\n", true), file_kind::subtitles, {}},
  };
  for (const auto& c : cases) {
    auto kind = sniff(c.head);
    ASSERT_TRUE(kind) << ::testing::PrintToString(c.head) << ": " << describe(kind.error());
    EXPECT_EQ(*kind, c.kind) << ::testing::PrintToString(c.head);
    EXPECT_EQ(film_container(c.head), c.box) << ::testing::PrintToString(c.head);
  }
}

TEST(sniff, says_what_the_rest_is_and_what_to_do) {
  std::string disc(0x8001, '\0');
  std::string tape = "name" + std::string(253, '\0');
  struct {
    std::string head;
    errc code;
    std::string_view says;
  } const cases[] = {
      {".RMF\0\0\0\x12"s, errc::unsupported, "RealMedia"},
      {"CWS\x0a\1\2\3\4"s, errc::unsupported, "Flash"},
      {"\0\0\1\xb3\x16\1"s, errc::unsupported, "MPEG without a container"},
      {"\0\0\0\1\x09\xf0"s, errc::unsupported, "H.264 without a container"},
      {"\x1f\x07\0\xbf\xff"s, errc::unsupported, "a film of the kind DV"},
      {"DVDVIDEO-VTS\0\0"s, errc::unsupported, ".VOB"},
      {"8BPS\0\1"s, errc::unsupported, "Photoshop"},
      {"BM\1\2\3\4\0\0\0\0\1\2"s, errc::unsupported, "BMP"},
      {"RIFF\1\2\3\4WAVEfmt "s, errc::invalid, "only sound"},
      {"....\1\2\3\4WAVEfmt "s, errc::invalid, "not a picture"},
      {"ID3\4\0\0"s, errc::invalid, "MP3"},
      {"MThd\0\0\0\6"s, errc::invalid, "MIDI"},
      {"PK\3\4\x14\0....[Content_Types].xml..word/document.xml"s, errc::unsupported, "Microsoft Word"},
      {"PK\3\4\x14\0....ppt/slides/slide1.xml"s, errc::unsupported, "export it as PDF"},
      {"PK\3\4\x14\0....xl/workbook.xml"s, errc::unsupported, "Excel"},
      {"PK\3\4\x14\0....a.jpg"s, errc::unsupported, "unpack it"},
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"s, errc::unsupported, "Microsoft Office"},
      {"{\\rtf1\\ansi"s, errc::unsupported, "RTF"},
      {"Rar!\x1a\7\0"s, errc::unsupported, "unpack it"},
      {tape + "ustar\0"s, errc::unsupported, "tar"},
      {disc + "CD001\1"s, errc::unsupported, "disc"},
      {"MZ\x90\0\3\0"s, errc::invalid, "a program for Windows"},
      {"\x7f"
       "ELF\2\1\1"s,
       errc::invalid, "a program"},
      {"OTTO\0\x0b"s, errc::invalid, "font"},
      {"L\0\0\0\1\x14\2\0"s, errc::invalid, "load the file itself"},
      {"[InternetShortcut]\r\nURL=https://x\r\n"s, errc::invalid, "link"},
      {"\0\5\x16\7\0\2\0\0"s, errc::invalid, "beside the real one"},
      {"#EXTM3U\nfile:///etc/passwd\n"s, errc::invalid, "playlist"},
      {"\xef\xbb\xbf#EXTM3U\n"s, errc::invalid, "playlist"},
      {"<?xml version='1.0'?><MPD/>"s, errc::invalid, "playlist"},
      {"<!DOCTYPE html><html>"s, errc::invalid, "web page"},
      {"\xff\xfe" + wide("<html><body>", true), errc::invalid, "web page"},
      {"{1}{25}Xin chao\n"s, errc::unsupported, "MicroDVD"},
      {"Kính gửi: Ủy ban nhân dân xã\n"s, errc::invalid, "text"},
      {"Tr\xfd\xeang h\xf4p MAC address, CWS, MZ\r\n"s, errc::invalid, "text"},
      {"CWS and MZ begin this sentence"s, errc::invalid, "text"},
      {""s, errc::invalid, "empty"},
      {std::string(5000, '\0'), errc::invalid, "nothing was written"},
      {"\1\2\3\4"s, errc::invalid, "not a picture"},
  };
  for (const auto& c : cases) {
    auto kind = sniff(c.head);
    ASSERT_FALSE(kind) << ::testing::PrintToString(c.head);
    EXPECT_EQ(kind.error().code, c.code) << describe(kind.error());
    EXPECT_NE(describe(kind.error()).find(c.says), std::string::npos) << describe(kind.error());
    EXPECT_FALSE(kind.error().remedy.empty());
  }
}

TEST(sniff, is_not_misled_by_an_even_pattern_that_is_too_short) {
  EXPECT_FALSE(film_container(packets(188, 0).substr(0, 4 * 188)));
}

TEST(as_utf8, reads_both_byte_orders_and_what_was_cut) {
  EXPECT_EQ(as_utf8("\xff\xfe\xea\0a\0"s), "êa");
  EXPECT_EQ(as_utf8("\xfe\xff\x1e\xa1\0a"s), "ạa");
  EXPECT_EQ(as_utf8("\xfe\xff\xd8\x3d\xdc\xf1"s), "📱");
  EXPECT_EQ(as_utf8("\xfe\xff\0a\xd8\x3d"s), "a\ufffd") << "half a character";
  EXPECT_EQ(as_utf8("\xfe\xff\xdc\xf1\0a"s),
            "\xef\xbf\xbd"
            "a")
      << "the second half alone";
  EXPECT_EQ(as_utf8("plain"s), "plain");
}

RC_GTEST_PROP(sniff, of_any_bytes_comes_to_an_end, (const std::string& head)) {
  auto kind = sniff("<?xml" + head);
  RC_ASSERT(kind.has_value() || !kind.error().remedy.empty());
}

TEST(outside_reference, is_found_where_the_drawing_would_have_a_hole) {
  for (const char* text :
       {"<svg><image href='http://x/a.png'/></svg>", "<svg><image xlink:href=\"a.png\"/></svg>",
        "<svg><svg:image\n xlink:href = ' file:///etc/hostname '/></svg>",
        "<svg><use href='other.svg#a'/></svg>",
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg/>",
        "<!DOCTYPE svg [<!ENTITY % y PUBLIC 'a' 'http://b'>]><svg/>", "<svg><feImage href='//x'/></svg>"}) {
    EXPECT_TRUE(outside_reference(text)) << text;
  }
  for (const char* text :
       {"<svg><image href='data:image/png;base64,AAAA'/></svg>", "<svg><use xlink:href='#glyph0-1'/></svg>",
        "<svg><a href='https://dichvucong.gov.vn'><text>x</text></a></svg>",
        "<svg><!-- <image href='a.png'/> --></svg>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'><svg/>",
        "<!DOCTYPE svg [<!ENTITY ns 'http://ns.adobe.com/SYSTEM/'>]><svg/>",
        "<svg><imageless href='a'/></svg>", "<svg><image data-href='a'/></svg>", "<", "<image", "<image href",
        "<image href='"}) {
    EXPECT_FALSE(outside_reference(text)) << text;
  }
}

TEST(hide_length, sets_only_the_length_of_the_movie_header_to_zero) {
  auto box = [](const std::string& type, const std::string& content) {
    std::string size(4, '\0');
    size[2] = static_cast<char>((content.size() + 8) >> 8);
    size[3] = static_cast<char>((content.size() + 8) & 0xff);
    return size + type + content;
  };
  const std::string small = box("mvhd",
                                "\0\0\0\0"
                                "aaaa"
                                "bbbb"
                                "\0\0\x03\xe8"
                                "\0\0\x0c\x44"
                                "rest"s);
  const std::string large = box("mvhd",
                                "\1\0\0\0"
                                "aaaaaaaa"
                                "bbbbbbbb"
                                "\0\0\x03\xe8"
                                "\0\0\0\0\0\0\x0c\x44"
                                "rest"s);
  const std::string trak = box("trak", "something");
  for (const std::string& header : {small, large}) {
    std::string moov = box("moov", trak + header + trak);
    std::string before = moov;
    auto length = hide_length(std::as_writable_bytes(std::span(moov)));
    ASSERT_TRUE(length);
    EXPECT_EQ(length->count(), 3140);
    std::size_t at = before.find("\x0c\x44");
    EXPECT_EQ(moov.substr(at, 2), "\0\0"s);
    moov.replace(at, 2, "\x0c\x44");
    EXPECT_EQ(moov, before);
  }
  const std::string whole = box("moov", small);
  for (std::string other :
       {box("mdat", small), box("moov", trak), box("moov", small + box("mvex", "x")), whole + "x",
        whole.substr(0, whole.size() - 1), box("moov", box("mvhd", "\0\0"s)), std::string(), "moov"s}) {
    std::string before = other;
    EXPECT_FALSE(hide_length(std::as_writable_bytes(std::span(other)))) << before;
    EXPECT_EQ(other, before);
  }
}

TEST(colours_of_film, are_those_of_the_first_h264_track) {
  auto box = [](const std::string& type, const std::string& content) {
    std::string size(4, '\0');
    size[2] = static_cast<char>((content.size() + 8) >> 8);
    size[3] = static_cast<char>((content.size() + 8) & 0xff);
    return size + type + content;
  };
  auto film = [&](const std::string& codec, const std::string& colr) {
    std::string entry = box(codec, std::string(78, '\0') + box("avcC", "x") + colr);
    std::string list = box("stsd", std::string(8, '\0') + entry);
    std::string sound = box("trak", box("mdia", box("minf", box("stbl", box("stsd", "")))));
    return box("moov", sound + box("trak", box("mdia", box("minf", box("stbl", list)))));
  };
  struct {
    const char* name;
    std::string moov;
    box_colours right;
  } const cases[] = {{"full BT.709", film("avc1", box("colr", "nclx\0\1\0\1\0\1\x80"s)), {1, true}},
                     {"limited BT.2020", film("avc3", box("colr", "nclx\0\x09\0\1\0\x09\0"s)), {9, false}},
                     {"QuickTime's", film("avc1", box("colr", "nclc\0\6\0\1\0\6"s)), {6, std::nullopt}},
                     {"a profile", film("avc1", box("colr", "prof............"s)), {}},
                     {"none", film("avc1", ""), {}},
                     {"too short", film("avc1", box("colr", "nclx\0\1"s)), {}},
                     {"another codec", film("hvc1", box("colr", "nclx\0\1\0\1\0\1\x80"s)), {}},
                     {"no film", "moof", {}}};
  for (const auto& c : cases) {
    std::string moov = c.moov;
    EXPECT_EQ(colours_of_film(std::as_writable_bytes(std::span(moov))), c.right) << c.name;
  }
}

RC_GTEST_PROP(hide_length, of_any_bytes_comes_to_an_end, (const std::string& noise)) {
  std::string moov = "\0\0\0\0moov"s + noise;
  moov[3] = static_cast<char>(moov.size() & 0xff);
  colours_of_film(std::as_writable_bytes(std::span(moov)));
  hide_length(std::as_writable_bytes(std::span(moov)));
}

TEST(ends_within_box, is_told_from_the_outermost_boxes) {
  const std::string ftyp =
      "\0\0\0\x10"
      "ftypisom\0\0\0\0"s;
  const std::string mdat =
      "\0\0\0\x0c"
      "mdatabcd"s;
  const std::string moov =
      "\0\0\0\x0c"
      "moovabcd"s;
  const std::string large =
      "\0\0\0\1"
      "mdat\0\0\0\0\0\0\0\x14"
      "abcd"s;
  const std::string open_end =
      "\0\0\0\0"
      "mdatabc"s;
  struct {
    std::string content;
    bool early;
  } const cases[] = {{ftyp + mdat, false},
                     {ftyp + large, false},
                     {ftyp + large + mdat, false},
                     {ftyp + open_end, false},
                     {ftyp + mdat + std::string(100, '\0'), false},
                     {ftyp + mdat + "\0\0"s, false},
                     {ftyp + mdat.substr(0, 11), true},
                     {ftyp + large.substr(0, 19), true},
                     {ftyp + large.substr(0, 12), true},
                     {ftyp.substr(0, 12), true},
                     {ftyp + mdat + "\x7f\x7f\x7f\x7f\0\0\0\0"s, false},
                     {ftyp + moov + mdat + std::string(100, 'x'), false},
                     {ftyp + mdat + moov + "\0\0\0\1abcd"s, false},
                     {ftyp + mdat + moov + "Ghi chu: ban cuoi", false},
                     {ftyp + mdat + moov + mdat.substr(0, 11), true},
                     {ftyp + moov + mdat + "\0\0\1\0moof"s, true},
                     {ftyp + moov + mdat + "\0\0\0\1free"s, true},
                     {ftyp + mdat + std::string(100, 'x'), true},
                     {ftyp + moov + std::string(100, 'x'), true},
                     {"", false}};
  for (const auto& c : cases) {
    media::testing::temporary_folder f;
    media::testing::put(f / "a", c.content);
    unique_fd fd(::open((f / "a").c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(ends_within_box(fd.get()), c.early) << ::testing::PrintToString(c.content);
  }
}

}  // namespace
}  // namespace bangtin::media::ingest
