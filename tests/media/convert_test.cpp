// Films of all kinds, made by ffmpeg, go through the worker's conversion; ffprobe says what came out, and
// ffmpeg compares it with a decode of the source that has the same geometry.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "media/films.hpp"
#include "media/folder.hpp"
#include "support/hard_clips.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using testing::patches;
using testing::probe;
using testing::temporary_folder;
using words = std::vector<std::string>;

words split(const std::string& text) {
  words all;
  std::string word;
  for (char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      all.push_back(std::exchange(word, ""));
    }
  }
  return all;
}

struct film_row {
  const char* name;
  const char* file;  // its ending says the container
  std::string source;
  std::string coding;
  int width, height;
  const char* rate;
  double seconds;
  std::string reference = "null";  // brings the decoded source into the form of the rendition
  std::string again = "";          // a second run of ffmpeg over the film, without coding it again
};

std::ostream& operator<<(std::ostream& out, const film_row& r) {
  return out << r.name;
}

std::string moving(const char* size = "320x180", const char* rate = "25", const char* seconds = "1") {
  return fmt::format("testsrc2=s={}:r={}:d={}", size, rate, seconds);
}

std::vector<film_row> film_rows() {
  const std::string x264 = "-c:v libx264 -preset ultrafast -crf 10 -pix_fmt yuv420p";
  return {
      {"h264_10_bit", "a.mp4", moving(), "-c:v libx264 -preset ultrafast -crf 8 -pix_fmt yuv420p10le", 320,
       180, "25/1", 1},
      {"h264_422", "a.mp4", moving(), "-c:v libx264 -preset ultrafast -crf 8 -pix_fmt yuv422p", 320, 180,
       "25/1", 1},
      {"h264_444_rgb", "a.mkv", moving(), "-c:v libx264rgb -preset ultrafast -crf 8", 320, 180, "25/1", 1},
      {"h264_b_frames_without_edit_list", "a.mp4", moving(), x264 + " -bf 3 -use_editlist 0", 320, 180,
       "25/1", 1.08, "setpts=PTS-STARTPTS"},
      {"hevc", "a.mp4", moving(), "-c:v libx265 -preset ultrafast -crf 10 -x265-params log-level=none", 320,
       180, "25/1", 1},
      {"vp8", "a.webm", moving(), "-c:v libvpx -b:v 3M -auto-alt-ref 1 -deadline realtime", 320, 180, "25/1",
       1},
      {"vp9", "a.webm", moving(), "-c:v libvpx-vp9 -b:v 3M -deadline realtime -cpu-used 8", 320, 180, "25/1",
       1},
      {"av1", "a.mp4", moving("160x90", "25", "0.4"), "-c:v libaom-av1 -cpu-used 8 -b:v 2M -usage realtime",
       160, 90, "25/1", 0.4},
      {"mpeg1_programme_stream", "a.mpg", moving("352x288"), "-c:v mpeg1video -q:v 2", 352, 288, "25/1", 1},
      {"mpeg2_transport_stream", "a.ts", moving(), "-c:v mpeg2video -q:v 2 -bf 2", 320, 180, "25/1", 1},
      {"mpeg4_avi", "a.avi", moving(), "-c:v mpeg4 -q:v 2", 320, 180, "25/1", 1},
      {"mjpeg_avi", "a.avi", moving(), "-c:v mjpeg -q:v 2 -pix_fmt yuvj422p", 320, 180, "25/1", 1},
      {"prores", "a.mov", moving(), "-c:v prores_ks -profile:v 2", 320, 180, "25/1", 1},
      {"prores_with_transparency", "a.mov", moving() + ",format=yuva444p10le",
       "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le", 320, 180, "25/1", 1, "format=yuv444p10le"},
      {"grey", "a.mkv", moving() + ",format=gray", "-c:v ffv1", 320, 180, "25/1", 1, "format=yuv420p"},
      {"dnxhd", "a.mov", moving("1280x720", "25", "0.4"), "-c:v dnxhd -b:v 75M -pix_fmt yuv422p", 1280, 720,
       "25/1", 0.4},
      {"dv", "a.avi", moving("720x576", "25", "0.4"), "-c:v dvvideo -pix_fmt yuv420p -aspect 4:3", 768, 576,
       "25/1", 0.4, "bwdif=mode=send_frame,scale=768:576"},
      {"wmv2_avi", "a.avi", moving(), "-c:v wmv2 -q:v 2", 320, 180, "25/1", 1},
      {"theora_mkv", "a.mkv", moving(), "-c:v libtheora -q:v 9", 320, 180, "25/1", 1},
      {"uncompressed_avi", "a.avi", moving("160x90"), "-c:v rawvideo -pix_fmt yuv420p", 160, 90, "25/1", 1},
      {"60_fps", "a.mp4", moving("320x180", "60"), x264, 320, 180, "30/1", 1, "select='not(mod(n,2))'"},
      {"50_fps", "a.mp4", moving("320x180", "50"), x264, 320, 180, "25/1", 1, "select='not(mod(n,2))'"},
      {"59_94_fps", "a.mp4", moving("320x180", "60000/1001", "1.001"), x264, 320, 180, "30000/1001", 1.001,
       "select='not(mod(n,2))'"},
      {"23_976_fps_mkv", "a.mkv", moving("320x180", "24000/1001"), x264, 320, 180, "24000/1001", 1},
      {"30_12_fps", "a.mp4", moving("320x180", "30.12"), x264, 320, 180, "30/1", 1, "trim=end_frame=30"},
      {"5_fps", "a.mp4", moving("320x180", "5", "2"), x264 + " -bf 0", 320, 180, "5/1", 2},
      {"interlaced", "a.ts", moving("320x240", "50"),
       "-vf interlace -c:v mpeg2video -q:v 2 -flags +ildct+ilme", 320, 240, "25/1", 1,
       "bwdif=mode=send_frame"},
      {"anamorphic", "a.mp4", moving("360x288"), x264 + " -aspect 16:9", 512, 288, "25/1", 1,
       "scale=512:288"},
      {"odd_size", "a.mkv", moving("321x181"), "-c:v ffv1 -pix_fmt yuv444p", 320, 180, "25/1", 1,
       "crop=320:180:0:0"},
      {"4k_is_scaled_down", "a.mp4", moving("3840x2160", "25", "0.2"), x264, 1920, 1080, "25/1", 0.2,
       "scale=1920:1080"},
      {"portrait_is_scaled_down", "a.mp4", moving("1440x2560", "25", "0.2"), x264, 1080, 1920, "25/1", 0.2,
       "scale=1080:1920"},
      {"turned_90", "a.mp4", moving(), x264, 180, 320, "25/1", 1, "null", "-metadata:s:v rotate=90"},
      {"turned_180", "a.mp4", moving(), x264, 320, 180, "25/1", 1, "null", "-metadata:s:v rotate=180"},
      {"turned_270", "a.mp4", moving(), x264, 180, 320, "25/1", 1, "null", "-metadata:s:v rotate=270"},
  };
}

