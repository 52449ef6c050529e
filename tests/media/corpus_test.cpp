// Runs the corpus of good and hostile files, if there is one beside the source tree. Its manifest states the
// expected result for every file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "base/text.hpp"
#include "media/worker.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using testing::temporary_folder;

struct row {
  std::string path, expected, why, codec;
  double width = 0;
  double height = 0;
  int pages = 0;
};

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

std::vector<row> read_manifest(const fs::path& file) {
  std::vector<row> rows;
  std::istringstream in(testing::get(file));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto f = split(line, '\t');
    f.resize(16);
    row r{unescaped(f[0]), f[2], f[3], f[8], std::atof(f[4].c_str()), std::atof(f[5].c_str()), 0};
    // "1800x1200" or "360x480 rotation=90": the size as shown.
    if (std::size_t x = f[6].find('x'); x != std::string::npos) {
      r.width = std::atof(f[6].c_str());
      r.height = std::atof(f[6].c_str() + x + 1);
    }
    if (f[7].ends_with("pages")) r.pages = std::atoi(f[7].c_str());
    rows.push_back(r);
  }
  return rows;
}

bool is_still_or_guide(const row& r) {
  return r.codec.starts_with("jpeg") || r.codec.starts_with("png") || r.codec.starts_with("svg") ||
         r.codec.starts_with("PDF");
}

void expect_right_size(const row& r, const ingested& i) {
  if (r.width <= 0) return;
  bool drawn = r.codec.starts_with("svg") || r.codec.starts_with("PDF");
  if (!drawn) {
    EXPECT_EQ(i.width, static_cast<int>(r.width)) << r.path;
    EXPECT_EQ(i.height, static_cast<int>(r.height)) << r.path;
    return;
  }
  bool landscape = r.width >= r.height;
  double factor = std::min((landscape ? 1920 : 1080) / r.width, (landscape ? 1080 : 1920) / r.height);
  EXPECT_NEAR(i.width, r.width * factor, 1) << r.path;
  EXPECT_NEAR(i.height, r.height * factor, 1) << r.path;
}

TEST(corpus, is_judged_as_its_manifest_says) {
  const fs::path corpus = BANGTIN_SOURCE_DIR "/../shared/corpus";
  if (!fs::exists(corpus / "MANIFEST.tsv")) GTEST_SKIP() << "there is no corpus beside the source tree";
  testing::use_real_worker();
  temporary_folder f;
  // The files with unusual names are in an archive.
  std::string unpack = "tar -xf '" + (corpus / "odd-names.tar").string() + "' -C '" + f.path().string() + "'";
  ASSERT_EQ(std::system(unpack.c_str()), 0);

  auto rows = read_manifest(corpus / "MANIFEST.tsv");
  ASSERT_GT(rows.size(), 50u);
  for (const row& r : rows) {
    SCOPED_TRACE(printable(r.path) + ": " + r.why);
    fs::path file = fs::is_symlink(f / r.path) || fs::exists(f / r.path) ? f / r.path : corpus / r.path;
    auto i = run_ingest(file, f / "out", {});
    if (i) {
      EXPECT_NE(r.expected, "reject");
      expect_right_size(r, *i);
      if (r.pages > 0) {
        EXPECT_EQ(i->pages, r.pages);
      }
      fs::remove_all(f / "out");
      continue;
    }
    EXPECT_FALSE(fs::exists(f / "out"));
    const error& e = i.error();
    EXPECT_FALSE(e.what.empty());
    EXPECT_FALSE(e.remedy.empty());
    EXPECT_TRUE(e.code == errc::invalid || e.code == errc::unsupported || e.code == errc::limit)
        << describe(e);
    EXPECT_EQ(describe(e).find("made the checking program stop"), std::string::npos) << "it crashed";
    if (r.expected == "accept") {
      EXPECT_EQ(e.code, errc::unsupported) << describe(e);
      EXPECT_FALSE(is_still_or_guide(r)) << describe(e);
    }
  }
}

// Longer than a minute: only three parts are decoded, so the test damages each part in turn.
TEST(corpus, long_video_is_looked_at_in_three_places) {
  const fs::path file = BANGTIN_SOURCE_DIR "/../shared/corpus/good/dai-90s-720p-5fps.mp4";
  if (!fs::exists(file)) GTEST_SKIP() << "there is no corpus beside the source tree";
  testing::use_real_worker();
  temporary_folder f;
  ASSERT_TRUE(run_ingest(file, f / "out", {}));
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
