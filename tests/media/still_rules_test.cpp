// What is decided about stills without reading pixels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "media/ingest/advice.hpp"
#include "media/ingest/cut_off.hpp"
#include "media/ingest/exif.hpp"
#include "media/ingest/png_chunks.hpp"
#include "media/ingest/sniff.hpp"
#include "media/ingest/svg_features.hpp"
#include "media/ingest/svg_text.hpp"
#include "media/still_files.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;
using media::testing::big_endian;
using media::testing::packed;
using media::testing::png_chunk;

TEST(exif, tells_the_orientation_in_both_byte_orders) {
  const std::string little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"s;
  const std::string big = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"s;
  for (const std::string& tags : {little, big}) {
    EXPECT_EQ(orientation_in_exif(tags), 6);
    EXPECT_EQ(orientation_in_exif("Exif\0\0"s + tags), 6);
    for (std::size_t n = 0; n < 18; ++n) EXPECT_EQ(orientation_in_exif(tags.substr(0, n)), 1) << n;
  }
  EXPECT_EQ(orientation_in_exif("http://ns.adobe.com/xap/1.0/"), 1);
}

RC_GTEST_PROP(exif, of_any_bytes_is_an_orientation, (const std::string& bytes, bool little)) {
  int o = orientation_in_exif((little ? "II*\0" : "MM\0*") + bytes);
  RC_ASSERT(o >= 1 && o <= 8);
}

std::string png_with(const std::string& chunks) {
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", big_endian(640) + big_endian(360) + "\x08\x02\0\0\0"s) +
         chunks + png_chunk("IEND", "");
}

