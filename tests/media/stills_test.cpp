// Stills of every format through the real worker, against pictures that other programs made.
#include <gtest/gtest.h>
#include <libheif/heif.h>

#include <algorithm>
#include <cstdio>

#include "media/ingest/colours.hpp"
#include "media/still_files.hpp"
#include "support/environment.hpp"

// After <cstdio>, which it needs but does not include.
#include <jpeglib.h>

namespace bangtin::media::stills {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::colour;
using testing::difference;
using testing::get;
using testing::picture_file;
using testing::put;
using testing::quoted;

const std::vector<colour> bright{{255, 0, 0}, {0, 128, 0}, {16, 32, 200}, {255, 255, 255}, {120, 120, 120}};

class still_file : public ::testing::Test {
 protected:
  void SetUp() override { testing::use_real_worker(); }

  result<ingested> ingest(const fs::path& file, const ingest_limits& limits = {}) {
    fs::remove_all(f_ / "out");
    auto i = run_ingest(file, f_ / "out", limits);
    if (i) expect_house_form(*i);
    return i;
  }

  // Every rendition is what the screens' decoder reads: 8 bits, without alpha, and with nothing left to do.
  void expect_house_form(const ingested& i) {
    for (const std::string& name : i.made) {
      std::string bytes = get(f_ / "out" / name);
      picture_file p(f_ / "out" / name);
      ASSERT_TRUE(p) << name;
      EXPECT_FALSE(p.has_orientation()) << name;
      EXPECT_FALSE(p.has_alpha()) << name;
      EXPECT_LE(std::max(p.width(), p.height()), 3840);
      EXPECT_LE(std::min(p.width(), p.height()), 2160);
      if (name.ends_with(".png")) {
        EXPECT_EQ(bytes[24], 8) << "bits";
        EXPECT_EQ(bytes[28], 0) << "interlaced";
      } else {
        EXPECT_EQ(bytes.substr(bytes.size() - 2), "\xff\xd9") << "nothing stands behind the picture";
      }
    }
  }

  // What screens get: the rendition, or the file itself.
  fs::path shown(const ingested& i, const fs::path& file) {
    return i.made.empty() ? file : f_ / "out" / i.made[0];
  }

  // The same file in every run, also of a random picture.
  bool convert(const std::string& arguments, const std::string& name) {
    return testing::run("cd " + quoted(f_.path()) + " && convert -seed 1 " + arguments + " '" + name + "'");
  }

