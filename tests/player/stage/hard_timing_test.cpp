// Plays films whose timing is hard on a virtual screen, with real decoder processes: the desk's length, the
// time shown and the frames agree, so that the play is complete. Joining one shows the frame that stands
// there.
//
// "Every frame shown" means that the stage put every frame into the window, each after its time, and let none
// go as late. Whether a display with 60 Hz then also scans out every one of 59.94 a second cannot be seen
// here; it does when frames reach it at equal distances, because they are further apart than its refreshes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/files.hpp"
#include "media/asset.hpp"
#include "real_stage.hpp"
#include "support/hard_clips.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using fakes::hard_clip;

// As the player's play book judges it.
bool complete(milliseconds shown, milliseconds planned) {
  return shown.count() * 100 >= planned.count() * 95;
}

class hard_timing : public real_stage {
 protected:
  void SetUp() override {
    if (!fakes::ffmpeg_there()) GTEST_SKIP() << "ffmpeg is not installed";
    real_stage::SetUp();
  }

  result<media::ingested> at_the_desk(const fs::path& file) {
    fs::remove_all(folder_ / "ingested");
    return media::run_ingest(file, folder_ / "ingested", {});
  }

  std::optional<cue_ended> play(const picture_file& what) {
    cue_id id = ++latest_;
    stage_->prepare(id, what);
    if (!await<cue_ready>(id)) return std::nullopt;
    stage_->show(id, now() + 20ms, {});
    return await<cue_ended>(id);
  }

  // A busy machine may cost a frame; then the clip is played again, at most twice.
  void expect_complete(const std::string& name, const fs::path& file, milliseconds length,
                       std::int64_t frames, bool sound) {
    cue_ended last{};
    for (int attempt = 0; attempt < 3; ++attempt) {
      auto ended = play({picture_file::type::video, file, 0ms, length, sound});
      ASSERT_TRUE(ended) << name << ": " << (failed_.empty() ? "" : failed_.back().detail);
      last = *ended;
      if (last.dropped == 0 && complete(last.shown, length)) break;
    }
    EXPECT_EQ(last.frames, frames) << name;
    EXPECT_EQ(last.dropped, 0) << name;
    EXPECT_TRUE(complete(last.shown, length)) << name << ": " << last.shown.count() << " ms shown";
    EXPECT_LE(last.shown, length) << name;
  }

  cue_id latest_ = 0;
};

TEST_F(hard_timing, every_kind_completes_with_every_frame_shown) {
  for (const hard_clip& c : fakes::hard_clips()) {
    fs::path file = fakes::make(c, folder_.path());
    auto taken = at_the_desk(file);
    ASSERT_TRUE(taken) << c.name << ": " << describe(taken.error());
    EXPECT_LE(std::abs((taken->duration - c.length).count()), 25) << c.name << ": what the desk says";
    // The film itself, although the desk makes another one of some: the player must not depend on that.
    expect_complete(c.name, file, taken->duration, std::ssize(c.frames), c.sound.count() > 0);
  }
}

// The grey of the picture's middle.
int grey(sdl_stage& stage) {
  auto seen = stage.grab({192, 108});
  EXPECT_TRUE(seen);
  return seen ? seen->pixels[static_cast<std::size_t>((54 * seen->size.width + 96) * 4 + 1)] : -1;
}

// All places with BANGTIN_LONG_TESTS=1, else one of them for every other film, in turn.
std::vector<int> places_of(std::size_t film) {
  const std::vector<int> all{20, 45, 70, 95};
  if (std::getenv("BANGTIN_LONG_TESTS") != nullptr) return all;
  return film % 2 == 0 ? std::vector<int>{all[film / 2 % all.size()]} : std::vector<int>{};
}

