// Runs the corpus of good and hostile files, if there is one beside the source tree, and what the trial
// found. The corpus' manifest states the expected result for every file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "base/text.hpp"
#include "media/worker.hpp"
#include "support/environment.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using playlists::programme::media_kind;
using testing::temporary_folder;

struct row {
  std::string path, kind, expected, why, codec;
  double width = 0;
  double height = 0;
  int pages = 0;
  double seconds = 0;
};

void PrintTo(const row& r, std::ostream* out) {
  *out << printable(r.path) << " (" << r.why << ")";
}

// Resolves the manifest's escapes in names.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

// One row without a path where there is no corpus.
std::vector<row> read_manifest() {
  std::vector<row> rows;
  std::istringstream in(testing::get(fakes::shared_folder() / "corpus/MANIFEST.tsv"));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto f = split(line, '\t');
    f.resize(16);
    row r{unescaped(f[0]), f[1], f[2], f[3], f[8], std::atof(f[4].c_str()), std::atof(f[5].c_str())};
    // "1800x1200" or "360x480 rotation=90": the size as shown.
    if (std::size_t x = f[6].find('x'); x != std::string::npos) {
      r.width = std::atof(f[6].c_str());
      r.height = std::atof(f[6].c_str() + x + 1);
    }
    if (f[7].ends_with("pages")) r.pages = std::atoi(f[7].c_str());
    if (r.pages == 0) r.seconds = std::atof(f[7].c_str());
    rows.push_back(r);
  }
  if (rows.empty()) rows.emplace_back();
  return rows;
}

// By how much a file of this kind is scaled for a screen.
double scale_of(const row& r, media_kind kind) {
  bool landscape = r.width >= r.height;
  double fits_hd = std::min((landscape ? 1920 : 1080) / r.width, (landscape ? 1080 : 1920) / r.height);
  bool drawn = r.codec.starts_with("svg") || r.codec.starts_with("PDF");
  if (drawn) return fits_hd;
  if (kind == media_kind::video) return std::min(1.0, fits_hd);
  return std::min(1.0, std::min(3840 / r.width, 2160 / r.height));
}

void expect_right(const row& r, const ingested& i) {
  if (r.width > 0) {
    double factor = scale_of(r, i.kind);
    EXPECT_NEAR(i.width, r.width * factor, 1.5);
    EXPECT_NEAR(i.height, r.height * factor, 1.5);
  }
  EXPECT_EQ(i.pages, i.kind == media_kind::pages && r.pages > 0 ? r.pages : i.pages);
  if (i.kind == media_kind::video && r.seconds > 0) {
    EXPECT_NEAR(static_cast<double>(i.duration.count()) / 1000, r.seconds, 0.25)
        << "the manifest counts subtitles, too";
  }
}

class corpus : public ::testing::TestWithParam<row> {
 protected:
  static void SetUpTestSuite() {
    testing::use_real_worker();
    unpacked_ = new temporary_folder;
    fs::path odd_names = fakes::shared_folder() / "corpus/odd-names.tar";
    if (!fs::exists(odd_names)) return;
    // The files with unusual names are in an archive.
    std::string unpack = "tar -xf '" + odd_names.string() + "' -C '" + unpacked_->path().string() + "'";
    ASSERT_EQ(std::system(unpack.c_str()), 0);
  }
  static void TearDownTestSuite() { delete unpacked_; }

  static inline temporary_folder* unpacked_ = nullptr;
};

TEST_P(corpus, is_judged_as_its_manifest_says) {
  const row& r = GetParam();
  if (r.path.empty()) GTEST_SKIP() << "there is no corpus beside the source tree";
  temporary_folder f;
  fs::path odd = *unpacked_ / r.path;
  fs::path file = fs::is_symlink(odd) || fs::exists(odd) ? odd : fakes::shared_folder() / "corpus" / r.path;
  auto i = run_ingest(file, f / "out", {});
  if (i) {
    EXPECT_NE(r.expected, "reject");
    expect_right(r, *i);
    return;
  }
  const error& e = i.error();
  EXPECT_NE(r.expected, "accept") << describe(e);
  EXPECT_FALSE(fs::exists(f / "out"));
  EXPECT_FALSE(e.what.empty());
  EXPECT_FALSE(e.remedy.empty());
  EXPECT_TRUE(e.code == errc::invalid || e.code == errc::unsupported || e.code == errc::limit) << describe(e);
  EXPECT_EQ(describe(e).find("made the checking program stop"), std::string::npos) << "it crashed";
}

INSTANTIATE_TEST_SUITE_P(manifest, corpus, ::testing::ValuesIn(read_manifest()));

struct trial_case {
  const char* file;
  const char* refusal;  // part of it; null: accepted
  int duration_ms = 0;
  bool kept = false;  // bit for bit
};

void PrintTo(const trial_case& c, std::ostream* out) {
  *out << c.file;
}

class trial : public ::testing::TestWithParam<trial_case> {};

TEST_P(trial, is_judged_as_is_right) {
  const trial_case& c = GetParam();
  fs::path file = fakes::shared_folder() / "trial/media" / c.file;
  if (!fs::exists(file)) GTEST_SKIP() << "the trial's files are not beside the source tree";
  testing::use_real_worker();
  temporary_folder f;
  auto i = run_ingest(file, f / "out", {});
  if (c.refusal != nullptr) {
    ASSERT_FALSE(i);
    EXPECT_NE(describe(i.error()).find(c.refusal), std::string::npos) << describe(i.error());
    return;
  }
  ASSERT_TRUE(i) << describe(i.error());
  EXPECT_NEAR(static_cast<double>(i->duration.count()), c.duration_ms, 34);
  EXPECT_TRUE(i->made.empty() || !c.kept);
}

INSTANTIATE_TEST_SUITE_P(files, trial,
                         ::testing::Values(trial_case{"vfr.mp4", nullptr, 8'000, true},
                                           trial_case{"late_video.mp4", nullptr, 6'000},
                                           trial_case{"full-range-no-matrix.mp4", nullptr, 2'000, true},
                                           trial_case{"first-box-free.mov", nullptr, 2'000},
                                           trial_case{"fps-30-vs-30.mp4", nullptr, 1'029},
                                           trial_case{"motion-photo.jpg", nullptr},
                                           trial_case{"gray-2x2.jpg", nullptr},
                                           trial_case{"gama-1.0-rgb8.png", nullptr},
                                           trial_case{"encrypted-cenc.mp4", "copy-protected"},
                                           trial_case{"vvc.mp4", "H.266 (VVC)"}));

// Nobody looks at every minute of a long film before it is shown.
TEST(long_film, with_a_hole_anywhere_is_refused) {
  const fs::path file = fakes::shared_folder() / "corpus/good/dai-90s-720p-5fps.mp4";
  if (!fs::exists(file)) GTEST_SKIP() << "there is no corpus beside the source tree";
  testing::use_real_worker();
  temporary_folder f;
  const std::string whole = testing::get(file);
  for (double place : {0.0, 0.45, 0.85}) {
    std::string holed = whole;
    auto length = static_cast<double>(whole.size());
    std::fill_n(holed.begin() + 200 + static_cast<std::ptrdiff_t>(place * length),
                static_cast<std::ptrdiff_t>(length / 9), '\0');
    testing::put(f / "holed", holed);
    EXPECT_FALSE(run_ingest(f / "holed", f / "out2", {})) << place;
    fs::remove_all(f / "out2");
  }
}

}  // namespace
}  // namespace bangtin::media
