// This worker loads its libraries after it has entered the sandbox, because only the file tells which ones it
// needs. So it may read the system's files. It creates the renditions by name.
#include "media/ingest/confinement.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace bangtin::media::ingest {

namespace {

constexpr rlim_t max_written_bytes = 512ULL << 20;
constexpr rlim_t max_open_files = 128;

// The sanitizers reserve terabytes of address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool limit_memory = false;
#else
constexpr bool limit_memory = true;
#endif

// All flags of open(2) that change or create a file.
constexpr std::uint64_t unnamed_file = O_TMPFILE & ~O_DIRECTORY;
constexpr std::uint64_t changing = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | unnamed_file;
constexpr std::uint64_t creating = O_WRONLY | O_CREAT | O_EXCL;

const sandbox::call_exception exceptions[] = {
    {"openat", {{2, changing, 0}}, "plug-ins, fonts and the file itself, which GStreamer opens once more"},
    {"open", {{1, changing, 0}}, "the same by the older call, which sanitizers use"},
    {"openat", {{2, changing, creating}}, "a rendition; a file that exists cannot be opened for writing"},
    {"access", {}, "fontconfig asks whether its files can be read"},
    {"faccessat", {}, "the same"},
    {"readlink", {}, "fontconfig and the loader of libraries follow links"},
    {"readlinkat", {}, "the same"},
    {"getdents64", {}, "fontconfig lists its folders"},
    {"statfs", {}, "fontconfig asks on what kind of file system its cache is"},
    {"fstatfs", {}, "the same"},
};

}  // namespace

std::span<const sandbox::call_exception> call_exceptions() {
  return exceptions;
}

result<void> enter_sandbox(int file, const std::filesystem::path& output, const ingest_limits& limits) {
  ::umask(077);
  // One arena for all threads, because each arena takes 64 MiB of address space, which counts against the
  // limit.
  ::mallopt(M_ARENA_MAX, 1);
  auto cpu = static_cast<rlim_t>(limits.cpu.count());
  rlim_t memory = limit_memory ? limits.memory : RLIM_INFINITY;
  auto hardened = sandbox::harden_process({{RLIMIT_CPU, cpu, cpu + 5},
                                           {RLIMIT_FSIZE, max_written_bytes, max_written_bytes},
                                           {RLIMIT_NOFILE, max_open_files, max_open_files},
                                           {RLIMIT_AS, memory, memory}});
  if (!hardened) return hardened;
  sandbox::file_rules rules;
  rules.readable_paths = {"/usr",
                          "/lib",
                          "/lib64",
                          "/etc/fonts",
                          "/etc/ld.so.cache",
                          "/var/cache/fontconfig",
                          "/dev/null",
                          "/dev/urandom",
                          "/proc/self",
                          "/sys/devices/system/cpu"};
  rules.readable_files = {file};
  rules.output_folders = {output};
  if (auto restricted = sandbox::restrict_files(rules); !restricted) return restricted;
  return sandbox::restrict_calls(exceptions);
}

}  // namespace bangtin::media::ingest
