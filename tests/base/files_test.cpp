#include "base/files.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary_folder.hpp"

namespace bangtin {
namespace {

TEST(a_written_file, holds_all_of_it_and_leaves_nothing_beside_it) {
  fakes::temporary_folder folder;
  std::string content(300'000, 'x');
  ASSERT_TRUE(write_file(folder / "a", content).has_value());
  ASSERT_TRUE(write_file(folder / "a", content + "y").has_value());
  EXPECT_EQ(read_file(folder / "a", 1'000'000).value(), content + "y");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(a_file_longer_than_allowed, is_refused) {
  fakes::temporary_folder folder;
  ASSERT_TRUE(write_file(folder / "a", "12345").has_value());
  EXPECT_TRUE(read_file(folder / "a", 5).has_value());
  EXPECT_EQ(read_file(folder / "a", 4).error().code, errc::limit);
}

TEST(a_file_that_is_not_there, is_not_found) {
  EXPECT_EQ(read_file("/nowhere/at/all", 10).error().code, errc::not_found);
}

TEST(a_pipe, is_read_to_its_end_and_an_abandoned_one_is_empty) {
  fakes::temporary_folder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(folder / "pipe", 10).value(), "");  // nobody writes, so reading must not wait for ever
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "phrase", 6), 6);
  ::close(ends[1]);
  EXPECT_EQ(read_file("/proc/self/fd/" + std::to_string(ends[0]), 10).value(), "phrase");
  ::close(ends[0]);
}

TEST(a_folder, is_made_with_those_above_it) {
  fakes::temporary_folder folder;
  EXPECT_TRUE(make_folder(folder / "a/b/c").has_value());
  EXPECT_TRUE(make_folder(folder / "a/b/c").has_value());
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/c"));
  ASSERT_TRUE(write_file(folder / "file", "").has_value());
  EXPECT_FALSE(make_folder(folder / "file/below").has_value());
}

// The disk fills up half way: the old content must stay complete, and no part of the new one may remain.
TEST(a_write_that_fails_half_way, leaves_the_old_content) {
  fakes::temporary_folder folder;
  ASSERT_TRUE(write_file(folder / "a", "old").has_value());
  pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    bool refused = !write_file(folder / "a", std::string(100'000, 'n')).has_value();
    ::_exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_file(folder / "a", 100).value(), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace bangtin