  testing::temporary_folder f_;
};

// What a press makes of a colour whose amounts of ink were computed by plain arithmetic: with all black that
// there is, or with none.
colour printed(const colour& c, bool black) {
  int least_ink = black ? 255 - *std::max_element(c.begin(), c.end()) : 0;
  std::array<std::uint8_t, 4> inks{};
  for (std::size_t n = 0; n < 3 && least_ink < 255; ++n)
    inks[n] = static_cast<std::uint8_t>((255 - c[n] - least_ink) * 255 / (255 - least_ink));
  inks[3] = static_cast<std::uint8_t>(least_ink);
  std::array<std::uint8_t, 3> rgb{};
  ingest::colour_converter::by_custom({ingest::colour_model::cmyk, 8}).convert(inks.data(), rgb.data(), 1);
  return {rgb[0], rgb[1], rgb[2]};
}

TEST_F(still_file, of_every_format_keeps_its_colours) {
  put(f_ / "a.ppm", testing::squares(bright));
  struct {
    const char* name;
    const char* arguments;
    const char* made;  // empty: the file itself is the rendition
    int losses;
  } const cases[] = {
      {"a.jpg", "a.ppm -quality 95 -sampling-factor 1x1", "", 4},
      {"422.jpg", "a.ppm -quality 95 -sampling-factor 2x1", "", 4},
      {"420.jpg", "a.ppm -quality 95 -sampling-factor 2x2", "", 4},
      {"440.jpg", "a.ppm -quality 95 -sampling-factor 1x2", "picture.jpg", 4},
      {"411.jpg", "a.ppm -quality 95 -sampling-factor 4x1", "picture.jpg", 4},
      {"progressive.jpg", "a.ppm -quality 95 -interlace plane", "", 4},
      {"cmyk.jpg", "a.ppm -colorspace cmyk -quality 95", "picture.jpg", 4},
      {"rgb.jpg", "a.ppm -quality 95 -set colorspace sRGB -define jpeg:colorspace=RGB", "", 4},
      {"a.png", "a.ppm -define png:color-type=2", "", 0},
      {"palette.png", "a.ppm -type palette -define png:color-type=3", "picture.png", 0},
      {"interlaced.png", "a.ppm -interlace plane -define png:color-type=2", "picture.png", 0},
      {"16.png", "a.ppm -define png:bit-depth=16 -define png:color-type=2", "picture.png", 0},
      {"16interlaced.png", "a.ppm -interlace plane -define png:bit-depth=16 -define png:color-type=6",
       "picture.png", 0},
      {"lossless.webp", "a.ppm -define webp:lossless=true", "picture.png", 0},
      {"lossy.webp", "a.ppm -quality 95", "picture.jpg", 8},
      {"a.gif", "a.ppm", "picture.png", 0},
      {"interlaced.gif", "a.ppm -interlace gif", "picture.png", 0},
      {"plain.tif", "a.ppm -compress none", "picture.png", 0},
      {"lzw.tif", "a.ppm -compress lzw", "picture.png", 0},
      {"zip.tif", "a.ppm -compress zip -endian msb", "picture.png", 0},
      {"rle.tif", "a.ppm -compress rle", "picture.png", 0},
      {"jpeg.tif", "a.ppm -compress jpeg -quality 95", "picture.jpg", 4},
      {"palette.tif", "a.ppm -type palette", "picture.png", 0},
      {"16.tif", "a.ppm -depth 16", "picture.png", 0},
      {"planes.tif", "a.ppm -interlace plane", "picture.png", 0},
      {"strips.tif", "a.ppm -define tiff:rows-per-strip=5", "picture.png", 0},
      {"tiles.tif", "a.ppm -define tiff:tile-geometry=64x16", "picture.png", 0},
      {"cmyk.tif", "a.ppm -colorspace cmyk", "picture.jpg", 4},
      {"cmyk16.tif", "a.ppm -colorspace cmyk -depth 16", "picture.jpg", 3},
      {"cmykplanes.tif", "a.ppm -colorspace cmyk -interlace plane -define tiff:rows-per-strip=7",
       "picture.jpg", 3},
      {"cmyktiles.tif", "a.ppm -colorspace cmyk -define tiff:tile-geometry=64x16", "picture.jpg", 3},
      {"alpha.tif", "a.ppm -alpha set -define tiff:alpha=associated", "picture.png", 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    ASSERT_TRUE(convert(c.arguments, c.name));
    auto i = ingest(f_ / c.name);
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_EQ(i->kind, playlists::programme::media_kind::image);
    EXPECT_EQ(i->width, 160);
    EXPECT_EQ(i->height, 32);
    EXPECT_EQ(i->made, c.made[0] == '\0' ? std::vector<std::string>{} : std::vector<std::string>{c.made});
    picture_file p(shown(*i, f_ / c.name));
    ASSERT_TRUE(p);
    bool inks = std::string_view(c.name).starts_with("cmyk");
    for (std::size_t n = 0; n < bright.size(); ++n) {
      colour right = inks ? printed(bright[n], true) : bright[n];
      EXPECT_LE(difference(p.square(n, bright.size()), right), c.losses)
          << testing::text_of(p.square(n, bright.size()));
    }
  }
}

TEST_F(still_file, from_a_phone_keeps_its_colours) {
  put(f_ / "a.ppm", testing::squares(bright));
  ASSERT_TRUE(convert("a.ppm -define png:color-type=2", "a.png"));
  ASSERT_TRUE(convert("a.ppm -define png:bit-depth=16 -define png:color-type=2", "a16.png"));
  const std::string film = "ffmpeg -i a16.png -c:v libaom-av1 -still-picture 1 -crf 8 -pix_fmt ";
  for (const std::string& how : {"heif-enc a.png -q 95 -o 1.heic"s, "heif-enc a.png -q 95 -A -o 2.avif"s,
                                 "heif-enc a16.png -q 95 -b 10 -o 3.heic"s, film + "yuv420p10le 4.avif",
                                 film + "yuv444p12le 5.avif"}) {
    SCOPED_TRACE(how);
    ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) + " && " + how));
    fs::path file = f_ / how.substr(how.rfind(' ') + 1);
    auto i = ingest(file);
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_EQ(i->made, std::vector<std::string>{"picture.jpg"});
    picture_file p(shown(*i, file));
    for (std::size_t n = 0; n < bright.size(); ++n)
      EXPECT_LE(difference(p.square(n, bright.size()), bright[n]), 6)
          << testing::text_of(p.square(n, bright.size()));
  }
}

