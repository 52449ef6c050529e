#include "base/file_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <stdexcept>
#include <utility>

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

// A process that runs `act`, reports, and then waits to be killed. The constructor returns after the report.
class holder {
 public:
  explicit holder(const std::function<bool()>& act) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    unique_fd reading(ends[0]), writing(ends[1]);
    pid_ = ::fork();
    if (pid_ == 0) {
      const char done = act() ? 'y' : 'n';
      if (::write(writing.get(), &done, 1) == 1) ::pause();
      ::_exit(0);
    }
    char byte = 0;
    ready_ = ::read(reading.get(), &byte, 1) == 1 && byte == 'y';
  }
  ~holder() { kill(); }
  bool ready() const { return ready_; }
  void kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    if (pid_ > 0) ::waitpid(std::exchange(pid_, -1), nullptr, 0);
  }

 private:
  pid_t pid_ = -1;
  bool ready_ = false;
};

TEST_F(a_lock, of_a_process_is_held_by_one_only) {
  holder other([&] { return lock_for_process(opened().release()); });
  ASSERT_TRUE(other.ready());
  unique_fd mine = opened();
  int pauses = 0;
  EXPECT_FALSE(lock_for_process(mine.get(), [&] { ++pauses; }));
  EXPECT_EQ(errno, EWOULDBLOCK);
  EXPECT_EQ(pauses, 49) << "it is alive, so nobody waits longer";
  other.kill();
  EXPECT_TRUE(lock_for_process(mine.get(), [] { ADD_FAILURE() << "nothing to wait for"; }));
}

// The child of a killed daemon that has not executed its program yet has all descriptors of the daemon.
TEST_F(a_lock, of_a_process_ends_with_it_though_its_child_lives) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  unique_fd reading(ends[0]), writing(ends[1]);
  holder daemon([&] {
    if (!lock_for_process(opened().release())) return false;
    if (::fork() == 0) {  // ends when the test closes its end of the pipe
      writing.reset();
      char byte = 0;
      ::_exit(::read(reading.get(), &byte, 1) == 0 ? 0 : 1);
    }
    return true;
  });
  ASSERT_TRUE(daemon.ready());
  daemon.kill();
  EXPECT_TRUE(lock_for_process(opened().release(), [] { ADD_FAILURE() << "nothing to wait for"; }));
}

TEST_F(a_lock, of_a_process_that_ends_meanwhile_is_waited_for) {
  holder other([&] { return lock_for_process(opened().release()); });
  ASSERT_TRUE(other.ready());
  int pauses = 0;
  EXPECT_TRUE(lock_for_process(opened().release(), [&] {
    if (++pauses == 40) other.kill();
  }));
  EXPECT_EQ(pauses, 40);
}

TEST_F(a_lock, on_what_is_not_open_fails_at_once) {
  EXPECT_FALSE(lock_exclusively(-1, [] { ADD_FAILURE() << "nothing to wait for"; }));
  EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace bangtin