class convert_film : public ::testing::TestWithParam<film_row> {
 protected:
  temporary_folder f_;
  fs::path rendition() const { return f_ / "out/film.mp4"; }
};

// Makes the film and converts it; returns what the converter says.
std::string made_and_converted(const temporary_folder& f, const std::string& file, const std::string& source,
                               const std::string& coding, const std::string& again = "") {
  words arguments{"-f", "lavfi", "-i", source};
  for (const std::string& word : split(coding)) arguments.push_back(word);
  arguments.push_back(f / file);
  fakes::run_ffmpeg(arguments);
  if (!again.empty()) {
    fs::rename(f / file, f / ("first-" + file));
    words copy{"-i", f / ("first-" + file), "-c", "copy"};
    for (const std::string& word : split(again)) copy.push_back(word);
    copy.push_back(f / file);
    fakes::run_ffmpeg(copy);
  }
  return testing::convert(f / file, f / "out");
}

double number(const std::string& text) {
  return std::atof(text.c_str());
}

TEST_P(convert_film, becomes_the_house_rendition) {
  const film_row& r = GetParam();
  if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  std::string said = made_and_converted(f_, r.file, r.source, r.coding, r.again);
  ASSERT_TRUE(said.starts_with(fmt::format("ok {} {} ", r.width, r.height))) << said;
  auto p = probe(rendition());
  EXPECT_EQ(p["codec_name"], "h264");
  EXPECT_EQ(p["profile"], "High");
  EXPECT_EQ(p["pix_fmt"], "yuv420p");
  EXPECT_EQ(p["width"], std::to_string(r.width));
  EXPECT_EQ(p["height"], std::to_string(r.height));
  EXPECT_EQ(p["sample_aspect_ratio"], "1:1");
  EXPECT_EQ(p["field_order"], "progressive");
  EXPECT_EQ(p["color_range"], "tv");
  EXPECT_EQ(p["color_space"], "bt709");
  EXPECT_EQ(p["color_transfer"], "bt709");
  EXPECT_EQ(p["color_primaries"], "bt709");
  EXPECT_EQ(p["avg_frame_rate"], r.rate);
  EXPECT_NEAR(number(p["format.duration"]), r.seconds, 0.045);
  EXPECT_LE(number(p["level"]), 42);
  EXPECT_EQ(testing::boxes(rendition()), (words{"ftyp", "moov", "free", "mdat"}));
  // Nothing is stated: small pictures are BT.601 (as the player has it), large ones BT.709.
  std::string colours = r.width < 1000 ? ",scale=in_color_matrix=bt601:out_color_matrix=bt709" : "";
  EXPECT_GT(testing::similarity(rendition(), f_ / r.file, r.reference + colours), 0.96);
}

