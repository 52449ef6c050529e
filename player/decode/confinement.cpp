// Libraries are loaded and the file is open before close_sandbox(), so nothing can be opened after it, not
// even for reading. A process in the sandbox can reach no data except the file that it decodes.
#include "player/decode/confinement.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <string_view>

#include "base/files.hpp"
#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

namespace {

// Sanitizers reserve address space by the terabyte.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr rlim_t max_address_space = RLIM_INFINITY;
#else
constexpr rlim_t max_address_space = rlim_t{1536} << 20;
#endif
constexpr rlim_t max_open_files = 64;

constexpr std::uint64_t stage_socket = control_fd;
constexpr std::uint64_t no_address = 0;
constexpr std::uint64_t no_file = sandbox::all_of_an_int;  // -1

const sandbox::call_exception exceptions[] = {
    {"sendto",
     {{0, sandbox::all_of_an_int, stage_socket}, {4, sandbox::all_of_a_pointer, no_address}},
     "messages to the stage, on the socket that is connected to it"},
    {"recvfrom", {{0, sandbox::all_of_an_int, stage_socket}}, "messages from the stage"},
    {"mmap",
     {{2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC},
      {3, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS},
      {4, sandbox::all_of_an_int, no_file}},
     "Orc compiles the conversions of sound and colours; without such memory it ends the process"},
};

// When memory runs out, the kernel kills a decoder before the player. Failing to set this does no other harm.
void die_first() {
  unique_fd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  constexpr std::string_view first = "1000";
  if (file) (void)write_all(file.get(), first);
}

}  // namespace

std::span<const sandbox::call_exception> call_exceptions() {
  return exceptions;
}

std::chrono::seconds cpu_limit(const decode_request& what) {
  return std::chrono::seconds(30) + std::chrono::duration_cast<std::chrono::seconds>(what.length * 3);
}

result<void> limit_resources(std::chrono::seconds cpu) {
  die_first();
  // The softer limit comes first, so that the signal (SIGXCPU) tells the limit from somebody's SIGKILL.
  auto seconds = static_cast<rlim_t>(cpu.count());
  auto hardened = sandbox::harden_process({{RLIMIT_CPU, seconds, seconds + 1},
                                           {RLIMIT_AS, max_address_space, max_address_space},
                                           {RLIMIT_NOFILE, max_open_files, max_open_files}});
  if (!hardened) return hardened;
  sandbox::file_rules rules;
  rules.readable_paths = {"/usr",      "/lib",         "/lib64",     "/etc/ld.so.cache",
                          "/dev/null", "/dev/urandom", "/proc/self", "/sys/devices/system/cpu"};
  rules.readable_files = {file_fd};
  return sandbox::restrict_files(rules);
}

result<void> close_sandbox() {
  return sandbox::restrict_calls(exceptions);
}

}  // namespace bangtin::player::decode
