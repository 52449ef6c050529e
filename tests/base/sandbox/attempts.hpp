// What a worker that was taken over might try. Each row is made in a copy of the test that has entered the
// sandbox, and tells by its result whether the kernel let it through.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::sandbox::testing {

// Prepared before the sandbox is entered.
class place {
 public:
  place();
  std::filesystem::path input() const { return folder_ / "input"; }    // what the worker may read
  std::filesystem::path other() const { return folder_ / "other"; }    // stands for the daemon's ledger
  std::filesystem::path fresh() const { return folder_ / "fresh"; }    // does not exist
  std::filesystem::path output() const { return folder_ / "output"; }  // where the ingest worker may write
  pid_t parent = 0;
  // Descriptors, all above those with a meaning for the decoder.
  unique_fd file, other_file, folder, datagram, tcp, program, pipe_end;

 private:
  fakes::temporary_folder folder_;
};

// Added to an int: the kernel looks at its lower half only, a filter sees all of the register.
constexpr long garbage = 1L << 32;

// A result as of a system call: below 0 with errno. EPERM, EACCES and ENOSYS mean that it was denied,
// anything else that the kernel looked at the arguments at least, which is too far.
struct attempt {
  const char* name;
  std::function<long(const place&)> make;
  // Only Landlock denies it to a worker that may open files.
  bool only_by_landlock = false;
};

inline bool denied(long result) {
  return result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
}

// For attempts whose success shows in an effect.
inline long success_if(bool done) {
  errno = EPERM;
  return done ? 0 : -1;
}

std::vector<attempt> attempts_on_files();
std::vector<attempt> attempts_on_processes();
std::vector<attempt> attempts_on_system();

enum class outcome { let_through, denied, no_sandbox, killed };

// Makes the attempt in a child in which `enter` has returned true.
outcome outcome_of(const place& p, const std::function<bool(const place&)>& enter, const attempt& a);

// The sandboxes as the workers enter them.
bool enter_as_ingest(const place& p);
bool enter_as_ingest_without_landlock(const place& p);
bool enter_as_decoder(const place& p);

}  // namespace bangtin::sandbox::testing