TEST_F(hard_timing, joining_shows_the_frame_that_stands_there_and_all_that_follow) {
  std::size_t film = 0;
  for (const hard_clip& c : fakes::hard_clips()) {
    fs::path file = fakes::make(c, folder_.path());
    for (int percent : places_of(film++)) {
      // In the middle between two frames of 25 a second, where rounding decides nothing.
      milliseconds offset = c.length * percent / 100 / 40ms * 40ms + 20ms;
      auto next = std::find_if(c.frames.begin(), c.frames.end(), [&](auto f) { return f.due > offset; });
      auto first = next == c.frames.begin() ? next : next - 1;
      std::string what = fmt::format("{} at {} ms", c.name, offset.count());

      cue_id id = ++latest_;
      stage_->prepare(id, picture_file{picture_file::type::video, file, offset, c.length - offset});
      ASSERT_TRUE(await<cue_ready>(id)) << what << (failed_.empty() ? "" : ": " + failed_.back().detail);
      // Its first picture, and no further one.
      stage_->show(id, now(), {});
      ASSERT_TRUE(await<cue_began>(id)) << what;
      int seen = grey(*stage_);
      auto ended = await<cue_ended>(id);
      ASSERT_TRUE(ended) << what;
      bool standing = std::any_of(first, std::min(first + 8, c.frames.end()),
                                  [&](auto f) { return std::abs(seen - fakes::grey_of(f.number)) <= 5; });
      // After a seek into an open GOP libavcodec lacks pictures that later ones are weighted by, until the
      // next IDR picture: greys are off by up to 20.
      EXPECT_TRUE(standing || c.leading > 0)
          << what << ": grey " << seen << " instead of " << fakes::grey_of(first->number);
      EXPECT_LE(std::abs(ended->frames + ended->dropped - (c.frames.end() - first)), 1 + c.leading) << what;
      EXPECT_TRUE(complete(ended->shown + 100ms, c.length - offset)) << what << ": " << ended->shown.count();
    }
  }
}

// What the stage sent to the device, as seconds of sound that is not silence.
double seconds_heard(const fs::path& raw) {
  std::string bytes = *read_file(raw, 64U << 20);
  double blocks = 0;
  constexpr std::size_t block = 4800 * 4;  // a tenth of a second
  for (std::size_t at = 0; at + block <= bytes.size(); at += block) {
    auto end = bytes.begin() + static_cast<std::ptrdiff_t>(at + block);
    auto loud = std::count_if(end - block, end, [](char c) { return c != 0; });
    if (loud > static_cast<std::ptrdiff_t>(block / 4)) ++blocks;
  }
  return blocks / 10;
}

TEST_F(hard_timing, sound_is_heard_wherever_its_pictures_are) {
  for (const hard_clip& c : fakes::hard_clips()) {
    if (c.sound < 2s) continue;
    stage_ = nullptr;
    ::setenv("SDL_AUDIODRIVER", "disk", 1);
    fs::path raw = folder_ / (c.name + ".raw");
    ::setenv("SDL_DISKAUDIOFILE", raw.c_str(), 1);
    stage_options options;
    options.path = output_path::surface;
    stage_ = std::move(*sdl_stage::open(options));
    ASSERT_TRUE(play({picture_file::type::video, fakes::make(c, folder_.path()), 0ms, c.length, true}));
    stage_ = nullptr;
    double planned = static_cast<double>(std::min(c.sound, c.length).count()) / 1000;
    EXPECT_GT(seconds_heard(raw), planned * 0.8) << c.name;
  }
}

TEST_F(hard_timing, recordings_from_the_trial_complete) {
  const fs::path media = BANGTIN_SOURCE_DIR "/../shared/trial/media";
  struct {
    const char* name;
    int length_ms;
    std::int64_t frames;
  } const cases[] = {{"vfr.mp4", 8000, 74}, {"late_video.mp4", 6000, 100}};
  for (const auto& c : cases) {
    if (!fs::exists(media / c.name)) GTEST_SKIP() << media << " is not here";
    auto taken = at_the_desk(media / c.name);
    ASSERT_TRUE(taken) << c.name << ": " << describe(taken.error());
    EXPECT_EQ(taken->duration.count(), c.length_ms) << c.name;
    expect_complete(c.name, media / c.name, taken->duration, c.frames, true);
  }
}

}  // namespace
}  // namespace bangtin::player::stage
