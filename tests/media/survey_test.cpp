// Films of every container, made by ffmpeg, read as the worker reads them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/files.hpp"
#include "media/folder.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/sniff.hpp"
#include "media/ingest/survey.hpp"

namespace bangtin::media::ingest {
namespace {

using testing::get;
using testing::put;
using testing::temporary_folder;

const std::string picture = " -f lavfi -i testsrc2=s=320x240:r=25:d=2";
const std::string sound = " -f lavfi -i sine=f=440:r=48000:d=2 -ac 2";

class film_survey : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) GTEST_SKIP() << "ffmpeg is not installed";
    ASSERT_TRUE(start_gstreamer());
  }
  // Makes the film; `how` are the arguments behind its inputs.
  std::filesystem::path make(const std::string& name, const std::string& how,
                             const std::string& inputs = picture + sound) {
    std::filesystem::path file = f_ / name;
    std::string command = "ffmpeg -v error -nostdin -y" + inputs + " -threads 1 -preset ultrafast -g 25 " +
                          how + " " + file.string();
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return file;
  }
  video_facts read(const std::filesystem::path& file) {
    unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content = get(file);
    auto box = content.starts_with("GIF8")
                   ? container::gif
                   : film_container(std::string_view(content).substr(0, sniffed_bytes));
    EXPECT_TRUE(box) << file;
    job j;
    j.fd = fd.get();
    j.bytes = static_cast<std::int64_t>(content.size());
    auto v = read_film(j, box.value_or(container::mp4));
    EXPECT_TRUE(v) << file;
    return v ? *v : video_facts{};
  }
  temporary_folder f_;
};

struct expected_film {
  const char* name;
  const char* how;
  container box;
  const char* picture;
  const char* sound;
  bool converts_picture, converts_sound;
};

TEST_F(film_survey, of_each_container_finds_tracks_length_and_what_to_convert) {
  const expected_film films[] = {
      {"a.mp4", "-c:v libx264 -c:a aac -movflags +faststart", container::mp4, "video/x-h264", "audio/mpeg",
       false, false},
      {"a.mov", "-c:v mjpeg -c:a pcm_s16le", container::mp4, "image/jpeg", "audio/x-raw", true, true},
      {"a.3gp", "-c:v h263 -s 352x288 -c:a aac", container::mp4, "video/x-h263", "audio/mpeg", true, false},
      {"a.mkv", "-c:v libx264 -c:a aac", container::matroska, "video/x-h264", "audio/mpeg", false, false},
      {"a.webm", "-c:v libvpx -deadline realtime -c:a libvorbis", container::matroska, "video/x-vp8",
       "audio/x-vorbis", true, true},
      {"a.avi", "-c:v mpeg4 -c:a mp3", container::avi, "video/mpeg", "audio/mpeg", true, true},
      {"b.avi", "-c:v libx264 -c:a mp3", container::avi, "video/x-h264", "audio/mpeg", false, true},
      {"a.ts", "-c:v libx264 -c:a aac", container::mpeg_ts, "video/x-h264", "audio/mpeg", false, false},
      {"a.m2ts", "-c:v libx264 -c:a ac3 -mpegts_m2ts_mode 1", container::mpeg_ts, "video/x-h264",
       "audio/x-ac3", false, true},
      {"a.mpg", "-c:v mpeg2video -c:a mp2", container::mpeg_ps, "video/mpeg", "audio/mpeg", true, true},
      {"vcd.mpg", "-target pal-vcd", container::mpeg_ps, "video/mpeg", "audio/mpeg", true, true},
      {"a.vob", "-c:v mpeg2video -c:a ac3", container::mpeg_ps, "video/mpeg", "audio/x-ac3", true, true},
      {"a.flv", "-c:v libx264 -c:a aac", container::flv, "video/x-h264", "audio/mpeg", false, false},
      {"a.wmv", "-c:v wmv2 -c:a wmav2", container::asf, "video/x-wmv", "audio/x-wma", true, true},
      {"a.ogv", "-c:v libtheora -c:a libvorbis", container::ogg, "video/x-theora", "audio/x-vorbis", true,
       true},
  };
  for (const expected_film& c : films) {
    video_facts v = read(make(c.name, c.how));
    EXPECT_EQ(v.box, c.box) << c.name;
    auto bad = refusal(v, {});
    ASSERT_FALSE(bad) << c.name << ": " << describe(*bad);
    EXPECT_EQ(picture_of(v)->format, c.picture) << c.name;
    ASSERT_NE(sound_of(v), nullptr) << c.name;
    EXPECT_EQ(sound_of(v)->format, c.sound) << c.name;
    EXPECT_NEAR(static_cast<double>(item_length(v).count()), 2000, 60) << c.name;
    EXPECT_EQ(picture_of(v)->times.size(), 50u) << c.name;
    conversion what = conversion_for(v, true);
    EXPECT_EQ(what.picture, c.converts_picture) << c.name;
    EXPECT_EQ(what.sound, c.converts_sound) << c.name;
    EXPECT_EQ(what.container, std::string(c.name) != "a.mp4") << c.name;
    EXPECT_FALSE(picture_of(v)->id.empty());
    EXPECT_EQ(picture_of(read(f_ / c.name))->id, picture_of(v)->id) << "the same in each run";
  }
}