TEST_F(still_file, of_grey_or_black_and_white_is_neither_coloured_nor_inverted) {
  const std::vector<colour> greys{{0, 0, 0}, {255, 255, 255}, {0, 0, 0}};
  put(f_ / "a.ppm", testing::squares(greys));
  for (const char* name :
       {"a.jpg", "8.png", "1.png", "alpha.png", "8.tif", "1.tif", "fax.tif", "white.tif"}) {
    SCOPED_TRACE(name);
    std::string n = name;
    ASSERT_TRUE(convert(
        "a.ppm -colorspace gray "s + (n == "1.png"       ? "-monochrome -define png:bit-depth=1"
                                      : n == "alpha.png" ? "-alpha set -define png:color-type=4"
                                      : n == "1.tif"     ? "-monochrome"
                                      : n == "fax.tif"   ? "-monochrome -compress group4"
                                      : n == "white.tif" ? "-negate -define quantum:polarity=min-is-white"
                                                         : ""),
        n));
    auto i = ingest(f_ / name);
    ASSERT_TRUE(i) << describe(i.error());
    picture_file p(shown(*i, f_ / name));
    for (std::size_t at = 0; at < greys.size(); ++at)
      EXPECT_LE(difference(p.square(at, greys.size()), greys[at]), 2) << at;
  }
}

// Squares as JPEG: arithmetic coding, or the amounts of three inks without Adobe's marker.
void put_rare_jpeg(const fs::path& file, const std::vector<colour>& colours, bool inks) {
  constexpr unsigned side = 32;
  jpeg_error_mgr errors;
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  std::FILE* out = std::fopen(file.c_str(), "wb");
  jpeg_stdio_dest(&info, out);
  info.image_width = static_cast<JDIMENSION>(side * colours.size());
  info.image_height = side;
  info.input_components = inks ? 4 : 3;
  info.in_color_space = inks ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 98, TRUE);
  info.arith_code = inks ? FALSE : TRUE;
  info.write_Adobe_marker = FALSE;
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> row;
  for (const colour& c : colours) {
    for (unsigned x = 0; x < side; ++x) {
      for (int v : c) row.push_back(static_cast<std::uint8_t>(inks ? 255 - v : v));
      if (inks) row.push_back(0);
    }
  }
  JSAMPROW rows = row.data();
  for (unsigned y = 0; y < side; ++y) jpeg_write_scanlines(&info, &rows, 1);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::fclose(out);
}