INSTANTIATE_TEST_SUITE_P(film, convert_film, ::testing::ValuesIn(film_rows()),
                         [](const auto& info) { return std::string(info.param.name); });

// --- colours

// Grey, white, black, skin, red, green, blue, yellow.
constexpr std::array<std::array<int, 3>, 8> drawn{{{128, 128, 128},
                                                   {255, 255, 255},
                                                   {0, 0, 0},
                                                   {224, 172, 140},
                                                   {200, 40, 40},
                                                   {40, 160, 60},
                                                   {30, 60, 200},
                                                   {230, 220, 40}}};

std::string drawing(int width, int height) {
  std::string text;
  std::string joined;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    text += fmt::format("color=c=0x{:02x}{:02x}{:02x}:s={}x{}:r=25:d=0.4,format=gbrp[p{}];", drawn[i][0],
                        drawn[i][1], drawn[i][2], width / 8, height, i);
    joined += fmt::format("[p{}]", i);
  }
  return text + joined + "hstack=8";
}

struct colour_row {
  const char* name;
  int width, height;
  std::string filter;  // from RGB to the source's colours
  std::string coding;
};

std::ostream& operator<<(std::ostream& out, const colour_row& r) {
  return out << r.name;
}

std::vector<colour_row> colour_rows() {
  const std::string x264 = "-c:v libx264 -preset ultrafast -crf 4 -color_range ";
  const std::string to = ",zscale=d=none:min=gbr:rin=full:m=";
  return {
      {"bt709_limited", 640, 360, to + "709:r=limited,format=yuv444p",
       x264 + "tv -colorspace bt709 -color_primaries bt709 -color_trc bt709"},
      {"bt709_full", 640, 360, to + "709:r=full,format=yuv444p",
       x264 + "pc -colorspace bt709 -color_primaries bt709 -color_trc bt709"},
      {"bt601_limited", 640, 360, to + "170m:r=limited,format=yuv444p",
       x264 + "tv -colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m"},
      {"bt601_full", 640, 360, to + "470bg:r=full,format=yuv420p",
       x264 + "pc -colorspace bt470bg -color_primaries bt470bg -color_trc smpte170m"},
      {"small_and_nothing_stated_is_bt601", 640, 360, to + "170m:r=limited,format=yuv422p", x264 + "unknown"},
      {"large_and_nothing_stated_is_bt709", 1280, 720, to + "709:r=limited,format=yuv422p", x264 + "unknown"},
      {"full_range_and_no_matrix", 640, 360, to + "170m:r=full,format=yuv444p", x264 + "pc"},
      {"bt2020_sdr_with_its_wide_gamut", 640, 360,
       ",zscale=d=none:min=gbr:rin=full:pin=709:tin=709:p=2020:t=709:m=2020_ncl:r=limited,format=yuv420p10le",
       x264 + "tv -colorspace bt2020nc -color_primaries bt2020 -color_trc bt709"},
      {"rgb", 640, 360, "", "-c:v ffv1 -f matroska"},
  };
}

