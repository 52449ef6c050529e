// fork and execve. A pipe that closes on exec reports the child's errno if the start fails; a pidfd tells
// when the child ends.
#include "base/process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace bangtin {

namespace {

// Runs in the child between fork and exec, where only async-signal-safe calls are allowed, so the parent
// prepares everything that it needs.
[[noreturn]] void become(const process_setup& setup, char* const* argv, char* const* envp, int null_fd,
                         int first_free, int* moved, pid_t parent, int report) {
  auto give_up = [&] {
    int why = errno;
    [[maybe_unused]] ssize_t n = ::write(report, &why, sizeof why);
    ::_exit(127);
  };
  if (setup.dies_with_us && (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent)) give_up();
  ::setpgid(0, 0);
  // Move every source above all target numbers first, then down to its target, so that no move overwrites a
  // source.
  for (std::size_t i = 0; i < setup.descriptors.size(); ++i) {
    moved[i] = ::fcntl(setup.descriptors[i].first, F_DUPFD_CLOEXEC, first_free);
    if (moved[i] < 0) give_up();
  }
  // Close what a library or our own parent left open without close-on-exec.
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) give_up();
  if (::dup2(null_fd, 0) < 0 || ::dup2(null_fd, 1) < 0) give_up();
  for (std::size_t i = 0; i < setup.descriptors.size(); ++i) {
    if (::dup2(moved[i], setup.descriptors[i].second) < 0) give_up();
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int s : {SIGPIPE, SIGTERM, SIGINT, SIGCHLD, SIGHUP}) ::signal(s, SIG_DFL);
  ::execve(argv[0], argv, envp);
  give_up();
  ::_exit(127);
}

}  // namespace

child_process& child_process::operator=(child_process&& other) noexcept {
  if (this != &other) {
    kill();
    wait();
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
    status_ = other.status_;
  }
  return *this;
}

child_process::~child_process() {
  kill();
  wait();
}

void child_process::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

bool child_process::running() {
  if (pid_ <= 0) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  status_ = status;
  pid_ = -1;
  return false;
}

int child_process::wait() {
  while (pid_ > 0) {
    int status = 0;
    pid_t got = ::waitpid(pid_, &status, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got == pid_) status_ = status;
    pid_ = -1;
  }
  return status_;
}

result<child_process> start_process(const process_setup& setup) {
  std::vector<char*> argv;
  for (const std::string& a : setup.argv) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const std::string& e : setup.environment) envp.push_back(const_cast<char*>(e.c_str()));
  envp.push_back(nullptr);

  unique_fd null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  int report[2];
  if (!null_fd || ::pipe2(report, O_CLOEXEC) != 0) return system_error(msg("start {}", setup.argv[0]), errno);
  unique_fd reads(report[0]);
  unique_fd writes(report[1]);
  int first_free = 10;
  for (const auto& [ours, theirs] : setup.descriptors) first_free = std::max(first_free, theirs + 1);
  std::vector<int> moved(setup.descriptors.size(), -1);

  pid_t parent = ::getpid();
  pid_t pid = ::fork();
  if (pid < 0) return system_error(msg("start {}", setup.argv[0]), errno);
  if (pid == 0) {
    become(setup, argv.data(), envp.data(), null_fd.get(), first_free, moved.data(), parent, writes.get());
  }
  writes.reset();
  child_process child;
  child.pid_ = pid;
  int why = 0;
  ssize_t n = 0;
  do {
    n = ::read(reads.get(), &why, sizeof why);
  } while (n < 0 && errno == EINTR);
  if (n == sizeof why) {
    child.wait();
    return system_error(msg("start {}", setup.argv[0]), why);
  }
  child.pidfd_ = unique_fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!child.pidfd_) return system_error(msg("watch {}", setup.argv[0]), errno);
  return child;
}

result<child_process> adopt_process(pid_t pid) {
  siginfo_t unused{};
  // A child that has ended is a zombie until it is reaped, so the pid cannot belong to another process yet.
  if (pid <= 0 || ::waitid(P_PID, static_cast<id_t>(pid), &unused, WEXITED | WNOHANG | WNOWAIT) != 0) {
    return system_error(msg("watch {}", pid), pid <= 0 ? EINVAL : errno);
  }
  child_process child;
  child.pid_ = pid;
  child.pidfd_ = unique_fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!child.pidfd_) return system_error(msg("watch {}", pid), errno);
  return child;
}

std::filesystem::path worker_program(std::string_view name) {
  if (const char* folder = std::getenv("BANGTIN_LIBEXEC"); folder != nullptr && *folder == '/') {
    return std::filesystem::path(folder) / name;
  }
  std::error_code code;
  std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
  if (std::filesystem::exists(own / name, code)) return own / name;
  return own.parent_path() / "libexec" / "bangtin" / name;
}

}  // namespace bangtin