TEST_F(still_file, of_a_rare_kind_of_jpeg_is_coded_again) {
  put(f_ / "a.ppm", testing::squares(bright));
  ASSERT_TRUE(convert("a.ppm -colorspace gray -quality 95", "grey.jpg"));
  // One component, said to be sampled 2x2: the same picture, which the screens' decoder does not read.
  std::string grey = get(f_ / "grey.jpg");
  std::size_t frame = grey.find("\xff\xc0"s);
  ASSERT_NE(frame, grey.npos);
  ASSERT_EQ(grey[frame + 11], '\x11');
  grey[frame + 11] = '\x22';
  put(f_ / "2x2.jpg", grey);
  auto i = ingest(f_ / "2x2.jpg");
  ASSERT_TRUE(i) << describe(i.error());
  ASSERT_EQ(i->made.size(), 1u);
  picture_file before(f_ / "grey.jpg");
  picture_file after(shown(*i, ""));
  for (std::size_t n = 0; n < bright.size(); ++n)
    EXPECT_LE(difference(after.square(n, bright.size()), before.square(n, bright.size())), 3);

  for (bool inks : {false, true}) {
    put_rare_jpeg(f_ / "rare.jpg", bright, inks);
    i = ingest(f_ / "rare.jpg");
    ASSERT_TRUE(i) << describe(i.error());
    ASSERT_EQ(i->made.size(), 1u);
    picture_file p(shown(*i, ""));
    for (std::size_t n = 0; n < bright.size(); ++n)
      EXPECT_LE(difference(p.square(n, bright.size()), inks ? printed(bright[n], false) : bright[n]), 6)
          << inks << ": " << testing::text_of(p.square(n, bright.size()));
  }
}

TEST_F(still_file, shows_white_through_what_is_transparent) {
  for (const char* name :
       {"a.png", "16.png", "palette.png", "lossless.webp", "lossy.webp", "a.gif", "a.tif"}) {
    SCOPED_TRACE(name);
    std::string n = name;
    std::string options = n == "16.png"          ? "-define png:bit-depth=16"
                          : n == "lossless.webp" ? "-define webp:lossless=true"
                                                 : "";
    ASSERT_TRUE(
        testing::run("cd " + quoted(f_.path()) +
                     " && convert -size 64x64 xc:none -fill 'rgb(200,0,0)' -draw 'rectangle 0,0 31,63' " +
                     options + (n == "palette.png" ? " PNG8:" : " ") + n));
    auto i = ingest(f_ / name);
    ASSERT_TRUE(i) << describe(i.error());
    picture_file p(shown(*i, f_ / name));
    EXPECT_LE(difference(p.at(10, 32), {200, 0, 0}), 8) << testing::text_of(p.at(10, 32));
    EXPECT_LE(difference(p.at(55, 32), {255, 255, 255}), 1) << testing::text_of(p.at(55, 32));
  }
  ASSERT_TRUE(convert("-size 64x64 'xc:rgba(0,0,255,0.5)' -define png:color-type=6", "half.png"));
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) + " && heif-enc -q 95 half.png -o half.heic"));
  auto i = ingest(f_ / "half.heic");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_LE(difference(picture_file(shown(*i, "")).at(30, 30), {127, 127, 255}), 6);
}

// Red, green / blue, white.
const std::string quarters =
    "\\( -size 64x32 xc:red xc:lime +append \\) \\( -size 64x32 xc:blue xc:white +append \\) -append";

// The same picture as HEIC, which turns by properties of its own.
bool put_turned_heic(const fs::path& file, const fs::path& png, int orientation) {
  picture_file p(png);
  heif_image* pixels = nullptr;
  heif_image_create(p.width(), p.height(), heif_colorspace_RGB, heif_chroma_interleaved_RGB, &pixels);
  heif_image_add_plane(pixels, heif_channel_interleaved, p.width(), p.height(), 8);
  int stride = 0;
  std::uint8_t* plane = heif_image_get_plane(pixels, heif_channel_interleaved, &stride);
  for (int y = 0; y < p.height(); ++y) {
    for (int x = 0; x < p.width() * 3; ++x)
      plane[y * stride + x] = static_cast<std::uint8_t>(p.at(x / 3, y)[static_cast<std::size_t>(x % 3)]);
  }
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder);
  heif_encoding_options* options = heif_encoding_options_alloc();
  options->image_orientation = static_cast<heif_orientation>(orientation);
  heif_image_handle* made = nullptr;
  bool good = heif_context_encode_image(context, pixels, encoder, options, &made).code == heif_error_Ok &&
              heif_context_write_to_file(context, file.c_str()).code == heif_error_Ok;
  heif_image_handle_release(made);
  heif_encoding_options_free(options);
  heif_encoder_release(encoder);
  heif_context_free(context);
  heif_image_release(pixels);
  return good;
}

