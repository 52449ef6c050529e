// Child processes of our own: started with exactly the descriptors they are given, and never left behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace bangtin {

// A started child. The destructor kills (SIGKILL) and reaps it if it still runs.
class child_process {
 public:
  child_process() = default;
  child_process(child_process&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), status_(other.status_) {}
  child_process& operator=(child_process&& other) noexcept;
  ~child_process();

  pid_t pid() const { return pid_; }
  // Readable once the child has ended; for poll.
  int pidfd() const { return pidfd_.get(); }
  bool running();
  // Sends SIGKILL; `wait` then returns soon.
  void kill();
  // Waits for the end and returns the wait status, as waitpid(2) gives it.
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
      descriptors;  // (ours, the child's); 0, 1 and 2 are /dev/null, /dev/null and ours unless named
  std::vector<std::string> environment;  // all of it, "NAME=value"; nothing is inherited
  bool dies_with_us = true;              // PR_SET_PDEATHSIG SIGKILL
};

// errc::io when the program cannot be started. The child has its own process group and default signal
// handling.
result<child_process> start_process(const process_setup& setup);

// A child that another child of ours made for us (CLONE_PARENT); from then on as if we had started it.
// errc::io when there is no such child.
result<child_process> adopt_process(pid_t pid);

// The path of a worker program: $BANGTIN_LIBEXEC, else beside this program, else in ../libexec/bangtin.
std::filesystem::path worker_program(std::string_view name);

}  // namespace bangtin
