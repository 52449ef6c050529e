// A page that names a test as proof names one that exists.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace bangtin::house {
namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// "suite.name" of every test in the sources.
std::set<std::string> all_tests() {
  static const std::regex head(R"re((?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+))re");
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(BANGTIN_SOURCE_DIR "/tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = content_of(entry.path());
    for (std::sregex_iterator i(text.begin(), text.end(), head), end; i != end; ++i)
      found.insert((*i)[1].str() + "." + (*i)[2].str());
  }
  return found;
}

TEST(the_page_on_security, names_tests_that_exist) {
  // Names of tests are sentences: those of files and keys of configurations have fewer words.
  static const std::regex name(R"re(`(\w+\.[a-z0-9]+_[a-z0-9]+_\w+)`)re");
  const std::set<std::string> tests = all_tests();
  const std::string page = content_of(BANGTIN_SOURCE_DIR "/docs/security.md");
  int named = 0;
  for (std::sregex_iterator i(page.begin(), page.end(), name), end; i != end; ++i, ++named)
    EXPECT_TRUE(tests.contains((*i)[1].str())) << (*i)[1].str();
  EXPECT_GT(named, 40);
}

}  // namespace
}  // namespace bangtin::house
