// CLONE_PARENT makes the copy a child of the stage's process, so that the stage watches, kills and reaps it
// like one that it started itself. Only the system call offers it; the C library's fork does not.
#include "player/decode/zygote.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

namespace {

// The numbers of a decoder's descriptors, in the order of a request.
constexpr int places[] = {file_fd, control_fd, frames_fd, pcm_fd};
constexpr int above_all_places = 16;

bool single_threaded() {
  std::error_code code;
  std::size_t threads = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", code)) {
    threads += entry.path().empty() ? 0 : 1;
  }
  return !code && threads == 1;
}

// Runs in the copy: puts the descriptors at their numbers. False when the stage is gone or a descriptor
// cannot be duplicated.
bool settle(std::vector<unique_fd>& fds, pid_t parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent) return false;
  ::prctl(PR_SET_NAME, "bangtin-decode");
  ::setpgid(0, 0);
  std::vector<int> moved;
  for (const unique_fd& fd : fds) moved.push_back(::fcntl(fd.get(), F_DUPFD_CLOEXEC, above_all_places));
  fds.clear();
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (moved[i] < 0 || ::dup2(moved[i], places[i]) < 0) return false;
  }
  int first_unused = places[moved.size() - 1] + 1;
  return ::close_range(static_cast<unsigned>(first_unused), ~0U, 0) == 0;
}

}  // namespace

std::optional<decode_request> serve_zygote() {
  if (!single_threaded()) return std::nullopt;
  pid_t parent = ::getppid();
  while (std::optional<received_request> r = receive_request(zygote_fd)) {
    // Without a new stack: the copy continues here, as after fork.
    long pid = ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0L, 0L, 0L, 0L);
    if (pid == 0) {
      if (settle(r->fds, parent)) return r->what;
      ::_exit(1);
    }
    if (!send_answer(zygote_fd, pid > 0 ? pid : 0)) break;
  }
  return std::nullopt;
}

}  // namespace bangtin::player::decode
