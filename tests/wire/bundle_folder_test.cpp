// A stick's folder: what is written is there as a whole or not at all, and what a hostile stick has is not
// followed, not waited for and not read to an end that never comes.
#include "wire/bundle_folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temporary_folder.hpp"
#include "wire/bundle.hpp"

namespace bangtin::wire {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class bundle_folder_on_a_stick : public testing::Test {
 protected:
  fs::path below(const std::string& name) const { return stick / bundle_folder_name / name; }
  void put(const std::string& name, const std::string& content) const {
    fs::create_directories(below(name).parent_path());
    std::ofstream(below(name)) << content;
  }
  fakes::temporary_folder stick;
};

TEST_F(bundle_folder_on_a_stick, has_what_was_written) {
  EXPECT_EQ(bundle_folder::open(stick.path()).error().code, errc::not_found);
  result<bundle_folder> made = bundle_folder::make(stick.path());
  ASSERT_TRUE(made) << describe(made.error());
  ASSERT_TRUE(made->write("screens/ab/index.json", "one"));
  ASSERT_TRUE(made->write("screens/ab/index.json", "two"));
  EXPECT_EQ(made->read("screens/ab/index.json", 100).value(), "two");
  EXPECT_EQ(made->size_of("screens/ab/index.json").value(), std::optional<std::int64_t>(3));
  EXPECT_EQ(made->size_of("screens/cd/index.json").value(), std::nullopt);
  EXPECT_EQ(made->read("screens/cd/index.json", 100).error().code, errc::not_found);
  EXPECT_THAT(made->list("screens/ab", 10).value(), ElementsAre("index.json"));
  EXPECT_THAT(made->list("nothing", 10).value(), ElementsAre());
  ASSERT_TRUE(made->remove("screens/ab/index.json"));
  ASSERT_TRUE(made->remove("screens/ab/index.json"));
  EXPECT_THAT(made->list("screens/ab", 10).value(), ElementsAre());
  EXPECT_TRUE(made->is_there());
  fs::remove_all(below(""));
  fs::create_directories(below(""));
  EXPECT_FALSE(made->is_there()) << "another stick";
}

TEST_F(bundle_folder_on_a_stick, goes_on_with_a_long_file) {
  bundle_folder folder = bundle_folder::make(stick.path()).value();
  {
    auto file = folder.begin("files/x", 6).value();
    ASSERT_TRUE(file.write("abc"));
  }
  auto file = folder.begin("files/x", 6).value();
  EXPECT_EQ(file.offset(), 3);
  ASSERT_TRUE(file.write("def"));
  EXPECT_EQ(folder.size_of("files/x").value(), std::nullopt) << "not before it is whole";
  ASSERT_TRUE(file.finish(sha256("abcdef")));
  EXPECT_EQ(folder.read("files/x", 6).value(), "abcdef");

  auto wrong = folder.begin("files/y", 6).value();
  ASSERT_TRUE(wrong.write("abcdeg"));
  EXPECT_EQ(wrong.finish(sha256("abcdef")).error().code, errc::verification);
  EXPECT_THAT(folder.list("files", 10).value(), ElementsAre("x"));

  put("files/z.part", "much too long");
  EXPECT_EQ(folder.begin("files/z", 6).value().offset(), 0);
}

// Each of these ends at once, with an error that says what is wrong.
TEST_F(bundle_folder_on_a_stick, takes_nothing_that_is_not_a_plain_file) {
  bundle_folder folder = bundle_folder::make(stick.path()).value();
  put("secret", "abc");
  fs::create_symlink(below("secret"), below("link"));
  fs::create_directory_symlink("/etc", below("far"));
  fs::create_directory(below("folder"));
  ASSERT_EQ(::mkfifo(below("pipe").c_str(), 0600), 0);
  for (const char* name : {"link", "folder", "pipe", "far/passwd"}) {
    EXPECT_EQ(folder.read(name, 1000).error().code, errc::invalid) << name;
    EXPECT_EQ(folder.open_file(name, 3).error().code, errc::invalid) << name;
    EXPECT_EQ(folder.size_of(name).has_value(), false) << name;
  }
  EXPECT_EQ(folder.write("far/x", "y").error().code, errc::invalid);
  EXPECT_EQ(folder.read("../secret", 10).error().code, errc::not_found);
  ASSERT_TRUE(folder.write("link", "new")) << "the link itself is replaced";
  EXPECT_EQ(folder.read("secret", 10).value(), "abc");
}

TEST_F(bundle_folder_on_a_stick, reads_no_more_than_expected) {
  bundle_folder folder = bundle_folder::make(stick.path()).value();
  put("long", "");
  fs::resize_file(below("long"), std::uintmax_t{1} << 40);  // a hole: it takes no room
  EXPECT_EQ(folder.read("long", 1000).error().code, errc::limit);
  EXPECT_EQ(folder.open_file("long", 1000).error().code, errc::limit);
  put("short", "ab");
  EXPECT_EQ(folder.open_file("short", 3).error().code, errc::invalid);
  for (int i = 0; i < 11; ++i) put("many/" + std::to_string(i), "");
  EXPECT_EQ(folder.list("many", 10).error().code, errc::limit);
}

// The stick is pulled before each step in turn: the old file or the new one is there, never a part.
TEST_F(bundle_folder_on_a_stick, that_is_pulled_has_the_old_file_or_the_new) {
  for (int good = 0; good < 20; ++good) {
    bundle_folder folder = bundle_folder::make(stick.path()).value();
    ASSERT_TRUE(folder.write("a/b/index.json", "old"));
    int left = good;
    folder.set_gate([&](std::string_view) -> result<void> {
      if (left-- > 0) return {};
      return error{errc::io, msg("the stick was pulled"), {}};
    });
    const result<void> written = folder.write("a/b/index.json", "new");
    const result<bundle_folder> again = bundle_folder::open(stick.path());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->read("a/b/index.json", 100).value(), written ? "new" : "old") << good;
    if (written) return;
  }
  FAIL() << "it is written at last";
}

}  // namespace
}  // namespace bangtin::wire
