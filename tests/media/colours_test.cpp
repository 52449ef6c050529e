// Colours against lcms2's own exact answers, alone and through the worker.
#include <gtest/gtest.h>
#include <lcms2.h>

#include <cmath>
#include <cstring>

#include "media/ingest/colours.hpp"
#include "media/still_files.hpp"

namespace bangtin::media::stills {
namespace {

namespace fs = std::filesystem;
using ingest::colour_converter;
using ingest::colour_model;
using ingest::pixel_form;
using testing::big_endian;
using testing::colour;
using testing::packed;
using testing::picture_file;
using testing::png_chunk;
using testing::put;
using testing::quoted;

std::string bytes_of(cmsHPROFILE p) {
  cmsUInt32Number length = 0;
  cmsSaveProfileToMem(p, nullptr, &length);
  std::string bytes(length, '\0');
  cmsSaveProfileToMem(p, bytes.data(), &length);
  cmsCloseProfile(p);
  return bytes;
}

std::string rgb_profile(double gamma, cmsCIExyYTRIPLE lights) {
  cmsCIExyY white{0.3127, 0.3290, 1};
  cmsToneCurve* c = cmsBuildGamma(nullptr, gamma);
  cmsToneCurve* curves[] = {c, c, c};
  std::string bytes = bytes_of(cmsCreateRGBProfile(&white, &lights, curves));
  cmsFreeToneCurve(c);
  return bytes;
}

std::string adobe_rgb() {
  return rgb_profile(2.19921875, {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}});
}

std::string grey_profile(double gamma) {
  cmsToneCurve* c = cmsBuildGamma(nullptr, gamma);
  std::string bytes = bytes_of(cmsCreateGrayProfile(cmsD50_xyY(), c));
  cmsFreeToneCurve(c);
  return bytes;
}

// A press of which each ink takes away nearly all of its light.
cmsInt32Number ink_to_lab(const cmsUInt16Number in[], cmsUInt16Number out[], void*) {
  double rgb[3];
  for (int c = 0; c < 3; ++c)
    rgb[c] = std::pow((1 - 0.9 * in[c] / 65535.0) * (1 - 0.95 * in[3] / 65535.0), 1.5);
  cmsCIEXYZ xyz{0.4361 * rgb[0] + 0.3851 * rgb[1] + 0.1431 * rgb[2],
                0.2225 * rgb[0] + 0.7169 * rgb[1] + 0.0606 * rgb[2],
                0.0139 * rgb[0] + 0.0971 * rgb[1] + 0.7141 * rgb[2]};
  cmsCIELab lab;
  cmsXYZ2Lab(cmsD50_XYZ(), &lab, &xyz);
  cmsFloat2LabEncodedV2(out, &lab);
  return TRUE;
}

std::string cmyk_profile() {
  cmsHPROFILE p = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(p, 2.4);
  cmsSetDeviceClass(p, cmsSigOutputClass);
  cmsSetColorSpace(p, cmsSigCmykData);
  cmsSetPCS(p, cmsSigLabData);
  cmsPipeline* lut = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* grid = cmsStageAllocCLut16bit(nullptr, 9, 4, 3, nullptr);
  cmsStageSampleCLut16bit(grid, ink_to_lab, nullptr, 0);
  cmsPipelineInsertStage(lut, cmsAT_BEGIN, grid);
  cmsWriteTag(p, cmsSigAToB0Tag, lut);
  cmsPipelineFree(lut);
  return bytes_of(p);
}

// lcms2 in double precision, without its shortcuts. Samples of 0 to 255.
colour exactly(const std::string& icc, const std::vector<int>& samples) {
  cmsHPROFILE p = cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size()));
  cmsHPROFILE screen = cmsCreate_sRGBProfile();
  cmsUInt32Number form = samples.size() == 1   ? TYPE_GRAY_DBL
                         : samples.size() == 3 ? TYPE_RGB_DBL
                                               : TYPE_CMYK_DBL;
  cmsHTRANSFORM t = cmsCreateTransform(p, form, screen, TYPE_RGB_DBL, INTENT_PERCEPTUAL,
                                       cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  std::vector<double> in;
  for (int v : samples) in.push_back(v / (samples.size() == 4 ? 2.55 : 255.0));
  double out[3];
  cmsDoTransform(t, in.data(), out, 1);
  cmsDeleteTransform(t);
  cmsCloseProfile(p);
  cmsCloseProfile(screen);
  colour c;
  for (std::size_t i = 0; i < 3; ++i)
    c[i] = static_cast<int>(std::lround(255 * std::min(1.0, std::max(0.0, out[i]))));
  return c;
}

