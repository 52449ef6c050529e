// Every film is made by ffmpeg and measured by it, so that two programs must agree.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ostream>

#include "media/ingest/sound.hpp"
#include "media/sound_maker.hpp"

namespace bangtin::media {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* picture = "-f lavfi -i color=gray:size=64x64:rate=25";

fs::path film_with(const temporary_folder& t, const char* source, const char* coding, const char* ending) {
  fs::path in = t / (std::string("in") + ending);
  ffmpeg(
      fmt::format("{} -f lavfi -i \"{}\" -t 3 -c:v libx264 {} '{}'", picture, source, coding, in.string()));
  return in;
}

// How loud the tone is in the samples, as an amplitude.
double tone_in(const std::vector<float>& samples, double hertz) {
  double in_phase = 0;
  double in_quadrature = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / 48'000;
    in_phase += samples[i] * std::cos(angle);
    in_quadrature += samples[i] * std::sin(angle);
  }
  return 2 * std::hypot(in_phase, in_quadrature) / static_cast<double>(samples.size());
}

// When a click begins: a sample above half of the highest one, 0.3 s or more after the last.
std::vector<double> clicks_in(const std::vector<float>& samples) {
  float highest = 0;
  for (float x : samples) highest = std::max(highest, std::abs(x));
  std::vector<double> found;
  double last = -1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double at = static_cast<double>(i) / 48'000;
    if (std::abs(samples[i]) < highest / 2) continue;
    if (at - last > 0.3) found.push_back(at);
    last = at;
  }
  return found;
}

struct sound_case {
  const char* name;
  const char* source;  // of lavfi
  const char* coding;  // ffmpeg's options
  const char* ending;
  double lufs = ingest::house_lufs;
};
std::ostream& operator<<(std::ostream& o, const sound_case& c) {
  return o << c.name;
}

class sound_forms : public ::testing::TestWithParam<sound_case> {};

TEST_P(sound_forms, become_house_sound) {
  temporary_folder t;
  fs::path in = film_with(t, GetParam().source, GetParam().coding, GetParam().ending);
  auto done = give_house_sound(in, film_of(in, 3s), t / "out.mp4");
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  meter_reading m = read_meter(t / "out.mp4");
  EXPECT_NEAR(m.lufs, GetParam().lufs, 0.5);
  ASSERT_TRUE(done->treated_lufs);
  EXPECT_NEAR(*done->treated_lufs, m.lufs, 0.5);
  EXPECT_LE(m.peak_dbtp, ingest::max_true_peak_dbtp + 0.05);
}

constexpr const char* pink = "anoisesrc=c=pink:a=0.2:r=48000";
// Speech-like: short loud peaks over a tone that comes and goes.
constexpr const char* bursts =
    "aevalsrc='0.02*sin(2*PI*300*t)*between(mod(t,0.5),0,0.3)"
    "+0.9*exp(-mod(t,0.7)*300)*sin(2*PI*1200*t)':s=48000";
constexpr const char* clipped = "aevalsrc='clip(4*sin(2*PI*220*t)+2*sin(2*PI*553*t),-1,1)':s=44100";
constexpr const char* mono_8khz = "sine=f=440:r=8000";
constexpr const char* quiet = "sine=f=440:r=48000,volume=-35dB";

INSTANTIATE_TEST_SUITE_P(
    , sound_forms,
    ::testing::Values(
        sound_case{"aac_mono_8khz", mono_8khz, "-c:a aac -ac 1", ".mp4"},
        sound_case{"aac_noise", "anoisesrc=c=white:a=0.5:r=48000", "-c:a aac -ac 2", ".mp4"},
        sound_case{"flac_96khz", "anoisesrc=c=pink:a=0.2:r=96000", "-c:a flac -ac 2", ".mkv"},
        sound_case{"peaks_that_must_be_limited", bursts, "-c:a pcm_s16le -ac 2", ".mov"},
        sound_case{"mp3_clipped", clipped, "-c:a libmp3lame -ac 2", ".avi"},
        sound_case{"opus", pink, "-c:a libopus -ac 2", ".mkv"},
        sound_case{"mp2", pink, "-c:a mp2 -ac 2", ".mpg"},
        sound_case{"eac3", pink, "-c:a eac3 -ac 2", ".mp4"},
        sound_case{"pcm_wrongly_ordered", pink, "-c:a pcm_f64le -ac 2", ".mov"},
        sound_case{"adpcm", "anoisesrc=c=pink:a=0.2:r=44100", "-c:a adpcm_ima_wav -ac 2", ".avi"},
        sound_case{"aac_in_avi", pink, "-c:a aac -ac 2", ".avi"},
        sound_case{"aac_in_latm", pink, "-c:a aac -ac 2 -mpegts_flags latm", ".ts"},
        sound_case{"aac_as_private_data", pink, "-c:a aac -ac 2 -f mpegts -mpegts_m2ts_mode 1", ".ts"},
        sound_case{"dts_in_a_stream", pink, "-c:a dca -strict -2 -ac 2", ".ts"},
        sound_case{"mp3_in_a_stream", pink, "-c:a libmp3lame -ac 2", ".ts"},
        sound_case{"quiet_is_raised_by_20_db", quiet, "-c:a aac -ac 2", ".mp4", -36.8}),
    [](const auto& i) { return std::string(i.param.name); });

