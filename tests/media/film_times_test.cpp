// When the pictures and the sound of an ingested film are due, measured on what a screen gets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "media/films.hpp"
#include "media/worker.hpp"
#include "support/hard_clips.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
class film_times : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
    testing::use_real_worker();
  }

  void make(const std::string& name, std::vector<std::string> arguments, const std::string& coding) {
    std::istringstream in(coding);
    for (std::string word; in >> word;) arguments.push_back(word);
    arguments.push_back(f_ / name);
    fakes::run_ffmpeg(arguments);
  }

  // A white picture and a beep, from second 2 on.
  void make_flash_and_beep(const std::string& name, const std::string& coding) {
    make(name,
         {"-f", "lavfi", "-i",
          "testsrc2=s=320x180:r=25:d=4,lutyuv=y=val/3,drawbox=c=white:t=fill:enable='between(t,2,2.39)'",
          "-f", "lavfi", "-i", "aevalsrc='if(between(t,2,2.4),sin(6283*t)*0.3,0.00001)':s=48000:d=4"},
         coding);
  }

  // The file that a screen gets; empty if the film is refused.
  fs::path ingest(const std::string& name) {
    fs::remove_all(f_ / "out");
    auto i = run_ingest(f_ / name, f_ / "out", {});
    if (!i) {
      ADD_FAILURE() << name << ": " << describe(i.error());
      return {};
    }
    length_ = std::chrono::duration<double>(i->duration).count();
    return i->made.empty() ? f_ / name : f_ / "out" / i->made[0];
  }

  // In seconds, in order.
  static std::vector<double> picture_times(const fs::path& film) {
    std::istringstream lines(testing::run({"/usr/bin/ffprobe", "-v", "error", "-select_streams", "v:0",
                                           "-show_entries", "frame=pts_time", "-of", "default=nw=1", film})
                                 .out);
    std::vector<double> times;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("pts_time=")) times.push_back(std::atof(line.c_str() + 9));
    }
    return times;
  }

  static double flash(const fs::path& film) {
    auto times = picture_times(film);
    std::string grey = testing::run({"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-i", film, "-fps_mode",
                                     "passthrough", "-vf", "scale=4:4,format=gray", "-f", "rawvideo", "-"})
                           .out;
    for (std::size_t n = 0; n < times.size() && n * 16 < grey.size(); ++n) {
      if (static_cast<unsigned char>(grey[n * 16]) > 128) return times[n];
    }
    return -1;
  }

  static double beep(const fs::path& film) {
    std::string pcm = testing::run({"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-i", film, "-af",
                                    "aresample=48000:first_pts=0", "-ac", "1", "-f", "s16le", "-"})
                          .out;
    for (std::size_t n = 0; n + 1 < pcm.size(); n += 2) {
      std::int16_t level = 0;
      std::memcpy(&level, pcm.data() + n, 2);
      if (std::abs(level) > 1000) return static_cast<double>(n) / 2 / 48'000;
    }
    return -1;
  }

  testing::temporary_folder f_;
  double length_ = 0;
};

TEST_F(film_times, of_every_container_keep_picture_and_sound_together) {
  const std::string x264 = "-c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p ";
  struct {
    const char* file;
    std::string coding;
  } const cases[] = {
      {"a.ts", x264 + "-c:a mp2"},
      {"no-delay.ts", x264 + "-c:a mp2 -muxdelay 0 -muxpreload 0"},
      {"long-delay.ts", x264 + "-c:a aac -muxdelay 0 -muxpreload 7"},
      {"dolby.m2ts", x264 + "-c:a ac3 -mpegts_m2ts_mode 1 -f mpegts"},
      {"dolby-plus.ts", x264 + "-c:a eac3"},
      {"adpcm.avi", "-c:v mpeg4 -c:a adpcm_ms"},
      {"ima.avi", "-c:v mpeg4 -c:a adpcm_ima_wav"},
      {"a.mpg", "-c:v mpeg2video -q:v 2 -c:a mp2"},
      {"a.mkv", x264 + "-c:a libmp3lame"},
      {"a.mp4", x264 + "-c:a aac"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.file);
    make_flash_and_beep(c.file, c.coding);
    fs::path film = ingest(c.file);
    if (film.empty()) continue;
    auto times = picture_times(film);
    EXPECT_EQ(times.size(), 100u);
    EXPECT_LT(times.empty() ? 1 : times[0], 0.09);
    EXPECT_NEAR(flash(film), beep(film), 0.04);
    EXPECT_NEAR(length_, 4, 0.1);
  }
}

