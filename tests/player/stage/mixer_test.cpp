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
