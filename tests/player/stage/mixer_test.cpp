// Tests what is heard: volume, fades, and that the sound keeps in step with its picture.
#include "player/stage/mixer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
using player::decode::pcm_frame;

// A source that always plays the same sample, or plays the sample's own number.
struct tone {
  player::decode::pcm_writer writer;
  std::shared_ptr<player::decode::pcm_reader> reader;
};
tone make_tone(std::size_t frames, std::int16_t level) {
  auto file = player::decode::make_shared_file("test-sound", player::decode::pcm_ring_bytes);
  auto writes = player::decode::shared_memory::map(file->get(), player::decode::pcm_ring_bytes);
  auto reads = player::decode::shared_memory::map(file->get(), player::decode::pcm_ring_bytes);
  tone t{player::decode::pcm_writer(std::move(*writes)),
         std::make_shared<player::decode::pcm_reader>(std::move(*reads))};
  t.writer.write(std::vector<pcm_frame>(frames, {level, static_cast<std::int16_t>(-level)}));
  return t;
}

// Plays from `from` for `length`, in blocks like a device.
std::vector<pcm_frame> hear(mixer& m, microseconds from, microseconds length) {
  std::vector<pcm_frame> all;
  constexpr std::size_t block = 480;  // 10 ms
  for (microseconds t = from; t < from + length; t += 10ms) {
    std::vector<pcm_frame> out(block);
    m.fill(out, t);
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}
int left_at(const std::vector<pcm_frame>& heard, microseconds t) {
  return heard.at(static_cast<std::size_t>(t.count() * 48 / 1000)).left;
}
int largest_step(const std::vector<pcm_frame>& heard) {
  int most = 0;
  for (std::size_t i = 1; i < heard.size(); ++i)
    most = std::max(most, std::abs(heard[i].left - heard[i - 1].left));
  return most;
}

TEST(mixer, volume_is_a_percentage_of_the_file_s_own) {
  for (int volume : {0, 1, 25, 50, 100}) {
    tone t = make_tone(48000, 10000);
    mixer m;
    m.play(t.reader, 0us, volume);
    EXPECT_NEAR(left_at(hear(m, 0us, 100ms), 90ms), 100 * volume, 1) << volume;
  }
}

TEST(mixer, begins_and_ends_without_a_click) {
  tone t = make_tone(48000, 10000);
  mixer m;
  m.play(t.reader, 0us);
  auto heard = hear(m, 0us, 100ms);
  EXPECT_EQ(left_at(heard, 50ms), 10000);
  EXPECT_LE(largest_step(heard), 50);
  m.play(nullptr, 100ms);
  auto after = hear(m, 100ms, 50ms);
  EXPECT_LE(largest_step(after), 50);
  EXPECT_EQ(after.back(), pcm_frame{});
  EXPECT_TRUE(m.silent());
}

TEST(mixer, a_fade_lets_both_be_heard) {
  tone a = make_tone(60000, 8000);
  tone b = make_tone(60000, -8000);
  mixer m;
  m.play(a.reader, 0us);
  EXPECT_EQ(left_at(hear(m, 0us, 200ms), 190ms), 8000);
  m.play(b.reader, 200ms, 100, 400ms);
  auto heard = hear(m, 200ms, 500ms);
  EXPECT_LE(largest_step(heard), 60);
  EXPECT_GT(left_at(heard, 20ms), 6500);
  EXPECT_NEAR(left_at(heard, 200ms), 8000 * (3 - 3) / 4, 60) << "as loud as each other in the middle";
  EXPECT_LT(left_at(heard, 380ms), -6500);
  EXPECT_EQ(left_at(heard, 450ms), -8000);
  EXPECT_FALSE(m.silent());
}

TEST(mixer, a_cut_ends_what_was_heard_at_once) {
  tone a = make_tone(60000, 8000);
  tone b = make_tone(60000, 2000);
  mixer m;
  m.play(a.reader, 0us);
  hear(m, 0us, 100ms);
  m.play(b.reader, 100ms);
  auto heard = hear(m, 100ms, 100ms);
  EXPECT_NEAR(left_at(heard, 11ms), 2000, 1);
  EXPECT_LE(largest_step(heard), 60);
}

TEST(mixer, sound_which_has_fallen_behind_jumps_to_its_place) {
  tone t = make_tone(4800, 1000);  // 100 ms
  t.writer.write(std::vector<pcm_frame>(40000, {5000, 5000}));
  mixer m;
  m.play(t.reader, 0us);
  EXPECT_EQ(left_at(hear(m, 0us, 20ms), 19ms), 1000);
  auto later = hear(m, 200ms, 100ms);  // the device asked for nothing for 180 ms
  EXPECT_EQ(left_at(later, 90ms), 5000);
  EXPECT_LE(largest_step(later), 60);
}

TEST(mixer, what_is_too_loud_together_is_cut_off_and_does_not_wrap) {
  tone a = make_tone(60000, 32000);
  tone b = make_tone(60000, 32000);
  mixer m;
  m.play(a.reader, 0us);
  hear(m, 0us, 100ms);
  m.play(b.reader, 100ms, 100, 200ms);
  for (const pcm_frame& f : hear(m, 100ms, 300ms)) {
    EXPECT_GT(f.left, 20000);
    EXPECT_LT(f.right, -20000);
  }
}

TEST(mixer, fades_within_fades_stay_bounded) {
  mixer m;
  for (int i = 0; i < 100; ++i) {
    tone t = make_tone(48000, 1000);
    m.play(t.reader, 1us * i, 100, 10s);
    std::vector<pcm_frame> out(480);
    m.fill(out, 1us * i);
    m.release_ended();
    EXPECT_LE(std::abs(int{out.back().left}), 4000);
  }
  m.play(nullptr, 1ms);
  hear(m, 1ms, 11s);
  EXPECT_TRUE(m.silent());
}

// ---- the rule about seams: whatever happens to a sound of this level, two neighbouring samples differ by no
// more than a fade of 5 ms of it changes them, for each of the sounds that are heard.

constexpr std::int16_t full = 32000;
constexpr int step_of_one = full / 240 + 2;

struct seam {
  const char* name;
  int voices;  // heard at once
  void (*happen)(mixer& m, std::vector<pcm_frame>& heard);
};
void PrintTo(const seam& s, std::ostream* out) {
  *out << s.name;
}

void listen(mixer& m, std::vector<pcm_frame>& heard, microseconds from, microseconds length) {
  auto more = hear(m, from, length);
  heard.insert(heard.end(), more.begin(), more.end());
}

class at_a_seam : public testing::TestWithParam<seam> {};

TEST_P(at_a_seam, there_is_no_step_in_the_sound) {
  mixer m;
  std::vector<pcm_frame> heard;
  GetParam().happen(m, heard);
  m.play(nullptr, 10s);
  listen(m, heard, 10s, 20ms);
  EXPECT_LE(largest_step(heard), step_of_one * GetParam().voices);
  auto loudest = std::max_element(heard.begin(), heard.end(), [](auto a, auto b) { return a.left < b.left; });
  EXPECT_GT(loudest->left, full * 9 / 10) << "it was heard";
  EXPECT_EQ(heard.back(), pcm_frame{});
  EXPECT_TRUE(m.silent());
}

INSTANTIATE_TEST_SUITE_P(mixer, at_a_seam,
                         testing::Values(seam{"the file ends at full amplitude", 1,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(4800, full).reader, 0us);
                                                listen(m, heard, 0us, 150ms);
                                              }},
                                         seam{"the file ends within a piece", 1,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(4801, full).reader, 0us);
                                                listen(m, heard, 0us, 150ms);
                                              }},
                                         seam{"the decoder is too slow, and goes on", 1,
                                              [](mixer& m, auto& heard) {
                                                tone t = make_tone(4800, full);
                                                m.play(t.reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                t.writer.write(std::vector<pcm_frame>(4800, {full, full}));
                                                listen(m, heard, 100ms, 150ms);
                                              }},
                                         seam{"the writer overtakes the reader", 2,
                                              [](mixer& m, auto& heard) {
                                                tone t = make_tone(60000, full);
                                                m.play(t.reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                t.writer.write(std::vector<pcm_frame>(64000, {-full, -full}));
                                                listen(m, heard, 100ms, 100ms);
                                              }},
                                         seam{"the device stops for a while", 1,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(60000, full).reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                listen(m, heard, 500ms, 100ms);
                                              }},
                                         seam{"a cut", 2,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(48000, full).reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                m.play(make_tone(48000, -full).reader, 100ms);
                                                listen(m, heard, 100ms, 100ms);
                                              }},
                                         seam{"a fade that is told of late", 2,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(48000, full).reader, 0us);
                                                listen(m, heard, 0us, 200ms);
                                                m.play(make_tone(48000, -full).reader, 50ms, 100, 200ms);
                                                listen(m, heard, 200ms, 100ms);
                                              }},
                                         seam{"a fade that is over before it is told of", 2,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(48000, full).reader, 0us);
                                                listen(m, heard, 0us, 200ms);
                                                m.play(make_tone(48000, -full).reader, 50ms, 100, 100ms);
                                                listen(m, heard, 200ms, 100ms);
                                              }},
                                         seam{"a cut within a fade", 3,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(48000, full).reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                m.play(make_tone(48000, -full).reader, 100ms, 100, 200ms);
                                                listen(m, heard, 100ms, 50ms);
                                                m.play(make_tone(48000, full).reader, 150ms);
                                                listen(m, heard, 150ms, 100ms);
                                              }},
                                         seam{"more sounds than there are voices", 2,
                                              [](mixer& m, auto& heard) {
                                                m.play(make_tone(48000, full).reader, 0us);
                                                listen(m, heard, 0us, 100ms);
                                                for (int i = 0; i < 8; ++i)
                                                  m.play(make_tone(48000, full).reader, 100ms, 100, 1s);
                                                listen(m, heard, 100ms, 100ms);
                                              }}));