// Small pictures behind a cut share a packet, and only its first one has a time.
TEST_F(film_times, of_scenes_that_are_cut_stay_even) {
  struct {
    const char* file;
    const char* coding;
  } const cases[] = {{"2.mpg", "-c:v mpeg2video -bf 2"},
                     {"2.vob", "-c:v mpeg2video -bf 2 -f vob"},
                     {"2.ts", "-c:v mpeg2video -bf 2"},
                     {"1.mpg", "-c:v mpeg1video -bf 2"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.file);
    make(c.file,
         {"-f", "lavfi", "-i",
          "testsrc2=s=320x180:r=25:d=2.6,drawbox=c=white:t=fill:enable='between(t,0.84,1.35)',"
          "drawbox=c=red:t=fill:enable='between(t,1.6,2.0)'"},
         c.coding);
    fs::path film = ingest(c.file);
    if (film.empty()) continue;
    auto times = picture_times(film);
    ASSERT_EQ(times.size(), 65u);
    for (std::size_t n = 1; n < times.size(); ++n) EXPECT_NEAR(times[n] - times[n - 1], 0.04, 0.002) << n;
    EXPECT_NEAR(length_, 2.6, 0.001);
  }
}

TEST_F(film_times, of_few_pictures_per_second_are_kept_to_the_end) {
  struct {
    const char* file;
    const char* source;
    const char* coding;
    std::size_t pictures;
    double length;
  } const cases[] = {
      {"1.gif", "testsrc2=s=160x120:r=1:d=4", "", 4, 4},
      {"1.mp4", "testsrc2=s=160x120:r=1:d=4", "-c:v libx264 -preset ultrafast -pix_fmt yuv444p", 4, 4},
      {"2.webm", "testsrc2=s=160x120:r=2:d=3", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8", 6, 3},
      {"mixed.mp4", "testsrc2=s=160x120:r=10:d=3,select='lt(n,5)+eq(n,10)+eq(n,12)'",
       "-fps_mode passthrough -c:v libx264 -preset ultrafast -pix_fmt yuv444p", 7, 1.3},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.file);
    make(c.file, {"-f", "lavfi", "-i", c.source}, c.coding);
    fs::path film = ingest(c.file);
    if (film.empty()) continue;
    EXPECT_EQ(picture_times(film).size(), c.pictures);
    EXPECT_NEAR(length_, c.length, 0.11);
  }
}

// As programs do that cut films without coding them again: an edit list hides what lies between the key frame
// and the cut.
TEST_F(film_times, of_films_cut_between_key_frames_begin_at_the_cut) {
  make("long.mp4",
       {"-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=8", "-f", "lavfi", "-i", "sine=r=44100:d=8"},
       "-c:v libx264 -preset ultrafast -crf 10 -bf 3 -g 50 -pix_fmt yuv420p -c:a aac");
  for (const char* from : {"0.52", "2.52", "3.6"}) {
    SCOPED_TRACE(from);
    fakes::run_ffmpeg({"-ss", from, "-i", f_ / "long.mp4", "-t", "3", "-c", "copy", "-y", f_ / "cut.mp4"});
    fs::path film = ingest("cut.mp4");
    if (film.empty()) continue;
    EXPECT_NEAR(static_cast<double>(picture_times(film).size()), 75, 3);
    EXPECT_NEAR(length_, 3, 0.15);
    EXPECT_GT(testing::similarity(film, f_ / "cut.mp4", "null"), 0.9);
  }
}

}  // namespace
}  // namespace bangtin::media
