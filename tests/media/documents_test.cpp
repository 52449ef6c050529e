// Guides (PDF) and drawings (SVG) through the real worker.
#include <gtest/gtest.h>

#include "media/still_files.hpp"

namespace bangtin::media::stills {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::colour;
using testing::picture_file;
using testing::put;
using testing::quoted;

class document : public ::testing::Test {
 protected:
  void SetUp() override { testing::use_real_worker(); }

  result<ingested> ingest(const std::string& name, const std::string& content) {
    put(f_ / name, content);
    fs::remove_all(f_ / "out");
    return run_ingest(f_ / name, f_ / "out", {});
  }
  picture_file page(int number = 1) {
    return picture_file(f_ / ("out/page-000" + std::to_string(number) + ".png"));
  }

  testing::temporary_folder f_;
};

// A guide of one page. `page`: entries of the page's dictionary; `objects`: further objects, from number 6;
// object 5 is the font F.
struct guide {
  std::string page = "/MediaBox[0 0 960 540]";
  std::string resources;
  std::string content;
  std::string font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
  std::string objects;
  std::string catalog;

  operator std::string() const {
    return "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog +
           ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R" +
           page + "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>" + resources +
           ">>>>endobj\n4 0 obj<</Length " + std::to_string(content.size()) + ">>stream\n" + content +
           "\nendstream endobj\n5 0 obj" + font + "endobj\n" + objects + "trailer<</Root 1 0 R>>\n%%EOF\n";
  }
};

std::string stream(int number, const std::string& dictionary, const std::string& data) {
  return std::to_string(number) + " 0 obj<<" + dictionary + "/Length " + std::to_string(data.size()) +
         ">>stream\n" + data + "\nendstream endobj\n";
}

// A picture of one colour, run-length coded.
std::string flat_picture(int number, int width, int height, const std::string& dictionary, char value,
                         int row_bytes) {
  std::string data;
  for (int left = row_bytes * height; left > 0; left -= 128)
    data += static_cast<char>(257 - std::min(left, 128)) + std::string(1, value);
  return stream(number,
                "/Type/XObject/Subtype/Image/Width " + std::to_string(width) + "/Height " +
                    std::to_string(height) + dictionary + "/Filter/RunLengthDecode",
                data + "\x80");
}

// Cairo draws nothing with a side of more than 32,767 pixels.
TEST_F(document, with_a_picture_larger_than_cairo_draws_is_drawn_or_refused) {
  const std::string grey = "/ColorSpace/DeviceGray/BitsPerComponent 8";
  struct {
    const char* situation;
    std::string objects;
  } const cases[] = {
      {"wide", flat_picture(6, 40'000, 16, grey, 60, 40'000)},
      {"high", flat_picture(6, 16, 40'000, grey, 60, 16)},
      {"a stencil", flat_picture(6, 40'000, 16, "/ImageMask true/BitsPerComponent 1", 0, 5000)},
      {"a mask of its own", flat_picture(6, 40'000, 16, grey + "/SMask 7 0 R", 60, 40'000) +
                                flat_picture(7, 40'000, 16, grey, '\xff', 40'000)},
      {"a large mask on a small picture", flat_picture(6, 16, 16, grey + "/SMask 7 0 R", 60, 16) +
                                              flat_picture(7, 40'000, 16, grey, '\xff', 40'000)},
      {"of usual size", flat_picture(6, 1600, 900, grey, 60, 1600)},
  };
  for (const auto& c : cases) {
    for (const char* beside : {"", "BT /F 60 Tf 20 480 Td (Xin chao) Tj ET "}) {
      SCOPED_TRACE(std::string(c.situation) + beside);
      guide g;
      g.resources = "/XObject<</I 6 0 R>>";
      g.content = beside + "0.2 g q 400 0 0 200 200 100 cm /I Do Q"s;
      g.objects = c.objects;
      auto i = ingest("a.pdf", g);
      if (i) {
        EXPECT_LT(page().at(800, 680)[0], 80) << "the picture is there";
        EXPECT_EQ(page().at(100, 680)[0], 255) << "and nothing beside it";
      } else {
        EXPECT_NE(describe(i.error()).find("page 1 of this PDF"), std::string::npos) << describe(i.error());
      }
    }
  }
}

TEST_F(document, is_drawn_as_its_page_says) {
  // Red in the left half, blue in the right half of 400 x 200 points.
  const std::string halves = "1 0 0 rg 0 0 200 200 re f 0 0 1 rg 200 0 200 200 re f";
  const colour red{255, 0, 0}, blue{0, 0, 255};
  struct {
    const char* situation;
    std::string page;
    int width, height;
    colour first, last;  // in the corner on top left, and in that on bottom right
  } const cases[] = {
      {"plain", "/MediaBox[0 0 400 200]", 1920, 960, red, blue},
      {"turned right", "/MediaBox[0 0 400 200]/Rotate 90", 960, 1920, red, blue},
      {"turned over", "/MediaBox[0 0 400 200]/Rotate 180", 1920, 960, blue, red},
      {"turned left", "/MediaBox[0 0 400 200]/Rotate 270", 960, 1920, blue, red},
      {"cropped", "/MediaBox[0 0 400 200]/CropBox[200 0 400 200]", 1080, 1080, blue, blue},
      {"cropped and turned", "/MediaBox[0 0 400 200]/CropBox[150 0 250 50]/Rotate 90", 960, 1920, red, blue},
      {"with an origin elsewhere", "/MediaBox[100 50 300 150]", 1920, 960, red, blue},
      {"in large units", "/MediaBox[0 0 400 200]/UserUnit 10", 1920, 960, red, blue},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.situation);
    guide g;
    g.page = c.page;
    g.content = halves;
    auto i = ingest("a.pdf", g);
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_EQ(i->width, c.width);
    EXPECT_EQ(i->height, c.height);
    picture_file p = page();
    EXPECT_EQ(p.at(5, 5), c.first);
    EXPECT_EQ(p.at(p.width() - 5, p.height() - 5), c.last);
  }
}

TEST_F(document, shows_what_is_transparent_and_what_was_filled_in) {
  guide g;
  g.resources = "/ExtGState<</H<</ca 0.5>>>>";
  g.content = "/H gs 1 0 0 rg 0 0 960 540 re f";
  g.page += "/Annots[6 0 R]";
  g.catalog = "/AcroForm<</Fields[6 0 R]>>/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>";
  g.objects =
      "6 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 100 100]/F 4/AP<</N 7 0 R>>>>endobj\n" +
      stream(7, "/Type/XObject/Subtype/Form/BBox[0 0 100 100]", "0 0 1 rg 0 0 100 100 re f");
  auto i = ingest("a.pdf", g);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_LE(testing::difference(page().at(1500, 200), {255, 127, 127}), 1);
  EXPECT_EQ(page().at(50, 1040), (colour{0, 0, 255})) << "the field of a form";
}

TEST_F(document, that_lacks_its_fonts_says_which) {
  guide g;
  g.content = "BT /F 60 Tf 20 300 Td (Xin chao ba con) Tj ET";
  g.font = "<</Type/Font/Subtype/TrueType/BaseFont/Arial-BoldMT>>";
  auto i = ingest("a.pdf", g);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NE(testing::text_of(i->warnings).find("(Arial-BoldMT)"), std::string::npos)
      << testing::text_of(i->warnings);
  for (const char* name : {".VnTime", "VNI-Times"}) {
    g.font = "<</Type/Font/Subtype/TrueType/BaseFont/"s + name + ">>";
    i = ingest("a.pdf", g);
    ASSERT_FALSE(i) << name;
    EXPECT_NE(describe(i.error()).find(name), std::string::npos) << describe(i.error());
  }
}

// As Word writes it when it is told not to embed fonts: letters are numbers of the font's glyphs.
TEST_F(document, goes_by_the_letters_where_glyphs_of_a_missing_font_are_numbered) {
  auto drawn = [&](const std::string& meaning) {
    guide g;
    g.content = "BT /F 200 Tf 50 150 Td <00240025> Tj ET";
    g.font =
        "<</Type/Font/Subtype/Type0/BaseFont/Arial/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 "
        "R>>";
    g.objects =
        "6 0 "
        "obj<</Type/Font/Subtype/CIDFontType2/BaseFont/Arial/CIDSystemInfo<</Registry(Adobe)/"
        "Ordering(Identity)"
        "/Supplement 0>>/FontDescriptor 7 0 R/DW 600/CIDToGIDMap/Identity>>endobj\n"
        "7 0 obj<</Type/FontDescriptor/FontName/Arial/Flags 32/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent "
        "900"
        "/Descent -200/CapHeight 700/StemV 80>>endobj\n" +
        stream(8, "",
               "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar " + meaning +
                   " endbfchar endcmap");
    auto i = ingest("a.pdf", g);
    EXPECT_TRUE(i) << describe(i.error());
    std::string text = i ? testing::text_of(i->warnings) : "";
    EXPECT_NE(text.find("(Arial)"), std::string::npos) << text;
    EXPECT_EQ(text.find("damaged"), std::string::npos) << text;
    return testing::get(f_ / "out/page-0001.png");
  };
  EXPECT_NE(drawn("<0024> <1EC7> <0025> <1EB1>"), drawn("<0024> <0065> <0025> <0061>"));
}

TEST_F(document, in_vietnamese_without_its_font_shows_all_its_letters) {
  // U+1EC7 and U+1EB1 by name; both must come from a font that has them.
  auto drawn = [&](const std::string& names) {
    guide g;
    g.content = "BT /F 300 Tf 50 150 Td (ab) Tj ET";
    g.font = "<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding<</Type/Encoding/Differences[97" + names +
             "]>>>>";
    auto i = ingest("a.pdf", g);
    EXPECT_TRUE(i);
    return testing::get(f_ / "out/page-0001.png");
  };
  std::string right = drawn("/uni1EC7/uni1EB1");
  EXPECT_NE(right, drawn("/e/a")) << "the marks are there";
  EXPECT_NE(right, drawn("/uniFFF0/uniFFF1")) << "no boxes in their place";
}

TEST_F(document, with_small_letters_or_many_words_gets_a_warning) {
  auto warnings = [&](const guide& g) {
    auto i = ingest("a.pdf", g);
    EXPECT_TRUE(i) << describe(i.error());
    return i ? testing::text_of(i->warnings) : "";
  };
  guide g;
  g.content = "BT /F 10 Tf 50 300 Td (Small letters that nobody reads from afar) Tj ET";
  EXPECT_NE(warnings(g).find("letters on page 1 are too small"), std::string::npos);
  g.content = "BT 10 0 0 10 50 300 Tm /F 1 Tf (Small letters that nobody reads from afar) Tj ET";
  EXPECT_NE(warnings(g).find("letters on page 1 are too small"), std::string::npos)
      << "scaled by their matrix";
  g.content = "BT /F 30 Tf 50 300 Td (Large letters that everybody reads) Tj ET";
  EXPECT_EQ(warnings(g).find("too small"), std::string::npos);
  EXPECT_EQ(warnings(g).find("much text"), std::string::npos);
  g.content = "BT /F 30 Tf 32 TL 10 500 Td ";
  for (int line = 0; line < 15; ++line) g.content += "(a be see dee ee ef gee aitch eye jay) Tj T* ";
  g.content += "ET";
  EXPECT_NE(warnings(g).find("much text on page 1 (up to 150 words)"), std::string::npos) << warnings(g);
}

TEST_F(document, of_which_something_is_lost_says_where) {
  guide g;
  g.resources = "/XObject<</I 6 0 R>>";
  g.content = "1 0 0 rg 0 0 960 540 re f q 100 0 0 100 0 0 cm /I Do Q";
  g.objects = stream(6, "/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/Nothing",
                     std::string(64, 'x'));
  auto i = ingest("a.pdf", g);
  if (i) {
    EXPECT_NE(testing::text_of(i->warnings).find("page 1 is damaged"), std::string::npos)
        << testing::text_of(i->warnings);
  }
  g.content = "0 1 0 rg 0 0 960 540 re f";
  i = ingest("b.pdf", g);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(testing::text_of(i->warnings).find("damaged"), std::string::npos);
}

TEST_F(document, has_its_title) {
  guide g;
  g.content = "1 0 0 rg 0 0 960 540 re f";
  g.objects = "6 0 obj<</Title(\xfe\xff\x01\x10\0i)>>endobj\n"s;
  std::string pdf = g;
  pdf.replace(pdf.find("trailer<<"), 9, "trailer<</Info 6 0 R");
  auto i = ingest("a.pdf", pdf);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->title, "Đi");
}

const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1920' height='1080'>";

TEST_F(document, drawing_may_be_packed_or_in_another_encoding) {
  const std::string text = "<rect width='960' height='1080' fill='#c00000'/></svg>";
  put(f_ / "a.svg", "<?xml version='1.0'?>" + svg + text);
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && gzip -k -c a.svg > a.svgz && iconv -f UTF-8 -t UTF-16 a.svg > b.svg"));
  for (const char* name : {"a.svgz", "b.svg"}) {
    auto i = ingest("c", testing::get(f_ / name));
    ASSERT_TRUE(i) << name << ": " << describe(i.error());
    EXPECT_EQ(picture_file(f_ / "out/picture.png").at(500, 500), (colour{192, 0, 0})) << name;
  }
  std::string packed = testing::get(f_ / "a.svgz");
  EXPECT_FALSE(ingest("c", packed.substr(0, packed.size() - 10)));
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && { cat a.svg; head -c 40000000 /dev/zero | tr '\\0' ' '; } | gzip > bomb"));
  auto bomb = ingest("c", testing::get(f_ / "bomb"));
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().code, errc::limit);
}

TEST_F(document, drawing_shows_the_pictures_within_it_and_refuses_what_it_cannot_show) {
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && convert -size 8x8 xc:'rgb(0,200,0)' a.png && base64 -w0 a.png > a.b64 && "
                           "convert a.png a.jpg && base64 -w0 a.jpg > b.b64"));
  for (auto [type, file] : {std::pair{"image/png", "a.b64"}, std::pair{"image/jpeg", "b.b64"}}) {
    auto i =
        ingest("a.svg", svg + "<image width='1920' height='1080' preserveAspectRatio='none' href='data:" +
                            std::string(type) + ";base64," + testing::get(f_ / file) + "'/></svg>");
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_LE(testing::difference(picture_file(f_ / "out/picture.png").at(900, 500), {0, 200, 0}), 3);
  }
  auto i =
      ingest("a.svg", svg + "<rect width='9' height='9'/><image href='data:image/webp;base64,AA'/></svg>");
  ASSERT_FALSE(i);
  EXPECT_NE(describe(i.error()).find("image/webp"), std::string::npos);
}

