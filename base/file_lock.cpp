#include "base/file_lock.hpp"

#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace bangtin {

bool lock_exclusively(int fd, const std::function<void()>& pause) {
  for (int attempts = 50;; --attempts) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    if (attempts == 1) break;
    pause();
  }
  errno = EWOULDBLOCK;
  return false;
}

bool lock_exclusively(int fd) {
  return lock_exclusively(fd, [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); });
}

}  // namespace bangtin