TEST_F(still_file, of_every_format_is_turned_upright) {
  const colour red{255, 0, 0}, green{0, 255, 0}, blue{0, 0, 255}, white{255, 255, 255};
  struct {
    const char* name;
    int number;
    colour top_left, top_right;
  } const cases[] = {{"TopLeft", 1, red, green},       {"TopRight", 2, green, red},
                     {"BottomRight", 3, white, blue},  {"BottomLeft", 4, blue, white},
                     {"LeftTop", 5, red, blue},        {"RightTop", 6, blue, red},
                     {"RightBottom", 7, white, green}, {"LeftBottom", 8, green, white}};
  ASSERT_TRUE(convert(quarters + " -quality 95 -sampling-factor 1x1", "plain.jpg"));
  ASSERT_TRUE(convert(quarters + " -define webp:lossless=true", "plain.webp"));
  ASSERT_TRUE(convert(quarters + " -define png:color-type=2", "plain.png"));
  for (const auto& c : cases) {
    ASSERT_TRUE(
        convert(quarters + " -compress lzw -define tiff:rows-per-strip=9 -orient " + c.name, "a.tif"));
    auto n = static_cast<char>(c.number);
    const std::string exif = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + n + "\0\0\0\0\0\0"s;
    put(f_ / "a.jpg", testing::with_exif_jpeg(get(f_ / "plain.jpg"), exif));
    put(f_ / "a.webp", testing::with_exif_webp(get(f_ / "plain.webp"), 128, 64, exif));
    put(f_ / "a.png", get(f_ / "plain.png").insert(33, testing::png_chunk("eXIf", exif)));
    ASSERT_TRUE(put_turned_heic(f_ / "a.heic", f_ / "plain.png", c.number));
    for (const char* name : {"a.tif", "a.jpg", "a.webp", "a.png", "a.heic"}) {
      SCOPED_TRACE(std::string(name) + " " + c.name);
      auto i = ingest(f_ / name);
      ASSERT_TRUE(i) << describe(i.error());
      bool turned = c.number >= 5;
      EXPECT_EQ(i->width, turned ? 64 : 128);
      EXPECT_EQ(i->height, turned ? 128 : 64);
      picture_file p(shown(*i, f_ / name));
      ASSERT_EQ(p.width(), i->width);
      EXPECT_LE(difference(p.at(12, 12), c.top_left), 12) << testing::text_of(p.at(12, 12));
      EXPECT_LE(difference(p.at(p.width() - 12, 12), c.top_right), 12);
    }
  }
}

