// The sandbox of every worker that opens files of strangers. A worker enters it in three steps, in this
// order, before it looks at the first byte:
// - harden_process: resource limits, no new privileges, no core dumps, hidden from ptrace;
// - restrict_files: Landlock: which paths it may read and where it may create files;
// - restrict_calls: seccomp: an allow-list of system calls; the default is to deny.
// Each step holds for good and can only be narrowed. A worker names what it needs beyond the common table
// (system_calls.cpp) in its own file, each exception with its reason (media/ingest/confinement.cpp,
// player/decode/confinement.cpp).
//
// Threads: harden_process and restrict_calls confine the whole process. restrict_files confines the calling
// thread and the threads that it starts afterwards, so call it before the library starts threads. Errors:
// errc::io when the kernel refuses a step, errc::unsupported when it has no seccomp. After an error the
// worker must end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bangtin::sandbox {

// One of RLIMIT_*; the hard limit is lowered too, to `hard`, or stays where it is if it is lower already.
struct resource_limit {
  int resource;
  std::uint64_t soft;
  std::uint64_t hard;
};

// Call it once the worker has no file left to write below /proc/self.
result<void> harden_process(std::initializer_list<resource_limit> limits);

// Everything that is not named is denied. A path that does not exist is skipped.
struct file_rules {
  std::vector<const char*> readable_paths;  // a file, or a folder with all that is in it
  std::vector<int> readable_files;          // open descriptors, which may be opened once more
  std::vector<std::filesystem::path>
      output_folders;  // regular files may be created and written in them, not read
};

// Landlock with every right that the running kernel knows (see landlock_abi). Without Landlock it does
// nothing: restrict_calls then still denies to open an existing file for writing, but not to read one.
result<void> restrict_files(const file_rules& rules);

// The version of Landlock in the running kernel; 0 when it has none or it is switched off.
// 1: files; 2: moving between folders; 3: truncate; 4: TCP; 5: ioctl of devices; 6: signals and abstract
// sockets.
int landlock_abi();

// `argument & mask == value`. The kernel takes an int from the lower half of a register, so the mask of an
// int is at most all_of_an_int: a filter that compared the upper half could be evaded with garbage in it.
struct argument_rule {
  unsigned index;
  std::uint64_t mask;
  std::uint64_t value;
};
constexpr std::uint64_t all_of_an_int = 0xFFFF'FFFF;
constexpr std::uint64_t all_of_a_pointer = ~std::uint64_t{0};

// A system call that a worker needs beyond the common table: allowed when all rules hold. Several entries
// with the same name are alternatives.
struct call_exception {
  const char* name;
  std::vector<argument_rule> rules;
  const char* reason;
};

// Other calls fail with EPERM, or with ENOSYS where libraries fall back to an older call; nothing is killed,
// since libraries probe for calls. A call of another architecture (int 0x80, x32) does kill: no library makes
// one.
result<void> restrict_calls(std::span<const call_exception> exceptions);

}  // namespace bangtin::sandbox
