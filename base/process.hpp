// Child processes: start_process() starts one with exactly the given descriptors; its owner, child_process,
// never leaves one behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace bangtin {

// A started child. The destructor kills it (SIGKILL) if it still runs, and reaps it.
class child_process {
 public:
  child_process() = default;
  child_process(child_process&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), status_(other.status_) {}
  child_process& operator=(child_process&& other) noexcept;
  ~child_process();

  pid_t pid() const { return pid_; }
  // Readable once the child has ended; for use with poll(2).
  int pidfd() const { return pidfd_.get(); }
  bool running();
  // Sends SIGKILL; `wait` then returns soon.
  void kill();
  // Blocks until the child ends and returns its wait status, as waitpid(2) gives it.
  int wait();

 private:
  friend result<child_process> start_process(const struct process_setup&);
  friend result<child_process> adopt_process(pid_t);
  pid_t pid_ = -1;
  unique_fd pidfd_;
  int status_ = 0;
};

struct process_setup {
  std::vector<std::string> argv;  // argv[0] is the path of the program
  std::vector<std::pair<int, int>>
      descriptors;  // (ours, the child's); unless listed, 0 and 1 are /dev/null and 2 is our stderr
  std::vector<std::string> environment;  // complete list of "NAME=value"; nothing is inherited
  bool dies_with_us = true;              // PR_SET_PDEATHSIG SIGKILL
};

// errc::io when the program cannot be started. The child gets its own process group and default signal
// handling.
result<child_process> start_process(const process_setup& setup);

// Takes over a child that another child made for us (CLONE_PARENT), as if we had started it. errc::io when
// there is no such child.
result<child_process> adopt_process(pid_t pid);

// The path of a worker program: in $BANGTIN_LIBEXEC, else beside this program, else in ../libexec/bangtin.
std::filesystem::path worker_program(std::string_view name);

}  // namespace bangtin