// One pixel of this form, opaque.
colour converted(const colour_converter& c, const pixel_form& f, const std::vector<int>& samples) {
  std::vector<std::uint8_t> bytes;
  for (int v : samples) {
    int stored = f.inverted ? 255 - v : v;
    bytes.insert(bytes.end(), static_cast<std::size_t>(f.bits / 8), static_cast<std::uint8_t>(stored));
  }
  if (f.alpha) bytes.insert(bytes.end(), static_cast<std::size_t>(f.bits / 8), 255);
  std::uint8_t rgb[3];
  c.convert(bytes.data(), rgb, 1);
  return {rgb[0], rgb[1], rgb[2]};
}

TEST(colour_converter, agrees_with_an_exact_conversion_within_a_level) {
  struct {
    const char* situation;
    std::string icc;
    pixel_form form;
  } const cases[] = {
      {"8 bits", adobe_rgb(), {}},
      {"8 bits with alpha", adobe_rgb(), {colour_model::rgb, 8, true}},
      {"16 bits", adobe_rgb(), {colour_model::rgb, 16}},
      {"16 bits with alpha", adobe_rgb(), {colour_model::rgb, 16, true}},
      {"grey", grey_profile(1.0), {colour_model::grey, 8}},
      {"grey of 16 bits with alpha", grey_profile(1.8), {colour_model::grey, 16, true}},
      {"inks", cmyk_profile(), {colour_model::cmyk, 8}},
      {"inks as Adobe stores them", cmyk_profile(), {colour_model::cmyk, 8, false, true}},
      {"inks of 16 bits", cmyk_profile(), {colour_model::cmyk, 16}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.situation);
    auto by = colour_converter::by_profile(c.form, c.icc);
    ASSERT_TRUE(by);
    EXPECT_TRUE(by->changes());
    std::size_t samples = c.form.model == colour_model::grey ? 1 : c.form.model == colour_model::rgb ? 3 : 4;
    std::uint32_t x = 7;
    for (int n = 0; n < 40; ++n) {
      std::vector<int> in;
      for (std::size_t i = 0; i < samples; ++i) in.push_back((x = x * 1664525 + 1013904223) >> 24);
      EXPECT_LE(testing::difference(converted(*by, c.form, in), exactly(c.icc, in)), 1);
    }
  }
}

TEST(colour_converter, fits_an_rgb_profile_to_grey_and_no_other_to_anything) {
  pixel_form grey{colour_model::grey, 8};
  auto by = colour_converter::by_profile(grey, adobe_rgb());
  ASSERT_TRUE(by);
  EXPECT_LE(testing::difference(converted(*by, grey, {100}), exactly(adobe_rgb(), {100, 100, 100})), 1);
  EXPECT_FALSE(colour_converter::by_profile({}, grey_profile(1)));
  EXPECT_FALSE(colour_converter::by_profile({}, cmyk_profile()));
  EXPECT_FALSE(colour_converter::by_profile({colour_model::cmyk, 8}, adobe_rgb()));
  EXPECT_FALSE(colour_converter::by_profile({}, "not a profile"));
  EXPECT_FALSE(colour_converter::by_profile({}, adobe_rgb().substr(0, 150)));
}

// Plain arithmetic makes it 0, 255, 255.
TEST(colour_converter, prints_ink_without_a_profile_as_a_press_does) {
  const std::uint8_t cyan[] = {255, 0, 0, 0};
  const std::uint8_t nothing[] = {0, 0, 0, 0};
  std::uint8_t rgb[3];
  auto press = colour_converter::by_custom({colour_model::cmyk, 8});
  press.convert(cyan, rgb, 1);
  EXPECT_LT(rgb[0], 60);
  EXPECT_NEAR(rgb[1], 165, 25);
  EXPECT_NEAR(rgb[2], 225, 25);
  press.convert(nothing, rgb, 1);
  for (int c : rgb) EXPECT_GE(c, 250);
  EXPECT_FALSE(colour_converter::by_custom({}).changes());
}

