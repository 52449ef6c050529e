#include "base/file_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin {
namespace {

class a_lock : public testing::Test {
 protected:
  unique_fd opened() const { return unique_fd(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)); }

  fakes::temporary_folder folder_;
  std::filesystem::path file_ = folder_ / "lock";
};

TEST_F(a_lock, is_held_by_one_only) {
  unique_fd first = opened();
  unique_fd second = opened();
  int pauses = 0;
  EXPECT_TRUE(lock_exclusively(first.get()));
  EXPECT_FALSE(lock_exclusively(second.get(), [&] { ++pauses; }));
  EXPECT_EQ(errno, EWOULDBLOCK);
  EXPECT_EQ(pauses, 49);
  first.reset();
  EXPECT_TRUE(lock_exclusively(second.get()));
}

// As when a daemon is killed while it starts a worker.
TEST_F(a_lock, of_a_dead_process_is_waited_for_while_its_child_has_it_still) {
  unique_fd first = opened();
  ASSERT_TRUE(lock_exclusively(first.get()));
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  unique_fd reading(ends[0]);
  unique_fd writing(ends[1]);
  pid_t child = ::fork();
  if (child == 0) {
    writing.reset();
    char byte = 0;
    ::_exit(::read(reading.get(), &byte, 1) == 0 ? 0 : 1);
  }
  ASSERT_GT(child, 0);
  first.reset();  // the parent's end
  int pauses = 0;
  EXPECT_TRUE(lock_exclusively(opened().get(), [&] {
    ++pauses;
    writing.reset();
    if (pauses == 1) ::waitpid(child, nullptr, 0);
  }));
  EXPECT_EQ(pauses, 1);
}

TEST_F(a_lock, on_what_is_not_open_fails_at_once) {
  EXPECT_FALSE(lock_exclusively(-1, [] { ADD_FAILURE() << "nothing to wait for"; }));
  EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace bangtin
