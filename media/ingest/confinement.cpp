// This worker loads its libraries after it has entered the sandbox, because only the file tells which ones it
// needs. So it may read the system's files. It creates the renditions by name.
#include "media/ingest/confinement.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>

namespace bangtin::media::ingest {

namespace {

// Of one page or picture; a film may become as large as it was.
constexpr rlim_t max_written_bytes = 512ULL << 20;
// For starting, reading and measuring, which short films need as well.
constexpr std::chrono::seconds film_start_cpu{60};
constexpr rlim_t grace_s = 5;
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
    {"prlimit64",
     {{0, sandbox::all_of_an_int, 0}, {1, sandbox::all_of_an_int, RLIMIT_CPU}},
     "its own CPU time, once the length of a film is known"},
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

std::chrono::seconds film_cpu_limit(const ingest_limits& limits, std::chrono::milliseconds duration) {
  return film_start_cpu + std::chrono::ceil<std::chrono::seconds>(duration) * limits.film_cpu;
}

void limit_cpu(const ingest_limits& limits, std::chrono::milliseconds duration) {
  auto cpu = static_cast<rlim_t>(film_cpu_limit(limits, duration).count());
  rlimit limit{cpu, cpu + grace_s};
  // It fails only where a lower limit holds already.
  (void)::setrlimit(RLIMIT_CPU, &limit);
}

result<void> enter_sandbox(int file, const std::filesystem::path& output, const ingest_limits& limits) {
  ::umask(077);
  // One arena for all threads, because each arena takes 64 MiB of address space, which counts against the
  // limit.
  ::mallopt(M_ARENA_MAX, 1);
  auto cpu = static_cast<rlim_t>(limits.cpu.count());
  auto film = static_cast<rlim_t>(film_cpu_limit(limits, limits.duration).count());
  rlim_t written = std::max<rlim_t>(max_written_bytes, limits.bytes);
  rlim_t memory = limit_memory ? limits.memory : RLIM_INFINITY;
  auto hardened = sandbox::harden_process({{RLIMIT_CPU, cpu, std::max(cpu, film) + grace_s},
                                           {RLIMIT_FSIZE, written, written},
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