// A sound of 10 ms whose memory reports which thread unmapped it.
std::shared_ptr<player::decode::pcm_reader> watched(std::optional<std::thread::id>& unmapped_by) {
  auto file = player::decode::make_shared_file("test-sound", player::decode::pcm_ring_bytes);
  auto memory = player::decode::shared_memory::map(file->get(), player::decode::pcm_ring_bytes);
  return {new player::decode::pcm_reader(std::move(*memory)), [&unmapped_by](player::decode::pcm_reader* r) {
            unmapped_by = std::this_thread::get_id();
            delete r;
          }};
}

TEST(mixer, the_devices_thread_never_unmaps_a_sound) {
  std::optional<std::thread::id> unmapped_by[2];
  mixer m;
  m.play(watched(unmapped_by[0]), 0us);
  m.play(watched(unmapped_by[1]), 1ms);
  m.play(nullptr, 2ms);
  std::thread([&] { hear(m, 0us, 100ms); }).join();
  EXPECT_TRUE(m.silent());
  for (const auto& by : unmapped_by) EXPECT_FALSE(by);
  m.release_ended();
  for (const auto& by : unmapped_by) EXPECT_EQ(by, std::this_thread::get_id());
}

TEST(mixer, that_nobody_empties_unmaps_no_sound_on_the_devices_thread_either) {
  constexpr int many = 40;
  std::vector<std::optional<std::thread::id>> unmapped_by(many);
  auto m = std::make_unique<mixer>();
  for (int i = 0; i < many; ++i) {
    m->play(watched(unmapped_by[static_cast<std::size_t>(i)]), 1ms * i);
    std::thread([&] { hear(*m, 1ms * i, 10ms); }).join();
  }
  m->play(nullptr, 1s);
  for (int i = 0; i < 10; ++i) {
    hear(*m, 1s, 10ms);
    m->release_ended();
  }
  EXPECT_TRUE(m->silent());
  for (const auto& by : unmapped_by) EXPECT_EQ(by, std::this_thread::get_id());
}

}  // namespace
}  // namespace bangtin::player::stage
