// The sandbox of every worker that opens untrusted files. A worker enters it in three steps, in this order,
// before it reads the first byte:
// - harden_process: resource limits, no new privileges, no core dumps, hidden from ptrace;
// - restrict_files: Landlock; the paths that it may read and where it may create files;
// - restrict_calls: seccomp; an allow-list of system calls, the default is to deny.
// No step can be undone, only narrowed. Each worker lists what it needs beyond the common table
// (system_calls.cpp) in its own file, each exception with its reason (media/ingest/confinement.cpp,
// player/decode/confinement.cpp).
//
// Threads: harden_process and restrict_calls confine the whole process. restrict_files confines only the
// calling thread and the threads that it starts afterwards, so call it before a library starts threads.
// Errors: errc::io when the kernel refuses a step, errc::unsupported when it has no seccomp. After an error
// the worker must end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bangtin::sandbox {

// One of RLIMIT_*. The hard limit is lowered to `hard` too, unless it is lower already.
struct resource_limit {
  int resource;
  std::uint64_t soft;
  std::uint64_t hard;
};

// Call it after the last write to a file below /proc/self.
result<void> harden_process(std::initializer_list<resource_limit> limits);

// Landlock denies every path that is not listed. A path that does not exist is skipped.
struct file_rules {
  std::vector<const char*> readable_paths;  // each a file, or a folder with its whole content
  std::vector<int> readable_files;          // open descriptors whose files may be opened again
  std::vector<std::filesystem::path>
      output_folders;  // folders in which regular files may be created and written, but not read
};

// Applies Landlock with every right that the running kernel knows (see landlock_abi). Without Landlock it
// does nothing; restrict_calls then still denies opening an existing file for writing, but not for reading.
result<void> restrict_files(const file_rules& rules);

// The version of Landlock in the running kernel; 0 when the kernel has none or has it switched off.
// 1: files; 2: move between folders; 3: truncate; 4: TCP; 5: ioctl of devices; 6: signals and abstract
// sockets.
int landlock_abi();

// The rule holds when `argument & mask == value`. For an int the kernel uses only the lower half of the
// register, so the mask of an int is at most all_of_an_int: a filter that compared the upper half could be
// evaded by garbage there.
struct argument_rule {
  unsigned index;
  std::uint64_t mask;
  std::uint64_t value;
};
constexpr std::uint64_t all_of_an_int = 0xFFFF'FFFF;
constexpr std::uint64_t all_of_a_pointer = ~std::uint64_t{0};

// A system call that a worker needs beyond the common table. It is allowed when all rules hold. Several
// entries with the same name are alternatives.
struct call_exception {
  const char* name;
  std::vector<argument_rule> rules;
  const char* reason;
};

// Installs the filter. Denied calls fail with EPERM, or with ENOSYS where libraries then fall back to an
// older call; they do not kill, because libraries probe for calls. A call of another architecture (int 0x80,
// x32) kills the process, because no library makes one.
result<void> restrict_calls(std::span<const call_exception> exceptions);

}  // namespace bangtin::sandbox