class convert_colours : public ::testing::TestWithParam<colour_row> {
 protected:
  temporary_folder f_;
};

TEST_P(convert_colours, keeps_every_patch) {
  const colour_row& r = GetParam();
  if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  std::string said = made_and_converted(f_, "a.mp4", drawing(r.width, r.height) + r.filter, r.coding);
  ASSERT_TRUE(said.starts_with("ok ")) << said;
  auto shown = patches(f_ / "out/film.mp4", 8);
  ASSERT_EQ(shown.size(), drawn.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(shown[i][c], drawn[i][c], 3) << "patch " << i << ", " << c;
  }
}

INSTANTIATE_TEST_SUITE_P(colours, convert_colours, ::testing::ValuesIn(colour_rows()),
                         [](const auto& info) { return std::string(info.param.name); });

// The brightest red, green and blue of a wide gamut are beyond the screen's, and become the screen's own.
TEST(convert_wide_gamut, becomes_the_brightest_colours_of_the_screen) {
  if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  struct {
    const char* matrix;
    const char* stated;
  } const rows[] = {{"2020_ncl", "-colorspace bt2020nc -color_primaries bt2020"},
                    {"709", "-colorspace bt709 -color_primaries smpte432"}};
  for (const auto& r : rows) {
    temporary_folder f;
    std::string source;
    for (const char* colour : {"FF0000", "00FF00", "0000FF"}) {
      source += fmt::format("color=c=0x{}:s=320x180:r=25:d=0.4,format=gbrp[{}];", colour, colour);
    }
    source += "[FF0000][00FF00][0000FF]hstack=3";
    std::string said = made_and_converted(
        f, "a.mp4",
        fmt::format("{},zscale=d=none:min=gbr:rin=full:m={}:r=limited,format=yuv444p", source, r.matrix),
        fmt::format("-c:v libx264 -preset ultrafast -crf 4 -color_range tv {} -color_trc bt709", r.stated));
    ASSERT_TRUE(said.starts_with("ok ")) << said;
    auto shown = patches(f / "out/film.mp4", 3);
    ASSERT_EQ(shown.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        bool bright = i == c;
        EXPECT_NEAR(shown[i][c], bright ? 255 : 0, 4) << r.matrix << ' ' << i << ' ' << c;
      }
    }
  }
}

// A grey ramp of HDR, from black to 1,000 nits: greys stay grey and in order, what is as bright as paper in
// the shade keeps its brightness, and white subtitles (203 nits) are nearly white.
constexpr std::array<double, 8> nits{0, 20, 50, 101.5, 203, 400, 700, 1000};

