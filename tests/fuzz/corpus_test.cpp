// Runs every file of the fuzzers' corpus, written by hand or found, through the same functions: without
// clang, and with the sanitizers of the build.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "fuzz/entries.hpp"

namespace bangtin::fuzz {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> corpus_of(const entry& e) {
  std::vector<fs::path> files;
  for (const auto& file :
       fs::directory_iterator(fs::path(BANGTIN_SOURCE_DIR "/tests/fuzz/corpus") / e.name)) {
    files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class the_kept_corpus : public ::testing::TestWithParam<entry> {};

TEST_P(the_kept_corpus, breaks_no_promise) {
  const std::vector<fs::path> files = corpus_of(GetParam());
  ASSERT_GE(files.size(), 10U);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename().string());
    const result<std::string> bytes = read_file(file, 1024 * 1024);
    ASSERT_TRUE(bytes) << describe(bytes.error());
    EXPECT_NO_THROW(GetParam().run(*bytes));
    // A truncated input is another input, as likely to be taken for a valid one.
    for (std::size_t cut = bytes->size() * 3 / 4; cut > 0; cut /= 2) {
      EXPECT_NO_THROW(GetParam().run(std::string_view(*bytes).substr(0, cut))) << "cut at " << cut;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(of, the_kept_corpus, ::testing::ValuesIn(entries),
                         [](const auto& of) { return std::string(of.param.name); });

// If broken promises went unnoticed, the tests would prove nothing.
TEST(a_broken_promise, is_noticed) {
  EXPECT_THROW(promise(false, "so it is"), broken_promise);
  EXPECT_NO_THROW(promise(true, "so it is not"));
}

}  // namespace
}  // namespace bangtin::fuzz
