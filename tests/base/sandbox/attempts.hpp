// What an attacker who controls a worker may try. Each attempt runs in a child of the test that has entered
// the sandbox, and its result tells whether the kernel allowed it.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::sandbox::testing {

// Prepared before the child enters the sandbox.
class place {
 public:
  place();
  std::filesystem::path input() const { return folder_ / "input"; }    // readable for the worker
  std::filesystem::path other() const { return folder_ / "other"; }    // stands for the daemon's ledger
  std::filesystem::path fresh() const { return folder_ / "fresh"; }    // does not exist
  std::filesystem::path output() const { return folder_ / "output"; }  // writable for the ingest worker
  pid_t parent = 0;
  // Descriptors, all with numbers above those that the decoder uses.
  unique_fd file, other_file, folder, datagram, tcp, program, pipe_end;

 private:
  fakes::temporary_folder folder_;
};

// Added to an int argument: the kernel uses only its lower half, but a filter sees the whole register.
constexpr long garbage = 1L << 32;

// The result is that of a system call: below 0 with errno. EPERM, EACCES and ENOSYS mean "denied". Anything
// else means that the kernel at least read the arguments, which is a failure of the sandbox.
struct attempt {
  const char* name;
  std::function<long(const place&)> make;
  // For a worker that may open files, only Landlock denies it.
  bool only_by_landlock = false;
};

inline bool denied(long result) {
  return result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
}

// For attempts whose success is visible only in an effect.
inline long success_if(bool done) {
  errno = EPERM;
  return done ? 0 : -1;
}

std::vector<attempt> attempts_on_files();
std::vector<attempt> attempts_on_processes();
std::vector<attempt> attempts_on_system();

enum class outcome { let_through, denied, no_sandbox, killed };

// Runs the attempt in a child after `enter` has returned true.
outcome outcome_of(const place& p, const std::function<bool(const place&)>& enter, const attempt& a);

// Enter the sandboxes in the same way as the workers.
bool enter_as_ingest(const place& p);
bool enter_as_ingest_without_landlock(const place& p);
bool enter_as_decoder(const place& p);

}  // namespace bangtin::sandbox::testing