// SMPTE ST 2084.
double pq(double n) {
  double y = std::pow(n / 10'000, 0.1593017578125);
  return std::pow((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y), 78.84375);
}

// ITU-R BT.2100 on a display of 1,000 nits.
double hlg(double n) {
  double scene = std::pow(n / 1000, 1 / 1.2);
  return scene <= 1.0 / 12 ? std::sqrt(3 * scene)
                           : 0.17883277 * std::log(12 * scene - 0.28466892) + 0.55991073;
}

void check_hdr(const temporary_folder& f, double (*curve)(double), const char* transfer) {
  std::string luma = "0";
  for (std::size_t i = 0; i < nits.size(); ++i) {
    luma += fmt::format("+eq(floor(X/40),{})*{}", i, std::lround(64 + 876 * curve(nits[i])));
  }
  std::string said = made_and_converted(
      f, "a.mp4", "nullsrc=s=320x64:r=25:d=0.2,format=yuv420p10le,geq=lum='" + luma + "':cb=512:cr=512",
      std::string("-c:v libx265 -preset ultrafast -crf 4 -x265-params log-level=none -colorspace bt2020nc "
                  "-color_primaries bt2020 -color_trc ") +
          transfer);
  ASSERT_TRUE(said.starts_with("ok ")) << said;
  auto shown = patches(f / "out/film.mp4", 8, 0);
  ASSERT_EQ(shown.size(), nits.size());
  std::string all;
  for (const auto& p : shown) all += fmt::format("{} {} {}, ", p[0], p[1], p[2]);
  SCOPED_TRACE(all);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    EXPECT_NEAR(shown[i][0], shown[i][1], 3);
    EXPECT_NEAR(shown[i][2], shown[i][1], 3);
    EXPECT_TRUE(i == 0 || shown[i][1] > shown[i - 1][1] + 1) << i;
  }
  EXPECT_LE(shown[0][1], 3);
  EXPECT_NEAR(shown[2][1], std::pow(50 / 203.0, 1 / 2.4) * 255, 4);
  EXPECT_GE(shown[4][1], 220);
  EXPECT_LE(shown[4][1], 240);
  EXPECT_GE(shown[7][1], 250);
}

TEST(convert_hdr, pq_keeps_greys_and_white_subtitles) {
  if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  temporary_folder f;
  check_hdr(f, pq, "smpte2084");
}

TEST(convert_hdr, hlg_keeps_greys_and_white_subtitles) {
  if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  temporary_folder f;
  check_hdr(f, hlg, "arib-std-b67");
}

// --- times, copies, damage

class convert_special : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
  }
  temporary_folder f_;
};