TEST_F(still_file, leaves_behind_what_stands_behind_the_picture) {
  put(f_ / "a.ppm", testing::squares(bright));
  ASSERT_TRUE(convert("a.ppm -quality 95", "a.jpg"));
  ASSERT_TRUE(convert("a.ppm", "a.png"));
  const std::string jpeg = get(f_ / "a.jpg");
  // A film behind a photograph; a second photograph; an archive. Each begins like the start of a scan.
  for (const std::string& tail : {"\0\0\0\x18"s + "ftypmp42" + std::string(5000, '\xda') + "\xff\xda", jpeg,
                                  "PK\3\4" + std::string(100, 'x'), "\xff\xda"s}) {
    put(f_ / "tail.jpg", jpeg + tail);
    auto i = ingest(f_ / "tail.jpg");
    ASSERT_TRUE(i) << describe(i.error());
    ASSERT_EQ(i->made, std::vector<std::string>{"picture.jpg"});
    EXPECT_EQ(get(f_ / "out/picture.jpg"), jpeg) << "the picture itself is not coded again";
  }
  put(f_ / "padded.jpg", jpeg + std::string(100, '\0') + "\r\n");
  EXPECT_TRUE(ingest(f_ / "padded.jpg")->made.empty());
  put(f_ / "tail.png", get(f_ / "a.png") + std::string(100'000, 'x'));
  auto i = ingest(f_ / "tail.png");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->made, std::vector<std::string>{"picture.png"});
  EXPECT_LT(get(f_ / "out/picture.png").size(), 10'000u);
}

TEST_F(still_file, of_several_pictures_shows_the_first_and_says_so) {
  put(f_ / "a.ppm", testing::squares(bright));
  ASSERT_TRUE(convert("a.ppm \\( -size 160x32 xc:black \\) \\( -size 160x32 xc:black \\)", "pages.tif"));
  auto i = ingest(f_ / "pages.tif");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NE(testing::text_of(i->warnings).find("it has 3 pictures"), std::string::npos);
  EXPECT_EQ(difference(picture_file(shown(*i, "")).square(0, 5), bright[0]), 0);

  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && convert a.ppm -define png:color-type=2 1.png && convert 1.png -negate "
                           "-define png:color-type=2 2.png && heif-enc 1.png 2.png -o "
                           "two.heic"));
  i = ingest(f_ / "two.heic");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NE(testing::text_of(i->warnings).find("it has 2 pictures"), std::string::npos);
  EXPECT_LE(difference(picture_file(shown(*i, "")).square(0, 5), bright[0]), 8);

  ASSERT_TRUE(
      testing::run("cd " + quoted(f_.path()) +
                   " && ffmpeg -f lavfi -i color=red:size=160x96:rate=5 -t 0.6 -c:v libaom-av1 -cpu-used 8 "
                   "moves.avif"));
  i = ingest(f_ / "moves.avif");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NE(testing::text_of(i->warnings).find("it moves"), std::string::npos);

  // An animated PNG: its control chunk stands behind the header.
  std::string png = get(f_ / "1.png");
  png.insert(33, testing::png_chunk("acTL", "\0\0\0\x02\0\0\0\0"s));
  put(f_ / "moves.png", png);
  i = ingest(f_ / "moves.png");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->made, std::vector<std::string>{"picture.png"});
  EXPECT_NE(testing::text_of(i->warnings).find("it moves"), std::string::npos);
}

TEST_F(still_file, that_no_program_shows_is_refused_with_what_to_do) {
  put(f_ / "a.ppm", testing::squares(bright));
  convert("a.ppm -define quantum:format=floating-point -depth 32", "float.tif");  // warns of a tag
  ASSERT_TRUE(convert("a.ppm -sampling-factor 1x1", "a.jpg"));
  std::string jpeg = get(f_ / "a.jpg");
  std::size_t frame = jpeg.find("\xff\xc0"s);
  ASSERT_NE(frame, jpeg.npos);
  jpeg[frame + 4] = 12;
  put(f_ / "12bit.jpg", jpeg);
  jpeg[frame + 1] = '\xc3';
  put(f_ / "lossless.jpg", jpeg);
  for (const char* name : {"float.tif", "12bit.jpg", "lossless.jpg"}) {
    auto i = ingest(f_ / name);
    ASSERT_FALSE(i) << name;
    EXPECT_EQ(i.error().code, errc::unsupported) << name;
    EXPECT_NE(describe(i.error()).find("save it as PNG"), std::string::npos) << describe(i.error());
  }
}

TEST_F(still_file, too_large_is_refused_by_its_header) {
  ingest_limits l;
  l.pixels = 160 * 32 - 1;
  put(f_ / "a.ppm", testing::squares(bright));
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && convert a.ppm -define png:color-type=2 a.png && heif-enc a.png -o a.heic"));
  for (const char* name : {"a.webp", "a.tif", "a.gif", "a.jpg", "a.png", "a.heic"}) {
    ASSERT_TRUE(name == "a.heic"s || convert("a.ppm", name));
    ASSERT_TRUE(ingest(f_ / name)) << name;
    auto i = ingest(f_ / name, l);
    ASSERT_FALSE(i) << name;
    EXPECT_EQ(i.error().code, errc::limit) << name;
    EXPECT_NE(describe(i.error()).find("160x32; at most 0.0051 million"), std::string::npos)
        << describe(i.error());
  }
  // A screen of 65,535 pixels a side in 30 bytes, and a strip that is longer than any wall.
  put(f_ / "bomb.gif",
      "GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;"s);
  EXPECT_EQ(ingest(f_ / "bomb.gif").error().code, errc::limit);
  put(f_ / "long.png", testing::grey_png(50'000, 1, 8, [](auto) { return std::string(50'000, 'x'); }));
  EXPECT_EQ(ingest(f_ / "long.png").error().code, errc::limit);
}