TEST_F(film_survey, learns_from_the_stream_what_its_container_does_not_say) {
  struct {
    const char* name;
    const char* how;
    void (*check)(const video_track&);
  } const films[] = {
      {"plain", "",
       [](const video_track& t) { EXPECT_FALSE(t.interlaced || t.foreign_colours || t.changes); }},
      {"interlaced", "-flags +ilme+ildct", [](const video_track& t) { EXPECT_TRUE(t.interlaced); }},
      {"sar", "-vf setsar=4/3",
       [](const video_track& t) { EXPECT_EQ(t.pixel_width * 3, t.pixel_height * 4); }},
      {"ten", "-pix_fmt yuv420p10le -profile:v high10", [](const video_track& t) { EXPECT_EQ(t.bits, 10); }},
      {"wide", "-pix_fmt yuv444p -profile:v high444",
       [](const video_track& t) { EXPECT_EQ(t.chroma, "4:4:4"); }},
      {"hdr", "-x264opts colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
       [](const video_track& t) { EXPECT_TRUE(t.foreign_colours); }},
      {"high", "-level 5.1", [](const video_track& t) { EXPECT_EQ(t.level, "5.1"); }},
  };
  for (const auto& c : films) {
    SCOPED_TRACE(c.name);
    video_facts v = read(make(std::string(c.name) + ".mp4",
                              "-c:v libx264 -movflags +faststart " + std::string(c.how), picture));
    ASSERT_NE(picture_of(v), nullptr);
    c.check(*picture_of(v));
    EXPECT_EQ(conversion_for(v, true).needed(), std::string_view(c.name) != "plain");
  }
}