TEST(colour_converter, knows_what_changes_nothing) {
  std::string srgb = bytes_of(cmsCreate_sRGBProfile());
  EXPECT_FALSE(colour_converter::by_profile({}, srgb)->changes());
  EXPECT_FALSE(colour_converter::by_profile({colour_model::rgb, 16, true}, srgb)->changes());
  EXPECT_FALSE(colour_converter({}).changes());
  EXPECT_TRUE(colour_converter({colour_model::cmyk, 8}).changes());
  EXPECT_FALSE(colour_converter::by_gamma({}, 0.45455, ingest::srgb_lights)->changes());
  EXPECT_TRUE(colour_converter::by_gamma({}, 1, ingest::srgb_lights)->changes());
  EXPECT_TRUE(colour_converter::by_gamma({colour_model::grey, 8}, 0.55, ingest::srgb_lights)->changes());
  EXPECT_FALSE(colour_converter::by_code({}, {1, 13})->changes());
  EXPECT_FALSE(colour_converter::by_code({}, {2, 2})->changes());
  EXPECT_TRUE(colour_converter::by_code({}, {12, 13})->changes());
  EXPECT_FALSE(colour_converter::by_code({}, {200, 13}));
  EXPECT_FALSE(colour_converter::by_gamma({}, 0, ingest::srgb_lights));
  EXPECT_FALSE(colour_converter::by_gamma({}, 0.45455, {0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(colour_converter, maps_hdr_to_a_screen) {
  pixel_form f{colour_model::rgb, 16};
  for (int transfer : {16, 18}) {
    auto by = colour_converter::by_code(f, {9, transfer});
    ASSERT_TRUE(by);
    int before = -1;
    for (int v = 0; v < 256; v += 5) {
      colour c = converted(*by, f, {v, v, v});
      EXPECT_LE(testing::difference(c, {c[0], c[0], c[0]}), 1) << "grey stays grey";
      EXPECT_GE(c[0], before);
      before = c[0];
    }
    EXPECT_EQ(converted(*by, f, {0, 0, 0}), (colour{0, 0, 0}));
  }
  // Diffuse white of 203 cd/m2 is 58 % in PQ and 75 % in HLG.
  EXPECT_NEAR(converted(*colour_converter::by_code(f, {9, 16}), f, {148, 148, 148})[0], 233, 15);
  EXPECT_NEAR(converted(*colour_converter::by_code(f, {9, 18}), f, {191, 191, 191})[0], 233, 15);
}

const std::vector<std::vector<int>> patches{
    {200, 30, 40}, {20, 200, 90}, {40, 60, 220}, {128, 128, 128}, {250, 240, 20}};

class profiled_file : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::use_real_worker();
    put(f_ / "adobe.icc", adobe_rgb());
    put(f_ / "cmyk.icc", cmyk_profile());
    std::vector<colour> squares;
    for (const auto& p : patches) squares.push_back({p[0], p[1], p[2]});
    put(f_ / "a.ppm", testing::squares(squares));
  }

  result<ingested> ingest(const std::string& name) {
    fs::remove_all(f_ / "out");
    return run_ingest(f_ / name, f_ / "out", {});
  }
  bool shell(const std::string& command) {
    return testing::run("cd " + quoted(f_.path()) + " && " + command);
  }

  testing::temporary_folder f_;
};

TEST_F(profiled_file, of_every_format_comes_out_in_srgb) {
  struct {
    const char* name;
    const char* command;
    int losses;
  } const cases[] = {
      {"a.jpg", "convert a.ppm -profile adobe.icc -quality 98 -sampling-factor 1x1 a.jpg", 4},
      {"a.png", "convert a.ppm -profile adobe.icc -define png:color-type=2 a.png", 1},
      {"16.png", "convert a.ppm -profile adobe.icc -define png:bit-depth=16 16.png", 1},
      {"a.tif", "convert a.ppm -profile adobe.icc a.tif", 1},
      {"a.webp", "convert a.ppm -profile adobe.icc -define webp:lossless=true a.webp", 1},
      {"a.heic",
       "convert a.ppm -profile adobe.icc -define png:color-type=2 b.png && heif-enc -q 98 -p chroma=444 "
       "b.png -o a.heic",
       6},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    ASSERT_TRUE(shell(c.command));
    auto i = ingest(c.name);
    ASSERT_TRUE(i) << describe(i.error());
    ASSERT_EQ(i->made.size(), 1u);
    picture_file p(f_ / "out" / i->made[0]);
    for (std::size_t n = 0; n < patches.size(); ++n) {
      EXPECT_LE(testing::difference(p.square(n, patches.size()), exactly(adobe_rgb(), patches[n])), c.losses)
          << n << ": " << testing::text_of(p.square(n, patches.size()));
    }
  }
}

TEST_F(profiled_file, of_inks_comes_out_by_its_profile) {
  ASSERT_TRUE(shell("convert a.ppm -colorspace cmyk inks.tif && convert inks.tif -depth 8 inks.cmyk"));
  std::string inks = testing::get(f_ / "inks.cmyk");
  ASSERT_TRUE(
      shell("convert inks.tif -profile cmyk.icc a.tif && "
            "convert inks.tif -profile cmyk.icc -quality 98 -sampling-factor 1x1 a.jpg"));
  for (const char* name : {"a.tif", "a.jpg"}) {
    auto i = ingest(name);
    ASSERT_TRUE(i) << describe(i.error());
    picture_file p(f_ / "out" / i->made.at(0));
    for (std::size_t n = 0; n < patches.size(); ++n) {
      std::vector<int> stored;
      for (std::size_t c = 0; c < 4; ++c)
        stored.push_back(static_cast<unsigned char>(inks[(32 * n + 16) * 4 + c]));
      EXPECT_LE(testing::difference(p.square(n, patches.size()), exactly(cmyk_profile(), stored)), 6)
          << name << " " << n << ": " << testing::text_of(p.square(n, patches.size()));
    }
  }
}

TEST_F(profiled_file, is_kept_when_the_profile_changes_nothing) {
  put(f_ / "srgb.icc", bytes_of(cmsCreate_sRGBProfile()));
  ASSERT_TRUE(
      shell("convert a.ppm -profile srgb.icc -quality 95 a.jpg && "
            "convert a.ppm -profile srgb.icc -define png:color-type=2 a.png"));
  for (const char* name : {"a.jpg", "a.png"}) {
    auto i = ingest(name);
    ASSERT_TRUE(i) << describe(i.error());
    EXPECT_TRUE(i->made.empty()) << name;
  }
}

TEST_F(profiled_file, whose_profile_is_broken_is_shown_with_a_warning) {
  put(f_ / "bad.icc", adobe_rgb().substr(0, 140) + std::string(300, 'x'));
  ASSERT_TRUE(shell("convert a.ppm -quality 95 plain.jpg"));
  std::string jpeg = testing::get(f_ / "plain.jpg");
  std::string segment = std::string("ICC_PROFILE\0\1\1", 14) + testing::get(f_ / "bad.icc");
  put(f_ / "a.jpg", testing::with_segment(jpeg, '\xe2', segment));
  auto i = ingest("a.jpg");
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NE(testing::text_of(i->warnings).find("colour profile cannot be used"), std::string::npos);
}

// What a PNG says of its colours, in the order of the specification.
TEST_F(profiled_file, png_goes_by_its_most_binding_chunk) {
  using namespace std::string_literals;
  ASSERT_TRUE(
      shell("convert a.ppm -strip -define png:exclude-chunks=all -define png:color-type=2 plain.png"));
  const std::string plain = testing::get(f_ / "plain.png");
  const std::string linear = png_chunk("gAMA", big_endian(100'000));
  const std::string usual = png_chunk("gAMA", big_endian(45'455));
  const std::string srgb = png_chunk("sRGB", "\0"s);
  const std::string adobe = png_chunk("iCCP", "x\0\0"s + packed(adobe_rgb()));
  const std::string broken = png_chunk("iCCP", "x\0\0"s + packed("nonsense"));
  const std::string lights =
      png_chunk("cHRM", big_endian(31'270) + big_endian(32'900) + big_endian(64'000) + big_endian(33'000) +
                            big_endian(21'000) + big_endian(71'000) + big_endian(15'000) + big_endian(6'000));
  const std::string same = png_chunk("cICP", "\x01\x0d\0\x01"s);
  const std::string straight = rgb_profile(1, {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}});
  const std::string unchanged;
  struct {
    const char* situation;
    std::string chunks;
    std::string means;  // the profile that gives the same; empty: kept
  } const cases[] = {
      {"nothing", "", unchanged},
      {"the usual gamma", usual, unchanged},
      {"sRGB", srgb + usual, unchanged},
      {"sRGB before gamma", srgb + linear, unchanged},
      {"a gamma", linear, straight},
      {"a profile before sRGB and gamma", adobe + linear, adobe_rgb()},
      {"a code before a profile", same + adobe, unchanged},
      {"a broken profile, then gamma", broken + linear, straight},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.situation);
    put(f_ / "a.png", plain.substr(0, 33) + c.chunks + plain.substr(33));
    auto i = ingest("a.png");
    ASSERT_TRUE(i) << describe(i.error());
    ASSERT_EQ(i->made.size(), c.means.empty() ? 0u : 1u);
    if (c.means.empty()) continue;
    picture_file p(f_ / "out" / i->made[0]);
    for (std::size_t n = 0; n < patches.size(); ++n)
      EXPECT_LE(testing::difference(p.square(n, patches.size()), exactly(c.means, patches[n])), 1)
          << testing::text_of(p.square(n, patches.size()));
  }
  put(f_ / "a.png", plain.substr(0, 33) + usual + lights + plain.substr(33));
  auto i = ingest("a.png");
  ASSERT_TRUE(i) << describe(i.error());
  ASSERT_EQ(i->made.size(), 1u) << "wide lights";
  // Nearly Adobe RGB, whose curve differs a little from sRGB's.
  EXPECT_LE(testing::difference(picture_file(f_ / "out/picture.png").square(1, 5),
                                exactly(adobe_rgb(), patches[1])),
            8);
}

}  // namespace
}  // namespace bangtin::media::stills
