// Tests broken and hostile files: the decoder gets them directly, past everything that would reject them
// before.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "real_stage.hpp"

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const fs::path corpus = BANGTIN_SOURCE_DIR "/../shared/corpus";

class hostile_files : public real_stage {};

// The files under bad/ that the manifest says must be rejected, and that are in the corpus.
std::vector<fs::path> to_be_refused() {
  std::vector<fs::path> files;
  std::ifstream manifest(corpus / "MANIFEST.tsv");
  for (std::string line; std::getline(manifest, line);) {
    std::istringstream fields(line);
    std::string path, kind, expected;
    std::getline(fields, path, '\t');
    std::getline(fields, kind, '\t');
    std::getline(fields, expected, '\t');
    bool plain = path.starts_with("bad/") && path.find('\\') == std::string::npos;
    if (plain && expected == "reject" && fs::is_regular_file(corpus / path)) files.push_back(corpus / path);
  }
  return files;
}

TEST_F(hostile_files, none_is_shown_as_if_it_were_whole_and_the_stage_goes_on) {
  std::vector<fs::path> files = to_be_refused();
  if (files.empty()) GTEST_SKIP() << "the corpus is not there";
  const fs::path poster = BANGTIN_SOURCE_DIR "/demo/ap-phich-2-phong-chong-lua-dao.jpg";
  cue_id id = 0;
  for (const fs::path& file : files) {
    for (picture_file::type kind : {picture_file::type::video, picture_file::type::image}) {
      // Longer than this test, so that a file that fails late does not seem to have reached its end.
      picture_file what{kind, file, 0ms, 1h, true};
      ++id;
      stage_->prepare(id, what);
      stage_->show(id, now(), {});
      auto ended = await<cue_ended>(id);
      EXPECT_FALSE(ended) << file.filename()
                          << (kind == picture_file::type::video ? " as video" : " as still")
                          << " was shown for " << (ended ? ended->shown.count() : 0) << " ms";
      EXPECT_FALSE(failed_.empty()) << file.filename() << ": neither shown nor failed";
    }
    ++id;
    stage_->prepare(id, picture_file{picture_file::type::image, poster, 0ms, 50ms});
    ASSERT_TRUE(await<cue_ready>(id)) << "what comes after " << file.filename() << " is shown";
    stage_->show(id, now(), {});
    ASSERT_TRUE(await<cue_ended>(id));
    EXPECT_EQ(ended_.back().frames, 1);
  }
  EXPECT_TRUE(rest_until_alone());
}

// Half of one of our own renditions: its index is at the front and complete.
TEST_F(hostile_files, half_a_video_is_not_a_whole_one) {
  const fs::path clip = BANGTIN_SOURCE_DIR "/demo/clip-1-loi-ich-15s-1080p.mp4";
  fs::copy_file(clip, folder_ / "half.mp4");
  fs::resize_file(folder_ / "half.mp4", fs::file_size(clip) / 2);
  stage_->prepare(1, picture_file{picture_file::type::video, folder_ / "half.mp4", 0ms, 15s});
  stage_->show(1, now(), {});
  auto ended = await<cue_ended>(1);
  EXPECT_FALSE(ended);
  EXPECT_EQ(failed_.size(), 1U);
}

}  // namespace
}  // namespace bangtin::player::stage
