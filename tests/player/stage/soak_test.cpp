// Shows 2,000 items on one stage, each for a third of a second; with items of 20 s that would be eleven
// hours. Nothing may grow and nothing may be left behind. BANGTIN_LONG_TESTS=1 runs all of it (a quarter of
// an hour), otherwise 60 items.
#include <fmt/format.h>

#include <fstream>

#include "numbered.hpp"
#include "real_stage.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class stage_soak : public real_stage {
 protected:
  // Taken while the stage shows an image and no decoder lives.
  struct inventory {
    double own_mib = 0;
    double zygote_mib = 0;
    std::size_t files = 0;
    std::size_t zygotes = 0;
  };
  inventory take_stock() {
    EXPECT_TRUE(rest_until_alone());
    inventory i{memory_of("self"), 0, open_files(), 0};
    // The zygote's thread ends finished decoders, on a busy machine not at once.
    for (int look = 0; look < 20; ++look) {
      stage_->wait(now() + 50ms, -1);
      i.own_mib = std::min(i.own_mib, memory_of("self"));
    }
    for (pid_t pid : children("bangtin-zygote")) {
      i.zygote_mib += memory_of(std::to_string(pid));
      ++i.zygotes;
    }
    return i;
  }
  static double memory_of(const std::string& pid) {
    std::ifstream rollup("/proc/" + pid + "/smaps_rollup");
    std::string word;
    double kib = 0;
    double sum = 0;
    while (rollup >> word) {
      // Only memory of its own: file pages come and go with other programs.
      if ((word == "Pss_Anon:" || word == "Pss_Shmem:") && rollup >> kib) sum += kib / 1024;
    }
    return sum;
  }
  static picture_file item(const std::vector<fs::path>& files, cue_id id) {
    const fs::path& file = files[id % files.size()];
    bool video = file.extension() == ".mp4";
    // Some videos start in the middle.
    milliseconds offset = video && id % 5 == 0 ? 100ms : 0ms;
    auto kind = video ? picture_file::type::video : picture_file::type::image;
    return {kind, file, offset, 300ms, id % 2 == 0};
  }
};

TEST_F(stage_soak, nothing_grows_and_nothing_is_left_behind) {
  bool all = std::getenv("BANGTIN_LONG_TESTS") != nullptr;
  cue_id items = all ? 2000 : 60;
  cue_id settled = all ? 100 : 30;
  std::vector<fs::path> files{numbered_clip(folder_ / "a.mp4", {1920, 1080}, 1, 10),
                              numbered_still(folder_ / "b.png", {1920, 1080}, 2),
                              numbered_clip(folder_ / "c.mp4", {1280, 720}, 3, 10)};
  if (files[0].empty()) GTEST_SKIP() << "there is no encoder for H.264";
  std::optional<inventory> before;
  stage_->prepare(1, item(files, 1));
  for (cue_id id = 1; id <= items; ++id) {
    ASSERT_TRUE(ready_.contains(id) || await<cue_ready>(id)) << "item " << id;
    stage_->show(id, now(), {});
    ASSERT_TRUE(await<cue_began>(id)) << "item " << id;
    bool count = id == settled || id == items;
    // The next item is prepared while this one is on show; now and then it is dropped, as when plans change.
    if (id < items && !count) stage_->prepare(id + 1, item(files, id + 1));
    if (id % 7 == 0) {
      stage_->prepare(100'000 + id, item(files, id));
      stage_->drop(100'000 + id);
    }
    ASSERT_TRUE((!ended_.empty() && ended_.back().id == id) || await<cue_ended>(id)) << "item " << id;
    if (count) {
      // The same picture is on show at every count.
      cue_id still_id = 200'000 + id;
      stage_->prepare(still_id, item({files[1]}, 1));
      ASSERT_TRUE(await<cue_ready>(still_id));
      stage_->show(still_id, now(), {});
      ASSERT_TRUE(await<cue_ended>(still_id));
      inventory stock = take_stock();
      fmt::print("after {} items: {:.1f} MiB of its own, zygote {:.1f} MiB, {} descriptors\n", id,
                 stock.own_mib, stock.zygote_mib, stock.files);
      if (!before) before = stock;
      EXPECT_LE(stock.own_mib, before->own_mib * 1.05);
      EXPECT_LE(stock.zygote_mib, before->zygote_mib * 1.05);
      EXPECT_EQ(stock.files, before->files);
      EXPECT_LE(stock.zygotes, 1U);
      if (id < items) stage_->prepare(id + 1, item(files, id + 1));
    }
  }
  EXPECT_TRUE(failed_.empty()) << failed_.size() << " failed, the first as " << failed_[0].reason << ": "
                               << failed_[0].detail;
  stage_ = nullptr;
  EXPECT_TRUE(children().empty());
  EXPECT_TRUE(children("bangtin-zygote").empty());
}

}  // namespace
}  // namespace bangtin::player::stage