TEST(sound, of_six_channels_is_mixed_to_stereo_without_the_low_one) {
  temporary_folder t;
  const char* source =
      "aevalsrc='0.1*sin(2*PI*300*t)|0.1*sin(2*PI*400*t)|0.1*sin(2*PI*500*t)|0.1*sin(2*PI*60*t)|"
      "0.1*sin(2*PI*700*t)|0.1*sin(2*PI*800*t)':c=5.1:s=48000";
  fs::path in = film_with(t, source, "-c:a ac3", ".ts");
  auto done = give_house_sound(in, film_of(in, 3s), t / "out.mp4");
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  auto channels = decoded(t / "out.mp4");
  double front = tone_in(channels[0], 300);
  struct {
    double hertz;
    double left;
    double right;
  } const expected[] = {{300, 1, 0}, {400, 0, 1},    {500, 0.71, 0.71},
                        {60, 0, 0},  {700, 0.71, 0}, {800, 0, 0.71}};
  for (const auto& e : expected) {
    EXPECT_NEAR(tone_in(channels[0], e.hertz) / front, e.left, 0.05) << e.hertz;
    EXPECT_NEAR(tone_in(channels[1], e.hertz) / front, e.right, 0.05) << e.hertz;
  }
}

// A click at 0.5, 1.5 and 2.5 s.
constexpr const char* clicks = "aevalsrc='0.5*sin(2*PI*2000*t)*lt(mod(t+0.5,1),0.005)':s=48000";

struct place_case {
  const char* name;
  std::string input;  // of ffmpeg, picture and sound
  const char* ending;
  std::vector<double> clicks_s;
  std::chrono::nanoseconds origin{};
};
std::ostream& operator<<(std::ostream& o, const place_case& c) {
  return o << c.name;
}

class sound_places : public ::testing::TestWithParam<place_case> {};

TEST_P(sound_places, are_kept_within_10_ms) {
  temporary_folder t;
  fs::path in = t / (std::string("in") + GetParam().ending);
  ffmpeg(fmt::format("{} -t 4 '{}'", GetParam().input, in.string()));
  auto f = film_of(in, 3s);
  f.origin = GetParam().origin;
  auto done = give_house_sound(in, f, t / "out.mp4");
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  auto left = decoded(t / "out.mp4")[0];
  auto found = clicks_in(left);
  ASSERT_EQ(found.size(), GetParam().clicks_s.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], GetParam().clicks_s[i], 0.010);
  EXPECT_LE(static_cast<double>(left.size()) / 48'000, 3.05);
}

std::string with_clicks(const std::string& sound_options, const std::string& coding) {
  return fmt::format("{} {} -f lavfi -i \"{}\" -c:v libx264 -ac 2 {}", picture, sound_options, clicks,
                     coding);
}

INSTANTIATE_TEST_SUITE_P(
    , sound_places,
    ::testing::Values(
        place_case{"aac", with_clicks("", "-c:a aac"), ".mp4", {0.5, 1.5, 2.5}},
        place_case{"late_start", with_clicks("-itsoffset 0.7", "-c:a aac"), ".mp4", {1.2, 2.2}},
        place_case{"gap",
                   with_clicks("", "-af asetpts='PTS+gte(T\\,1)*0.4/TB' -c:a pcm_s16le"),
                   ".mkv",
                   {0.5, 1.9, 2.9}},
        place_case{"origin", with_clicks("", "-c:a aac"), ".mp4", {0.3, 1.3, 2.3}, 1200ms},
        place_case{"other_rate", with_clicks("", "-ar 22050 -c:a pcm_s16le"), ".mov", {0.5, 1.5, 2.5}}),
    [](const auto& i) { return std::string(i.param.name); });

TEST(sound, silence_stays_silent) {
  temporary_folder t;
  fs::path in = film_with(t, "anullsrc=r=44100:cl=mono", "-c:a aac", ".mp4");
  auto done = give_house_sound(in, film_of(in, 3s), t / "out.mp4");
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  EXPECT_TRUE(std::isinf(done->integrated_lufs));
  EXPECT_LE(read_meter(t / "out.mp4").peak_dbtp, -70);
}