TEST(png_chunks, tell_what_stands_beside_the_pixels) {
  auto c = read_png_chunks(png_with(png_chunk("gAMA", big_endian(100'000)) + png_chunk("sRGB", "\0"s) +
                                    png_chunk("cICP", "\x0c\x0d\0\x01"s) +
                                    png_chunk("acTL", big_endian(7) + big_endian(0))));
  ASSERT_TRUE(c);
  EXPECT_EQ(c->width, 640u);
  EXPECT_EQ(c->height, 360u);
  EXPECT_EQ(c->gamma, 1.0);
  EXPECT_TRUE(c->srgb);
  ASSERT_TRUE(c->code);
  EXPECT_EQ(c->code->primaries, 12);
  EXPECT_EQ(c->code->transfer, 13);
  EXPECT_EQ(c->frames, 7);
}

TEST(png_chunks, with_a_wrong_checksum_are_left_out) {
  std::string gamma = png_chunk("gAMA", big_endian(100'000));
  gamma.back() ^= 1;
  auto c = read_png_chunks(png_with(gamma));
  ASSERT_TRUE(c);
  EXPECT_FALSE(c->gamma);
}

TEST(png_chunks, behind_the_end_do_not_count) {
  std::string png = png_with("");
  auto c = read_png_chunks(png + png_chunk("gAMA", big_endian(100'000)));
  EXPECT_FALSE(c->gamma);
  EXPECT_EQ(c->end, png.size());
}

TEST(png_chunks, unpack_a_profile_and_stop_at_a_bomb) {
  auto profile = [](const std::string& text) { return "name\0\0"s + packed(text); };
  EXPECT_EQ(read_png_chunks(png_with(png_chunk("iCCP", profile("a profile"))))->profile, "a profile");
  auto bomb = read_png_chunks(png_with(png_chunk("iCCP", profile(std::string(40U << 20, '\0')))));
  EXPECT_TRUE(bomb->has_profile);
  EXPECT_TRUE(bomb->profile.empty());
  auto cut = read_png_chunks(png_with(png_chunk("iCCP", profile("a profile").substr(0, 12))));
  EXPECT_TRUE(cut->has_profile && cut->profile.empty());
}

RC_GTEST_PROP(png_chunks, of_any_bytes_come_to_an_end, (const std::string& bytes)) {
  std::string png = png_with("");
  auto c = read_png_chunks(png.substr(0, png.size() - 12) + bytes);
  RC_ASSERT(c && c->end <= png.size() + bytes.size());
}

TEST(advice_on_text, names_the_pages_that_nobody_can_read) {
  const page_text good{1, 30, 150, 0}, footnote{2, 30, 150, 20}, small{3, 30, 150, 100}, full{4, 200, 900, 0},
      number{5, 1, 2, 2};
  std::vector<message> warnings;
  const page_text fine[] = {good, footnote, number};
  advise_on_text(fine, true, warnings);
  EXPECT_TRUE(warnings.empty());
  const page_text bad[] = {good, small, full};
  advise_on_text(bad, true, warnings);
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].args, std::vector<std::string>{"3"});
  EXPECT_EQ(warnings[1].args, (std::vector<std::string>{"4", "200"}));
  std::vector<page_text> many;
  for (int n = 1; n <= 30; ++n) many.push_back({n, 30, 150, 100});
  warnings.clear();
  advise_on_text(many, true, warnings);
  EXPECT_EQ(warnings.at(0).args.at(0), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …");
}

std::string gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST(advice, on_sound_is_given_when_it_stays_quiet) {
  struct {
    std::optional<double> lufs;
    const char* says;
  } const cases[] = {{{}, ""}, {-22, ""}, {-23, ""}, {-23.9, ""}, {-24.6, "2 dB"}, {-45, "22 dB"}};
  for (const auto& c : cases) {
    loudness l;
    l.treated_lufs = c.lufs;
    std::vector<message> warnings;
    advise_on_sound(l, warnings);
    std::string text = media::testing::text_of(warnings);
    EXPECT_EQ(text.empty(), c.says[0] == '\0') << text;
    EXPECT_NE(text.find(c.says), text.npos) << text;
  }
}

std::string advice_on(void (*advise)(int, int, std::vector<message>&), int width, int height) {
  std::vector<message> warnings;
  advise(width, height, warnings);
  return media::testing::text_of(warnings);
}

TEST(advice, on_sheets_of_paper_is_given_by_their_shape) {
  for (auto [width, height] : {std::pair{1240, 1754}, {2480, 3508}, {3508, 2480}, {1275, 1650}, {707, 1000}})
    EXPECT_NE(advice_on(advise_on_sheet, width, height).find("1/45"), std::string::npos) << width;
  for (auto [width, height] :
       {std::pair{1920, 1080}, {1080, 1920}, {1600, 1200}, {3000, 2000}, {1000, 1000}, {620, 877}, {0, 0}})
    EXPECT_EQ(advice_on(advise_on_sheet, width, height), "") << width;
}

TEST(advice, on_thin_pictures_is_given_whichever_way_they_lie) {
  EXPECT_NE(advice_on(advise_on_size, 3840, 600).find("covers only 28 %"), std::string::npos);
  EXPECT_NE(advice_on(advise_on_size, 600, 3840).find("even an upright screen"), std::string::npos);
  EXPECT_NE(advice_on(advise_on_size, 1080, 1920).find("lying screen"), std::string::npos);
  EXPECT_EQ(advice_on(advise_on_size, 3840, 1400), "");
  std::vector<message> warnings;
  advise_on_pages(std::vector<double>{1.77, 1.41, 8, 0.7, 0.1}, warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].args, std::vector<std::string>{"3, 5"});
}

// With both colour tables, an extension, and bytes like the trailer in every kind of data.
std::string small_gif() {
  std::string header = "GIF89a"s + "\1\0\1\0"s + "\x80\0\0"s + ";;;;;;";
  std::string comment = "\x21\xfe"s + "\3;;;" + "\1;"s + "\0"s;
  std::string image = ","s + "\0\0\0\0\1\0\1\0"s + "\x81"s + std::string(12, ';') + "\2"s + "\2;;"s + "\0"s;
  return header + comment + image + ";";
}

TEST(missing_end, is_known_from_the_structure_of_every_format) {
  auto riff = [](std::uint8_t states) { return "RIFF"s + static_cast<char>(states) + "\0\0\0WEBPVP8 "s; };
  auto boxes = [](char length) { return "\0\0\0\x0c"s + "ftypheic" + "\0\0\0"s + length + "mdat1234"; };
  struct {
    const char* what;
    std::string content;
    bool missing;
    std::optional<double> part;
  } const cases[] = {
      {"jpeg", "\xff\xd8\xff\xda_\xff\xd9", false, {}},
      {"jpeg with its preview", "\xff\xd8\xff\xe1\xff\xda_\xff\xd9\xff\xda_", true, {}},
      {"jpeg without a scan", "\xff\xd8\xff\xe0", true, {}},
      {"png", "\x89PNG\r\n\x1a\n" + png_chunk("IEND", ""), false, {}},
      {"png cut in a chunk", "\x89PNG\r\n\x1a\n" + png_chunk("IDAT", "abc").substr(0, 13), true, {}},
      {"png cut behind a chunk", "\x89PNG\r\n\x1a\n" + png_chunk("IDAT", "abc"), true, {}},
      {"gif", small_gif(), false, {}},
      {"gif with something behind it", small_gif() + "more", false, {}},
      {"gif without its last byte", small_gif().substr(0, small_gif().size() - 1), false, {}},
      {"gif without a picture", small_gif().substr(0, 19), true, {}},
      {"webp", riff(8), false, {}},
      {"webp", riff(24), true, 0.5},
      {"heic", boxes(12), false, {}},
      {"heic", boxes(36), true, 0.5},
      {"tiff", "II*\0\x08\0\0\0\1\0__"s, false, {}},
      {"tiff", "MM\0*\0\0\xff\0____"s, true, {}},
      {"text", "nothing", false, {}},
      {"nothing", "", false, {}},
  };
  for (const auto& c : cases) {
    auto found = missing_end_of(c.content);
    EXPECT_EQ(found.has_value(), c.missing) << c.what;
    if (found) {
      EXPECT_EQ(found->part, c.part) << c.what;
    }
  }
  EXPECT_EQ(unreadable_picture("nothing").what.id, "this file is damaged or incomplete");
  EXPECT_EQ(unreadable_picture("GIF89a_", 0.409).what.args, std::vector<std::string>{"40"});
}

TEST(missing_end, of_a_gif_is_noticed_wherever_it_is_cut_off) {
  const std::string whole = small_gif();
  ASSERT_EQ(missing_end_of(whole), std::nullopt);
  for (std::size_t length = 4; length + 1 < whole.size(); ++length)
    EXPECT_TRUE(missing_end_of(whole.substr(0, length)).has_value()) << length;
}

TEST(unzipped, text_is_whole_cut_or_too_long) {
  std::string packed = gzip("<svg/>");
  EXPECT_EQ(unzipped(packed, 100).text, "<svg/>");
  EXPECT_TRUE(unzipped(packed, 100).whole);
  EXPECT_FALSE(unzipped(packed.substr(0, packed.size() - 9), 100).whole);
  auto bomb = unzipped(gzip(std::string(1 << 20, ' ')), 1000);
  EXPECT_EQ(bomb.text.size(), 1000u);
  EXPECT_FALSE(bomb.whole);
}

TEST(sniff_still, knows_a_packed_drawing_from_other_archives) {
  EXPECT_EQ(*sniff(gzip("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")), file_kind::svg);
  EXPECT_FALSE(sniff(gzip("a tape archive")));
  EXPECT_FALSE(sniff("\x1f\x8b\x08rubbish"s));
}

TEST(features_of_a_drawing, that_would_be_missing_are_a_reason_to_refuse_it) {
  for (const char* text :
       {"<svg><foreignObject><div>Mời</div></foreignObject></svg>",
        "<svg:svg><svg:foreignObject><x:p>a</x:p></svg:foreignObject></svg:svg>",
        "<svg><g><flowRoot><flowRegion/><flowPara>a</flowPara></flowRoot></g></svg>",
        "<svg><text><textPath href='#p'>a</textPath></text></svg>",
        "<svg><foreignObject><img src='data:,x'/></foreignObject></svg>", "<svg><video src='a'/></svg>"}) {
    EXPECT_TRUE(features_of(text).lost) << text;
  }
  for (const char* text :
       {"<svg><foreignObject/><foreignObject> \n </foreignObject><text>a</text></svg>",
        "<svg><switch><foreignObject><p>a</p></foreignObject><text>a</text></switch></svg>",
        "<svg><!-- <foreignObject>a</foreignObject> --></svg>",
        "<svg><text a='<foreignObject>'>a</text></svg>", "<svg><text>@import</text></svg>",
        "<svg><foreignObject><p/></foreignObject><text>a</text></svg>", "<svg", "<", "</a></b>", ""}) {
    EXPECT_FALSE(features_of(text).lost) << text;
  }
}

TEST(features_of_a_drawing, that_look_different_are_told) {
  for (const char* text :
       {"<svg><animateTransform/></svg>", "<svg><set to='1'/></svg>",
        "<svg><style>@keyframes a {}</style></svg>", "<svg><script>a()</script></svg>",
        "<svg><g onload='a()'/></svg>", "<svg><meshgradient/></svg>", "<?xml-stylesheet href='a.css'?><svg/>",
        "<svg><style>@import url(a.css);</style></svg>",
        "<svg><style><![CDATA[@import 'a.css';]]></style></svg>"}) {
    EXPECT_EQ(features_of(text).warnings.size(), 1U) << text;
  }
  EXPECT_TRUE(features_of("<svg><title>script animate</title><a href='#x'><g/></a></svg>").warnings.empty());
}

TEST(features_of_a_drawing, name_its_fonts) {
  auto f = features_of(
      "<svg><style>text { font-family : Inter; fill: red } .a{font-family:'A B',serif}</style>"
      "<text font-family='C' style='fill:red;font-family: &quot;D E&quot;'>a</text></svg>");
  EXPECT_THAT(f.fonts, ::testing::SizeIs(4));
  EXPECT_THAT(missing_fonts(f.fonts, {"inter", "c"}), ::testing::ElementsAre("A B", "D E"));
  EXPECT_THAT(missing_fonts({"Arial", "sans-serif", "Helvetica , x", ""}, {"liberation sans"}),
              ::testing::IsEmpty());
  EXPECT_THAT(missing_fonts({"Arial", "Arial"}, {}), ::testing::ElementsAre("Arial"));
}

TEST(outside_reference_of_a_drawing, includes_pictures_of_kinds_that_are_not_drawn) {
  EXPECT_TRUE(outside_reference("<svg><image href='data:image/webp;base64,AAAA'/></svg>"));
  EXPECT_TRUE(outside_reference("<svg><image xlink:href='data:IMAGE/AVIF,x'/></svg>"));
  EXPECT_FALSE(outside_reference("<svg><image href='data:image/jpeg;base64,AAAA'/></svg>"));
  EXPECT_FALSE(outside_reference("<svg><image href='data:;base64,AAAA'/></svg>"));
}

}  // namespace
}  // namespace bangtin::media::ingest