TEST_F(still_file, takes_no_more_memory_for_more_pixels) {
  put(f_ / "large.png", testing::grey_png(12'000, 8000, 1, [](auto) { return std::string(1500, '\x0f'); }));
  ingest_limits l;
  l.memory = 280ULL << 20;  // all pixels together would take 288 MB
  auto i = ingest(f_ / "large.png", l);
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->width, 3240);
  EXPECT_EQ(i->height, 2160);
}

TEST_F(still_file, is_reduced_without_steps_and_shifts) {
  // Lines of one pixel become even grey; the edge in the middle stays in the middle.
  put(f_ / "lines.png", testing::grey_png(7000, 3500, 8, [](auto) {
        std::string row;
        for (int x = 0; x < 3500; ++x) row += x % 2 == 0 ? '\0' : '\xff';
        return row + std::string(3500, '\xff');
      }));
  auto i = ingest(f_ / "lines.png");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_EQ(i->width, 3840);
  EXPECT_EQ(i->height, 1920);
  picture_file p(shown(*i, ""));
  int sum = 0;
  for (int x = 0; x < 1920; ++x) sum += p.at(x, 1919)[0];
  EXPECT_NEAR(sum / 1920.0, 127.5, 1);
  for (int x : {1, 700, 1500, 1917}) EXPECT_LE(difference(p.at(x, 900), {127, 127, 127}), 40) << x;
  EXPECT_EQ(p.at(1921, 1919), (colour{255, 255, 255}));
}

TEST_F(still_file, that_was_cut_or_damaged_is_refused_or_shown_but_never_fatal) {
  ASSERT_TRUE(convert("-size 300x200 plasma:red-blue -depth 8 -define png:color-type=2", "a.png"));
  ASSERT_TRUE(testing::run("cd " + quoted(f_.path()) +
                           " && heif-enc a.png -o a.heic && heif-enc -A a.png -o a.avif"));
  std::uint32_t x = 2027;
  for (const char* name : {"a.webp", "a.tif", "a.gif", "a.heic", "a.avif"}) {
    ASSERT_TRUE(fs::exists(f_ / name) || convert("a.png", name));
    const std::string whole = get(f_ / name);
    for (std::size_t percent : {20, 60, 95}) {
      put(f_ / "cut", whole.substr(0, whole.size() * percent / 100));
      EXPECT_FALSE(ingest(f_ / "cut")) << name << " cut to " << percent << " %";
    }
    for (int n = 0; n < 5; ++n) {
      std::string content = whole;
      for (int flips = 0; flips < 10; ++flips) {
        x = x * 1664525 + 1013904223;
        std::size_t range = flips % 2 == 0 ? content.size() : std::min<std::size_t>(content.size(), 512);
        content[16 + (x >> 8) % (range - 16)] ^= static_cast<char>(1 << (x & 7));
      }
      put(f_ / "flipped", content);
      auto i = ingest(f_ / "flipped");
      if (i) continue;
      EXPECT_NE(i.error().code, errc::internal) << name << " " << n << ": " << describe(i.error());
      EXPECT_FALSE(i.error().remedy.empty());
    }
  }
}

// libjpeg goes on with whatever it takes for codes, and only finds that bytes are left over.
TEST_F(still_file, that_is_a_jpeg_damaged_within_is_refused) {
  const std::string poster = quoted(BANGTIN_SOURCE_DIR "/demo/ap-phich-1-loi-ich-dich-vu-cong.png");
  ASSERT_TRUE(convert("-size 1200x800 gradient:red-blue -quality 90", "sequential.jpg"));
  ASSERT_TRUE(convert(poster + " -quality 85 -interlace Plane", "progressive.jpg"));
  for (const char* name : {"sequential.jpg", "progressive.jpg"}) {
    const std::string whole = get(f_ / name);
    ASSERT_GT(whole.size(), 8000u);
    ASSERT_TRUE(ingest(f_ / name)) << name;
    std::size_t half = whole.size() / 2;
    struct {
      const char* damage;
      std::string content;
    } const cases[] = {
        {"the second half is zero",
         whole.substr(0, half) + std::string(whole.size() - half - 2, '\0') + "\xff\xd9"},
        {"3,000 bytes are missing", whole.substr(0, half) + whole.substr(half + 3000)},
        {"3,000 bytes are zero", whole.substr(0, half) + std::string(3000, '\0') + whole.substr(half + 3000)},
        {"bytes of another file",
         whole.substr(0, half) + std::string(3000, 'x') + whole.substr(half + 3000)}};
    for (const auto& c : cases) {
      put(f_ / "damaged.jpg", c.content);
      auto i = ingest(f_ / "damaged.jpg");
      ASSERT_FALSE(i) << name << ": " << c.damage;
      EXPECT_EQ(i.error().code, errc::invalid) << name << ": " << c.damage;
    }
    for (int few : {1, 8}) {
      put(f_ / "padded.jpg",
          whole.substr(0, whole.size() - 2) + std::string(static_cast<std::size_t>(few), '\0') + "\xff\xd9");
      EXPECT_TRUE(ingest(f_ / "padded.jpg")) << name << ": " << few << " stray bytes";
    }
  }
}

TEST_F(still_file, that_a_screen_must_enlarge_gets_a_warning) {
  struct {
    const char* size;
    const char* says;
  } const cases[] = {{"1920x1080", ""},        {"1280x720", ""},         {"640x360", "640x360"},
                     {"360x640", "1080x1920"}, {"1080x1920", "upright"}, {"1000x1000", ""}};
  for (const auto& c : cases) {
    ASSERT_TRUE(convert("-size "s + c.size + " xc:red", "a.png"));
    auto i = ingest(f_ / "a.png");
    ASSERT_TRUE(i) << describe(i.error());
    std::string text = testing::text_of(i->warnings);
    EXPECT_EQ(text.empty(), c.says[0] == '\0') << c.size << ": " << text;
    EXPECT_NE(text.find(c.says), std::string::npos) << c.size << ": " << text;
  }
}

TEST_F(still_file, that_is_cut_off_is_refused_with_how_much_is_there) {
  ASSERT_TRUE(convert("-size 400x300 plasma:red-blue -quality 90", "a.jpg"));
  for (auto [how, name] : {std::pair{"", "a.png"},
                           {"-interlace plane", "b.jpg"},
                           {"-quality 80", "a.webp"},
                           {"-compress none", "a.tif"},
                           {"", "a.gif"}})
    ASSERT_TRUE(convert("a.jpg "s + how, name)) << name;
  for (const char* name : {"a.jpg", "a.png", "b.jpg", "a.webp", "a.tif", "a.gif"}) {
    std::string whole = testing::get(f_ / name);
    put(f_ / "cut", whole.substr(0, whole.size() / 2));
    auto i = ingest(f_ / "cut");
    ASSERT_FALSE(i) << name;
    std::string says = describe(i.error());
    EXPECT_NE(says.find("cut off"), std::string::npos) << name << ": " << says;
    bool counted = name[0] == 'a' && name != "a.tif"s && name != "a.gif"s;
    EXPECT_EQ(says.find(" % of the picture") != std::string::npos, counted) << name << ": " << says;
  }
}

TEST_F(still_file, that_trial_found_is_right) {
  const fs::path trial = fakes::shared_folder() / "trial/media";
  if (!fs::exists(trial)) GTEST_SKIP() << "there is no trial beside the source tree";
  for (const char* name : {"gray-2x2.jpg", "motion-photo.jpg", "gama-1.0-rgb8.png"}) {
    auto i = ingest(trial / name);
    ASSERT_TRUE(i) << name << ": " << describe(i.error());
    EXPECT_EQ(i->made.size(), 1u) << name;
  }
}

}  // namespace
}  // namespace bangtin::media::stills