TEST_F(convert_special, keeps_the_times_of_a_varying_rate) {
  std::string said =
      made_and_converted(f_, "a.mkv", moving("320x180", "25", "3") + ",select='lt(n,8)+eq(n,30)+gt(n,60)'",
                         "-vsync vfr -c:v libx265 -preset ultrafast -x265-params log-level=none");
  ASSERT_TRUE(said.starts_with("ok 320 180 23 ")) << said;
  auto times = [&](const fs::path& film) {
    return testing::run(
               {"/usr/bin/ffprobe", "-v", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", film})
        .out;
  };
  EXPECT_EQ(times(f_ / "out/film.mp4"), times(f_ / "a.mkv"));
  EXPECT_NEAR(number(probe(f_ / "out/film.mp4")["format.duration"]), 3, 0.041);
}

TEST_F(convert_special, keeps_a_late_picture_late) {
  words arguments = split("-f lavfi -i sine=d=3 -itsoffset 2 -f lavfi -i " + moving() +
                          " -map 1:v -map 0:a -vsync passthrough -c:v mpeg4 -c:a aac -ac 2");
  arguments.push_back(f_ / "a.mp4");
  fakes::run_ffmpeg(arguments);
  std::string said = testing::convert(f_ / "a.mp4", f_ / "out", "picture-and-copied-sound");
  ASSERT_TRUE(said.starts_with("ok ")) << said;
  auto p = probe(f_ / "out/film.mp4");
  EXPECT_NEAR(number(p["start_time"]), 2, 0.001);
  EXPECT_NEAR(number(p["format.duration"]), 3, 0.045);
}

TEST_F(convert_special, copies_tracks_bit_for_bit) {
  struct {
    const char* file;
    const char* coding;
    double seconds;
  } const rows[] = {{"a.mp4", "-bf 3 -movflags frag_keyframe+empty_moov", 1.08},
                    {"a.mkv", "-bf 3", 1},
                    {"a.flv", "-bf 0 -profile:v high -coder 1 -an", 1},
                    {"b.flv", "-bf 0 -af atrim=end=0.9", 1},
                    {"a.mov", "-bf 3 -use_editlist 0", 1.08}};
  for (const auto& r : rows) {
    words arguments{
        "-f",   "lavfi",   "-i",      moving(),    "-f",       "lavfi",   "-i",   "sine=d=1:r=48000",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
        "-ac",  "2"};
    for (const auto& word : split(r.coding)) arguments.push_back(word);
    arguments.push_back(f_ / r.file);
    fakes::run_ffmpeg(arguments);
    std::string said = testing::convert(f_ / r.file, f_ / "out", "container");
    ASSERT_TRUE(said.starts_with("ok 320 180 25 ")) << r.file << ": " << said;
    for (const char* track : {"v:0", "a:0"}) {
      EXPECT_EQ(testing::samples(f_ / "out/film.mp4", track), testing::samples(f_ / r.file, track))
          << r.file << track;
    }
    auto p = probe(f_ / "out/film.mp4");
    EXPECT_NEAR(number(p["format.duration"]), r.seconds, 0.05) << r.file;
    EXPECT_GT(testing::similarity(f_ / "out/film.mp4", f_ / r.file, "null"), 0.99) << r.file;
    EXPECT_EQ(testing::boxes(f_ / "out/film.mp4")[1], "moov") << r.file;
  }
}

TEST_F(convert_special, an_animation_becomes_a_film_on_white) {
  // Half of the picture is transparent; 2 pictures of 100 ms are repeated to 500 ms.
  fakes::run_ffmpeg(
      {"-f", "lavfi", "-i",
       "color=c=red:s=101x61:r=10:d=0.2,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*lt(X,50)'",
       "-vf", "split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse", f_ / "a.gif"});
  std::string said = testing::convert(f_ / "a.gif", f_ / "out");
  ASSERT_TRUE(said.starts_with("ok 100 60 ")) << said;
  EXPECT_GE(number(probe(f_ / "out/film.mp4")["format.duration"]), 0.5);
  auto shown = patches(f_ / "out/film.mp4", 2);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_NEAR(shown[0][0], 255, 3);
  EXPECT_NEAR(shown[0][1], 0, 4);
  for (int c : shown[1]) EXPECT_NEAR(c, 255, 3);
}

TEST_F(convert_special, transparency_beside_the_picture_becomes_white) {
  for (const char* coder : {"libvpx", "libvpx-vp9"}) {
    fakes::run_ffmpeg(
        {"-f", "lavfi", "-i",
         "color=c=red:s=160x60:r=10:d=0.5,format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)'"
         ":a='if(lt(X,80),255,0)'",
         "-c:v", coder, "-auto-alt-ref", "0", "-deadline", "realtime", f_ / "a.webm"});
    std::string said = testing::convert(f_ / "a.webm", f_ / "out");
    ASSERT_TRUE(said.starts_with("ok 160 60 5 ")) << said;
    auto shown = patches(f_ / "out/film.mp4", 2);
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_NEAR(shown[0][0], 253, 4) << coder;
    EXPECT_NEAR(shown[0][1], 0, 4) << coder;
    for (int c : shown[1]) EXPECT_NEAR(c, 255, 3) << coder;
  }
}

TEST_F(convert_special, sound_of_flash_videos_is_coded_again) {
  for (const char* coder : {"mp3", "aac"}) {
    words arguments = split("-f lavfi -i " + moving() + " -f lavfi -i sine=d=1:r=44100 -c:v flv -ac 1");
    for (const char* word : {"-c:a", coder}) arguments.emplace_back(word);
    arguments.push_back(f_ / "a.flv");
    fakes::run_ffmpeg(arguments);
    std::string said = testing::convert(f_ / "a.flv", f_ / "out", "all");
    ASSERT_TRUE(said.starts_with("ok 320 180 25 ")) << coder << ": " << said;
    std::string loud = testing::run({"/usr/bin/ffmpeg", "-nostdin", "-i", f_ / "out/film.mp4", "-map", "0:a",
                                     "-af", "astats", "-f", "null", "-"},
                                    true)
                           .out;
    EXPECT_NE(loud.find("48000 Hz, stereo"), std::string::npos) << coder << loud;
    EXPECT_EQ(loud.find("RMS level dB: -inf"), std::string::npos) << coder << loud;
  }
}

TEST_F(convert_special, pictures_of_an_animation_are_repeated_to_half_a_second) {
  testing::put(f_ / "nothing", "nothing");
  EXPECT_EQ(testing::convert(f_ / "nothing", f_ / "out", "animation"), "ok 64 48 6 0");
  EXPECT_NEAR(number(probe(f_ / "out/film.mp4")["format.duration"]), 0.6, 0.001);
  for (int n = 0; n < 6; ++n) {
    auto shown = patches(f_ / "out/film.mp4", 1, std::max(0.0, 0.1 * n - 0.05));
    ASSERT_EQ(shown.size(), 1u);
    for (int c = 0; c < 3; ++c)
      EXPECT_NEAR(shown[0][static_cast<std::size_t>(c)], c == n % 3 ? 200 : 0, 4) << n;
  }
}

void damage(const fs::path& file, double from, double to) {
  std::string bytes = testing::get(file);
  auto at = [&](double share) { return static_cast<std::size_t>(share * static_cast<double>(bytes.size())); };
  for (std::size_t i = at(from); i < at(to); ++i)
    bytes[i] = static_cast<char>(bytes[i] ^ static_cast<char>(i * 37 + 11));
  testing::put(file, bytes);
}

TEST_F(convert_special, refuses_a_film_that_is_damaged_in_its_middle) {
  struct {
    const char* file;
    const char* coding;
  } const rows[] = {
      {"a.mp4", "-c:v libx264 -preset ultrafast -g 12 -movflags faststart"},
      {"b.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=12 -movflags faststart"},
      {"c.avi", "-c:v mpeg4 -q:v 3"},
      {"d.ts", "-c:v mpeg2video -q:v 3"}};
  for (const auto& r : rows) {
    words arguments{"-f", "lavfi", "-i", moving("320x180", "25", "4")};
    for (const auto& word : split(r.coding)) arguments.push_back(word);
    arguments.push_back(f_ / r.file);
    fakes::run_ffmpeg(arguments);
    damage(f_ / r.file, 0.5, 0.55);
    std::string said = testing::convert(f_ / r.file, f_ / "out");
    EXPECT_TRUE(said.starts_with("refused invalid")) << r.file << ": " << said;
  }
}

TEST_F(convert_special, a_recording_of_a_broadcast_begins_and_ends_anywhere) {
  words arguments =
      split("-f lavfi -i " + moving("320x180", "25", "6") + " -c:v libx264 -preset ultrafast -g 50");
  arguments.push_back(f_ / "whole.ts");
  fakes::run_ffmpeg(arguments);
  std::string bytes = testing::get(f_ / "whole.ts");
  constexpr std::size_t packet = 188;
  std::size_t from = bytes.size() / 4 / packet * packet;
  testing::put(f_ / "a.ts",
               bytes.substr(0, 2 * packet) + bytes.substr(from, bytes.size() - from - 5 * packet));
  std::string said = testing::convert(f_ / "a.ts", f_ / "out");
  EXPECT_TRUE(said.starts_with("ok 320 180 ")) << said;
}

TEST_F(convert_special, a_4k_film_of_60_pictures_stays_within_the_memory) {
  std::string said = made_and_converted(f_, "a.mp4", moving("3840x2160", "60", "0.3"),
                                        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le");
  EXPECT_TRUE(said.starts_with("ok 1920 1080 9 ")) << said;
}

}  // namespace
}  // namespace bangtin::media
