#include "player/overlay/subtitle_track.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace bangtin::player::overlay {
namespace {

using subtitle = media::subtitles::cue;
using std::chrono::milliseconds;

const std::vector<subtitle> talk{{milliseconds(1000), milliseconds(3000), "Một"},
                                 {milliseconds(2000), milliseconds(2500), "Hai\nBa"},
                                 {milliseconds(3000), milliseconds(4000), "Bốn"}};

TEST(a_subtitle_track, says_what_is_to_be_read_from_its_first_instant_to_its_last) {
  subtitle_track track(talk);
  const std::vector<std::pair<int, std::string>> cases{{0, ""},
                                                       {999'999, ""},
                                                       {1'000'000, "Một"},
                                                       {1'999'999, "Một"},
                                                       {2'000'000, "Một\nHai\nBa"},
                                                       {2'499'999, "Một\nHai\nBa"},
                                                       {2'500'000, "Một"},
                                                       {3'000'000, "Bốn"},
                                                       {3'999'999, "Bốn"},
                                                       {4'000'000, ""}};
  for (const auto& [us, text] : cases) EXPECT_EQ(track.text_at(microseconds(us)), text) << us;
  EXPECT_EQ(track.next_change(microseconds(0)), milliseconds(1000));
  EXPECT_EQ(track.next_change(milliseconds(2000)), milliseconds(2500));
  EXPECT_EQ(track.next_change(milliseconds(3500)), milliseconds(4000));
  EXPECT_EQ(track.next_change(milliseconds(4000)), std::nullopt);
  EXPECT_EQ(subtitle_track({}).text_at(milliseconds(1)), "");
}

// Compares with a simple search through all subtitles, at every millisecond.
RC_GTEST_PROP(a_subtitle_track, of_any_subtitles_is_as_they_say, ()) {
  std::vector<subtitle> all;
  int count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    int from = *rc::gen::inRange(0, 60);
    all.push_back({milliseconds(from), milliseconds(from + *rc::gen::inRange(1, 40)),
                   std::string(1, static_cast<char>('a' + i))});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  subtitle_track track(all);
  std::string before = track.text_at(microseconds(-1));
  microseconds change = track.next_change(microseconds(-1)).value_or(milliseconds(1000));
  for (milliseconds t(0); t < milliseconds(110); t += milliseconds(1)) {
    std::vector<std::string> on;
    for (const subtitle& s : all) {
      if (s.from <= t && t < s.to) on.push_back(s.text);
    }
    if (on.size() > 4) on.erase(on.begin(), on.end() - 4);
    std::string expected;
    for (const std::string& s : on) expected += (expected.empty() ? "" : "\n") + s;
    RC_ASSERT(track.text_at(t) == expected);
    RC_ASSERT(expected == before || change == t);
    before = expected;
    if (change <= t) change = track.next_change(t).value_or(milliseconds(1000));
    RC_ASSERT(change > t);
  }
}

// A disk on which one file hangs until it is released.
struct slow_disk {
  std::promise<void> hangs;
  std::promise<void> release;
  std::atomic<int> reads = 0;
  subtitle_reader::read_function reads_as(const std::vector<subtitle>& what) {
    return [this, what](const std::filesystem::path& file) -> std::shared_ptr<const subtitle_track> {
      ++reads;
      if (file == "hangs") {
        hangs.set_value();
        release.get_future().wait();
        return std::make_shared<const subtitle_track>(std::vector<subtitle>{});
      }
      return file == "broken" ? nullptr : std::make_shared<const subtitle_track>(what);
    };
  }
};
void wait_for(const subtitle_reader& r) {
  while (!r.done()) std::this_thread::yield();
}

TEST(a_subtitle_reader, that_waits_for_a_disk_holds_nobody_up_and_gives_the_file_asked_for_last) {
  slow_disk disk;
  subtitle_reader reader(disk.reads_as(talk));
  reader.read("hangs");
  disk.hangs.get_future().wait();
  EXPECT_FALSE(reader.done());
  reader.read("a.srt");
  EXPECT_FALSE(reader.done());
  EXPECT_EQ(reader.track(), nullptr);
  disk.release.set_value();
  wait_for(reader);
  ASSERT_NE(reader.track(), nullptr);
  EXPECT_EQ(reader.track()->text_at(milliseconds(1500)), "Một");
}

TEST(a_subtitle_reader, reads_one_file_after_the_other_and_forgets_the_one_before) {
  slow_disk disk;
  subtitle_reader reader(disk.reads_as(talk));
  EXPECT_TRUE(reader.done());
  for (const char* file : {"a.srt", "broken", "b.srt"}) {
    reader.read(file);
    wait_for(reader);
    EXPECT_EQ(reader.track() == nullptr, std::string(file) == "broken") << file;
  }
  reader.read({});
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.track(), nullptr);
  EXPECT_EQ(disk.reads, 3);
}

}  // namespace
}  // namespace bangtin::player::overlay
