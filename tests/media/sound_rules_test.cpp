#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "media/ingest/float_order.hpp"
#include "media/ingest/house_sound.hpp"
#include "media/ingest/loudness_meter.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr GstAudioChannelPosition mono[] = {GST_AUDIO_CHANNEL_POSITION_MONO};

struct heard {
  std::vector<float> left;
  std::vector<float> right;
  house_sound::receiver receive() {
    return [this](std::span<const float> frames) {
      for (std::size_t i = 0; i < frames.size(); i += 2) {
        left.push_back(frames[i]);
        right.push_back(frames[i + 1]);
      }
    };
  }
};

std::vector<float> tone(int rate, double hertz, double seconds, double amplitude = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(amplitude *
                                    std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
  }
  return samples;
}

class sound_rates : public ::testing::TestWithParam<int> {};

TEST_P(sound_rates, keep_tone_length_and_place) {
  int rate = GetParam();
  heard h;
  house_sound s(10s, {}, h.receive());
  s.set_format(rate, mono);
  auto in = tone(rate, 440, 1);
  std::size_t piece = 1000;
  for (std::size_t at = 0; at < in.size(); at += piece) {
    s.take(std::span(in).subspan(at, std::min(piece, in.size() - at)),
           nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(at) / rate)));
  }
  s.finish();
  ASSERT_EQ(h.left.size(), 48'000U);
  auto expected = tone(48'000, 440, 1);
  for (std::size_t i = 500; i < 47'500; ++i) ASSERT_NEAR(h.left[i], expected[i], 0.02) << i;
  EXPECT_EQ(h.left, h.right);
}

INSTANTIATE_TEST_SUITE_P(, sound_rates,
                         ::testing::Values(8'000, 11'025, 16'000, 22'050, 32'000, 44'100, 48'000, 88'200,
                                           96'000, 192'000),
                         [](const auto& i) { return "hz_" + std::to_string(i.param); });

TEST(sound_rules, each_channel_is_heard_where_it_stands) {
  struct {
    std::vector<GstAudioChannelPosition> channels;
    std::vector<stereo_share> mix;
  } const cases[] = {
      {{GST_AUDIO_CHANNEL_POSITION_MONO}, {{1, 1}}},
      {{GST_AUDIO_CHANNEL_POSITION_FRONT_CENTER}, {{1, 1}}},
      {{GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT, GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT}, {{1, 0}, {0, 1}}},
      {{GST_AUDIO_CHANNEL_POSITION_NONE, GST_AUDIO_CHANNEL_POSITION_NONE}, {{1, 0}, {0, 1}}},
      {{GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT, GST_AUDIO_CHANNEL_POSITION_LFE1,
        GST_AUDIO_CHANNEL_POSITION_SIDE_LEFT, GST_AUDIO_CHANNEL_POSITION_REAR_RIGHT,
        GST_AUDIO_CHANNEL_POSITION_REAR_CENTER},
       {{0, 1}, {0, 0}, {0.70710678F, 0}, {0, 0.70710678F}, {0.5F, 0.5F}}},
  };
  for (const auto& c : cases) EXPECT_EQ(stereo_mix(c.channels), c.mix);
}

TEST(sound_rules, wrong_times_cost_no_memory_and_no_time) {
  for (nanoseconds at : {nanoseconds(1h * 24 * 365), nanoseconds(-1h * 24 * 365)}) {
    heard h;
    house_sound s(2s, {}, h.receive());
    s.set_format(48'000, mono);
    s.take(tone(48'000, 440, 0.1), 0s);
    s.take(tone(48'000, 440, 0.1), at);
    s.finish();
    EXPECT_LE(h.left.size(), 96'000U);
    EXPECT_GE(h.left.size(), 4'800U);
  }
}

TEST(sound_rules, a_change_of_the_rate_keeps_the_place) {
  heard h;
  house_sound s(10s, {}, h.receive());
  for (int rate : {44'100, 48'000, 8'000}) {
    s.set_format(rate, mono);
    s.take(tone(rate, 440, 0.5), s.end());
  }
  s.finish();
  EXPECT_EQ(h.left.size(), 72'000U);
}

TEST(sound_rules, numbers_that_are_none_become_silence) {
  heard h;
  house_sound s(1s, {}, h.receive());
  s.set_format(48'000, mono);
  s.take(std::vector<float>{NAN, HUGE_VALF, 0.25F}, 0s);
  s.finish();
  EXPECT_EQ(h.left, (std::vector<float>{0, 0, 0.25F}));
}

RC_GTEST_PROP(limiter, keeps_true_peaks_below_its_ceiling, ()) {
  double ceiling = *rc::gen::inRange(-200, -5) / 10.0;
  auto bursts = *rc::gen::container<std::vector<std::pair<int, int>>>(
      5, rc::gen::pair(rc::gen::inRange(0, 20'000), rc::gen::inRange(50, 20'000)));
  std::vector<float> stereo(48'000);
  for (auto [at, hertz] : bursts) {
    for (int i = 0; i < 400; ++i) {
      double x = 3 * std::exp(-i / 100.0) * std::sin(2 * std::numbers::pi * hertz * i / 48'000);
      stereo[static_cast<std::size_t>(2 * (at + i) + hertz % 2)] += static_cast<float>(x);
    }
  }
  limiter l(ceiling);
  l.take(stereo);
  loudness_meter m;
  m.take(stereo);
  RC_ASSERT(m.so_far().true_peak_dbtp <= ceiling + 0.4);
}

TEST(limiter, leaves_sound_below_its_ceiling_as_it_is) {
  auto in = tone(48'000, 997, 1, 0.4);
  auto out = in;
  limiter l(-1.5);
  l.take(out);
  for (std::size_t i = 2 * limiter::latency; i < in.size(); ++i) {
    ASSERT_EQ(out[i], in[i - 2 * limiter::latency]) << i;
  }
}

// A sound whose loudness and peaks follow simple rules when it is treated and coded.
struct model {
  loudness source;
  double coding_lu = 0;     // what coding takes away
  double overshoot_db = 0;  // what coding adds to peaks
  double flattening = 0;    // LU lost for each dB by which peaks are limited

  loudness coded(const sound_treatment& t) const {
    double peak = source.true_peak_dbtp + t.gain_db;
    double limited = std::max(0.0, peak - t.ceiling_dbtp.value_or(peak));
    return {source.integrated_lufs + t.gain_db - coding_lu - flattening * limited,
            peak - limited + overshoot_db};
  }
};

TEST(treatment_search, finds_the_house_s_loudness) {
  struct {
    const char* name;
    model sound;
    double lufs;
  } const cases[] = {
      {"loud", {{-10, -0.1}}, -23},
      {"coding takes away", {{-20, -10}, 1.2}, -23},
      {"peaks are limited", {{-40, -6}, 0.1, 0.8, 0.3}, -23},
      {"coding adds much to peaks", {{-36, -8}, 0, 2.5, 0.1}, -23},
      {"quiet", {{-50, -40}}, -30},
      {"nothing but peaks", {{-45, -3}, 0, 0.5, 1}, -43.7},
  };
  for (const auto& c : cases) {
    treatment_search s(c.sound.source);
    int tries = 0;
    while (auto t = s.next()) {
      s.learn(c.sound.coded(*t));
      ASSERT_LE(++tries, 6) << c.name;
    }
    loudness got = c.sound.coded(s.best());
    EXPECT_NEAR(got.integrated_lufs, c.lufs, 0.5) << c.name;
    EXPECT_LE(got.true_peak_dbtp, max_true_peak_dbtp) << c.name;
  }
}

TEST(treatment_search, leaves_silence_alone) {
  treatment_search s({-HUGE_VAL, -80});
  EXPECT_FALSE(s.next());
  EXPECT_EQ(s.best(), sound_treatment{});
}

TEST(float_order, is_recognised_by_what_makes_sense) {
  for (bool big_endian : {false, true}) {
    auto samples = tone(48'000, 440, 0.01);
    auto bytes = std::as_writable_bytes(std::span(samples));
    if (big_endian) swap_floats(bytes, sizeof(float));
    EXPECT_TRUE(other_order_fits(bytes, sizeof(float), !big_endian));
    EXPECT_FALSE(other_order_fits(bytes, sizeof(float), big_endian));
  }
  std::vector<float> silence(100);
  EXPECT_FALSE(other_order_fits(std::as_bytes(std::span(silence)), sizeof(float), true));
}

TEST(loudness_meter, counts_a_sound_shorter_than_a_block_as_if_silence_followed) {
  loudness_meter m;
  std::vector<float> stereo;
  for (float x : tone(48'000, 997, 0.2)) stereo.insert(stereo.end(), {x, x});
  m.take(stereo);
  EXPECT_NEAR(m.so_far().integrated_lufs, -6.0 - 3.0, 0.2);
}

}  // namespace
}  // namespace bangtin::media::ingest