TEST_F(document, drawing_with_vietnamese_text_shows_its_marks_and_tells_when_it_is_small) {
  auto drawn = [&](const std::string& text, int size) {
    auto i = ingest("a.svg", svg + "<text x='100' y='500' font-family='sans-serif' font-size='" +
                                 std::to_string(size) + "'>" + text + "</text></svg>");
    EXPECT_TRUE(i);
    return i ? testing::text_of(i->warnings) : "";
  };
  EXPECT_EQ(drawn("Chuyển đổi số: dịch vụ công trực tuyến", 60), "");
  std::string right = testing::get(f_ / "out/picture.png");
  drawn("Chuyen doi so: dich vu cong truc tuyen", 60);
  EXPECT_NE(testing::get(f_ / "out/picture.png"), right);
  EXPECT_NE(drawn("Chuyển đổi số: dịch vụ công trực tuyến", 12).find("too small"), std::string::npos);
}

TEST_F(document, drawing_says_what_of_it_cannot_be_drawn) {
  auto warnings = [&](const std::string& content) {
    auto i = ingest("a.svg", svg + "<rect width='900' height='900'/>" + content + "</svg>");
    EXPECT_TRUE(i) << describe(i.error());
    return i ? testing::text_of(i->warnings) : "";
  };
  const std::string text = "font-size='60' x='9' y='99'>Mời bà con</text>";
  EXPECT_EQ(warnings("<text font-family='Arial, serif' " + text), "");
  EXPECT_NE(warnings("<text font-family='Myriad Pro' " + text).find("Myriad Pro"), std::string::npos);
  EXPECT_NE(warnings("<text style=\"font-family:'Nowhere', sans-serif\" " + text).find("Nowhere"),
            std::string::npos);
  EXPECT_NE(warnings("<circle r='9'><animate attributeName='r' to='99'/></circle>").find("standing still"),
            std::string::npos);
  auto i = ingest("a.svg", svg + "<foreignObject width='9' height='9'><p>Mời</p></foreignObject></svg>");
  ASSERT_FALSE(i);
  EXPECT_NE(describe(i.error()).find("foreignObject"), std::string::npos);
}

}  // namespace
}  // namespace bangtin::media::stills