TEST_F(film_survey, takes_the_title_of_the_film_and_the_tracks_that_it_marks) {
  const std::string two = picture + " -f lavfi -i sine=f=440:r=48000:d=2 -f lavfi -i sine=f=880:r=44100:d=2";
  for (const char* name : {"a.mkv", "a.mp4"}) {
    video_facts v = read(make(name,
                              "-map 0 -map 1 -map 2 -c:v libx264 -c:a aac -metadata title='Bốn bước' "
                              "-metadata:s:v title=x264 -disposition:a:0 0 -disposition:a:1 default",
                              two));
    EXPECT_EQ(v.title, "Bốn bước") << name;
    ASSERT_EQ(v.sounds.size(), 2u);
    EXPECT_EQ(sound_of(v)->rate, 44'100) << name;
    EXPECT_TRUE(conversion_for(v, true).container);
  }
}

TEST_F(film_survey, believes_the_matrix_of_a_movie_and_not_the_demuxer) {
  std::string whole = get(make("a.mp4", "-c:v libx264", picture));
  auto a = whole.find("tkhd") + 4 + 40;
  // Scaled by 1.5 both ways, as some editors write it.
  for (std::size_t at : {a, a + 16}) whole.replace(at, 4, std::string("\0\1\x80\0", 4));
  put(f_ / "scaled.mp4", whole);
  EXPECT_EQ(picture_of(read(f_ / "scaled.mp4"))->turned, "rotate-0");
  // A quarter of a turn, rounded.
  whole.replace(a, 20, std::string("\0\0\0\0\0\0\xff\xff\0\0\0\0\xff\xff\0\1\0\0\0\0", 20));
  put(f_ / "turned.mp4", whole);
  EXPECT_EQ(picture_of(read(f_ / "turned.mp4"))->turned, "rotate-90");
}

TEST_F(film_survey, believes_the_stream_and_not_the_container_about_the_size) {
  for (const char* name : {"a.mp4", "a.mkv", "a.avi", "a.flv"}) {
    video_facts v = read(make(name, "-c:v libx264 -bsf:v h264_metadata=crop_left=2:crop_right=10", picture));
    EXPECT_TRUE(conversion_for(v, true).picture || picture_of(v)->width == 308) << name;
    v = read(make(name, "-c:v libx264", picture));
    EXPECT_FALSE(conversion_for(v, true).picture) << name;
    EXPECT_EQ(picture_of(v)->width, 320) << name;
  }
}

TEST_F(film_survey, finds_what_is_missing_in_a_broadcast) {
  const std::string six = " -f lavfi -i testsrc2=s=320x240:r=25:d=6 -f lavfi -i sine=f=440:r=48000:d=6";
  std::string whole = get(make("a.ts", "-c:v libx264 -c:a aac -ac 2 -muxrate 2M", six));
  ASSERT_FALSE(read(f_ / "a.ts").lost);
  std::size_t middle = whole.size() / 2 / 188 * 188;
  put(f_ / "lost.ts", whole.substr(0, middle) + whole.substr(middle + 188 * 30));
  auto bad = refusal(read(f_ / "lost.ts"), {});
  ASSERT_TRUE(bad);
  EXPECT_NE(describe(*bad).find("damaged after 2 of 6 seconds"), std::string::npos) << describe(*bad);
  whole.replace(middle, 6000, std::string(6000, '\0'));
  put(f_ / "zeros.ts", whole);
  EXPECT_TRUE(refusal(read(f_ / "zeros.ts"), {}));
}

TEST_F(film_survey, finds_the_sound_of_every_broadcast) {
  struct {
    const char* how;
    const char* format;  // empty: refused by its name
  } const films[] = {{"-c:a aac -mpegts_flags latm", "audio/mpeg"},
                     {"-c:a aac -mpegts_m2ts_mode 1", "audio/mpeg"},
                     {"-c:a dca -strict -2", "audio/x-dts"},
                     {"-c:a dca -strict -2 -mpegts_m2ts_mode 1", "audio/x-dts"},
                     {"-c:a truehd -strict -2 -mpegts_m2ts_mode 1", ""}};
  for (const auto& c : films) {
    video_facts v = read(make("a.ts", "-c:v libx264 -f mpegts " + std::string(c.how)));
    const sound_track* s = sound_of(v);
    EXPECT_EQ(s != nullptr ? s->format : "", c.format) << c.how;
    if (s == nullptr) {
      EXPECT_EQ(v.unheard, "Dolby TrueHD");
      continue;
    }
    EXPECT_NEAR(static_cast<double>(s->span->first.count()),
                static_cast<double>(picture_of(v)->span->first.count()), 100)
        << c.how;
  }
}

TEST_F(film_survey, says_after_how_many_seconds_a_film_is_cut_off) {
  for (const char* name : {"a.mp4", "a.mkv", "a.avi", "a.flv"}) {
    std::string long_picture = " -f lavfi -i testsrc2=s=160x120:r=10:d=12";
    std::filesystem::path film =
        make(name,
             std::string("-c:v ") + (std::string(name) == "a.avi" ? "mpeg4" : "libx264") +
                 (std::string(name) == "a.mp4" ? " -movflags +faststart" : ""),
             long_picture);
    std::string whole = get(film);
    put(f_ / "cut", whole.substr(0, whole.size() / 2));
    auto bad = refusal(read(f_ / "cut"), {});
    ASSERT_TRUE(bad) << name;
    EXPECT_NE(describe(*bad).find("the file is cut off after "), std::string::npos) << name << describe(*bad);
    EXPECT_NE(describe(*bad).find(" of 12 seconds"), std::string::npos) << name << describe(*bad);
  }
}

TEST_F(film_survey, says_that_a_film_is_cut_off_whose_file_states_no_length) {
  const std::string x264 = "-c:v libx264 -bf 0 -c:a aac ";
  struct {
    const char* name;
    std::string how;
  } const films[] = {{"a.mpg", "-c:v mpeg2video -c:a mp2"},
                     {"a.vob", "-target pal-dvd"},
                     {"a.ogv", "-c:v libtheora -c:a libvorbis"},
                     {"a.ts", x264},
                     {"a.flv", x264 + "-flvflags no_duration_filesize"},
                     {"a.webm", "-c:v libvpx -deadline realtime -c:a libvorbis -live 1"},
                     {"a.mkv", x264 + "-f matroska - > "}};
  for (const auto& c : films) {
    std::filesystem::path film =
        make(c.name, c.how, " -f lavfi -i testsrc2=s=160x120:r=25:d=4 -f lavfi -i sine=f=440:r=48000:d=4");
    std::string whole = get(film);
    EXPECT_FALSE(refusal(read(film), {})) << c.name;
    put(f_ / "cut", whole.substr(0, whole.size() / 2 + 90));
    auto bad = refusal(read(f_ / "cut"), {});
    ASSERT_TRUE(bad) << c.name;
    std::string said = describe(*bad);
    EXPECT_TRUE(said.starts_with("the file is cut off after 1 seconds") ||
                said.starts_with("the file is cut off after 2 seconds"))
        << c.name << ": " << said;
  }
}

TEST_F(film_survey, says_of_every_container_that_it_has_one_picture_only) {
  for (const char* how : {"a.avi -c:v mjpeg", "a.mkv -c:v mjpeg", "a.mp4 -c:v mjpeg", "a.wmv -c:v wmv2",
                          "a.flv -c:v libx264"}) {
    std::string name(how, 5);
    auto bad = refusal(read(make(name, how + 6, " -f lavfi -i testsrc2=s=160x120:r=25:d=0.04")), {});
    ASSERT_TRUE(bad) << how;
    EXPECT_NE(describe(*bad).find("there is only one picture in this video"), std::string::npos)
        << how << ": " << describe(*bad);
  }
}

TEST_F(film_survey, finds_transparency_beside_the_picture) {
  std::filesystem::path film = make("a.webm", "-c:v libvpx -auto-alt-ref 0 -deadline realtime",
                                    " -f lavfi -i color=red@0.5:s=64x48:r=10:d=1,format=yuva420p");
  EXPECT_TRUE(picture_of(read(film))->alpha_beside);
  // A file that was coded again may announce what it no longer has.
  std::string whole = get(film);
  for (std::size_t at = 0; (at = whole.find("\x75\xa1", at)) != whole.npos;) whole[at + 1] = '\xaa';
  put(f_ / "b.webm", whole);
  EXPECT_FALSE(picture_of(read(f_ / "b.webm"))->alpha_beside);
}

TEST_F(film_survey, says_that_an_animation_is_cut_off) {
  std::filesystem::path film = f_ / "a.gif";
  std::string command = "ffmpeg -v error -nostdin -f lavfi -i testsrc2=s=64x48:r=10:d=3 " + film.string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::string whole = get(film);
  EXPECT_FALSE(refusal(read(film), {}));
  for (double part : {0.5, 0.9, 0.97}) {
    put(f_ / "cut", whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size()))));
    auto bad = refusal(read(f_ / "cut"), {});
    ASSERT_TRUE(bad) << part;
    EXPECT_NE(describe(*bad).find("the file is cut off"), std::string::npos) << part << describe(*bad);
  }
}

}  // namespace
}  // namespace bangtin::media::ingest