TEST(sound, that_fits_needs_no_treatment) {
  temporary_folder t;
  fs::path in = film_with(t, "anoisesrc=c=pink:a=0.2:r=48000,volume=5.5dB", "-c:a pcm_s16le -ac 2", ".mov");
  auto measured = measure(in, film_of(in, 3s));
  ASSERT_TRUE(measured.has_value());
  EXPECT_TRUE(ingest::fits_house(*measured));
  EXPECT_NEAR(measured->integrated_lufs, read_meter(in).lufs, 0.1);
}

TEST(sound, with_damage_in_the_middle_is_refused_with_the_time) {
  temporary_folder t;
  fs::path in = t / "in.mp4";
  ffmpeg(fmt::format("-f lavfi -i {} -t 4 -c:a aac -b:a 128k -movflags +faststart '{}'", pink, in.string()));
  auto f = film_of(in, 4s);
  std::string bytes = get(in);
  for (std::size_t i = bytes.size() / 2; i < bytes.size() * 7 / 10; ++i)
    bytes[i] = static_cast<char>(i * i / 7);
  put(in, bytes);
  auto answer = measure(in, f);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, errc::invalid);
  EXPECT_THAT(describe(answer.error()), HasSubstr("its sound is damaged after"));
}

TEST(sound, in_a_format_without_decoder_is_refused_by_its_name) {
  temporary_folder t;
  fs::path in = film_with(t, pink, "-c:a wavpack", ".mkv");
  auto answer = measure(in, film_of(in, 3s));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, errc::unsupported);
  EXPECT_THAT(describe(answer.error()), HasSubstr("WavPack"));
}

// qtdemux alone mistakes the byte order of some, and has no times for any above 65,535 Hz.
TEST(sound, that_is_uncompressed_in_a_movie_is_as_loud_as_elsewhere) {
  temporary_folder t;
  constexpr const char* source = "sine=f=997:r=192000,volume=3";
  fs::path same = film_with(t, source, "-c:a pcm_s16le -ar 48000 -ac 2", ".mkv");
  auto expected = measure(same, film_of(same, 3s));
  ASSERT_TRUE(expected.has_value()) << describe(expected.error());
  struct {
    const char* coding;
    int rate;
  } const cases[] = {{"pcm_u8", 96'000},     {"pcm_s8", 192'000},   {"pcm_s16be", 96'000},
                     {"pcm_s24le", 192'000}, {"pcm_s24be", 96'000}, {"pcm_s32le", 44'100},
                     {"pcm_s32le", 96'000},  {"pcm_s32be", 44'100}, {"pcm_f32le", 88'200},
                     {"pcm_f64be", 96'000}};
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", c.coding, c.rate));
    fs::path in = film_with(t, source, fmt::format("-c:a {} -ar {} -ac 2", c.coding, c.rate).c_str(), ".mov");
    auto heard = measure(in, film_of(in, 3s));
    ASSERT_TRUE(heard.has_value()) << describe(heard.error());
    EXPECT_NEAR(heard->integrated_lufs, expected->integrated_lufs, 0.2);
    EXPECT_NEAR(heard->true_peak_dbtp, expected->true_peak_dbtp, 0.5);
  }
}

// Films that people made, with BANGTIN_LONG_TESTS in the environment.
TEST(sound, of_the_corpus_becomes_house_sound) {
  const fs::path corpus = BANGTIN_SOURCE_DIR "/../shared/corpus/good";
  if (std::getenv("BANGTIN_LONG_TESTS") == nullptr || !fs::exists(corpus)) GTEST_SKIP();
  temporary_folder t;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    std::string ending = entry.path().extension();
    constexpr std::string_view films = ".mp4 .mov .mkv .webm .avi .ts .mpg ";
    if (ending.empty() || films.find(ending + " ") == films.npos) continue;
    SCOPED_TRACE(entry.path().filename());
    auto f = film_of(entry.path(), 10min);
    if (f.sound.empty()) continue;
    auto done = give_house_sound(entry.path(), f, t / "out.mp4");
    ASSERT_TRUE(done.has_value()) << describe(done.error());
    if (std::isinf(done->integrated_lufs)) continue;
    meter_reading m = read_meter(t / "out.mp4");
    EXPECT_LE(m.peak_dbtp, ingest::max_true_peak_dbtp + 0.05);
    if (m.lufs == -70) continue;  // ffmpeg measures nothing that is shorter than 400 ms
    EXPECT_NEAR(m.lufs, std::min(ingest::house_lufs, done->integrated_lufs + 20), 0.5);
  }
}

}  // namespace
}  // namespace bangtin::media
