#include "base/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <sstream>
#include <string>
#include <thread>

#include "base/files.hpp"

namespace bangtin {

namespace {

constexpr int attempts = 50;
constexpr int attempts_while_dying = 1500;

void short_pause() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// Whether SIGKILL is pending for the process, it is on its way out, or it is gone. False where /proc does not
// say.
bool is_dying(pid_t process) {
  result<std::string> text = read_file(fmt::format("/proc/{}/status", process), 64 * 1024);
  if (!text) return text.error().code == errc::not_found && process > 0;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("State:\tZ") || line.starts_with("State:\tX")) return true;
    if (!line.starts_with("SigPnd:") && !line.starts_with("ShdPnd:")) continue;
    constexpr unsigned long long kill_bit = 1ULL << (SIGKILL - 1);
    if ((std::strtoull(line.c_str() + sizeof "SigPnd:", nullptr, 16) & kill_bit) != 0) return true;
  }
  return false;
}

}  // namespace

bool lock_exclusively(int fd, const std::function<void()>& pause) {
  for (int left = attempts;; --left) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    if (left == 1) break;
    pause();
  }
  errno = EWOULDBLOCK;
  return false;
}

bool lock_exclusively(int fd) {
  return lock_exclusively(fd, short_pause);
}

bool lock_for_process(int fd, const std::function<void()>& pause) {
  for (int tried = 1;; ++tried) {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(fd, F_SETLK, &whole) == 0) return true;
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) return false;
    if (tried >= attempts) {
      const bool known = ::fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
      if (tried >= attempts_while_dying || (known && !is_dying(whole.l_pid))) break;
    }
    pause();
  }
  errno = EWOULDBLOCK;
  return false;
}

bool lock_for_process(int fd) {
  return lock_for_process(fd, short_pause);
}

}  // namespace bangtin
