// Calls Landlock directly and with our own constants. The running kernel may be newer than the headers at
// compile time, and a right that the kernel knows but the ruleset does not name would stay allowed. So the
// ruleset names every right of the kernel's version, and each is denied unless a rule allows it.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "base/sandbox/sandbox.hpp"

namespace bangtin::sandbox {

namespace {

// landlock(7), linux/landlock.h of Linux 6.18.
constexpr long create_ruleset = 444;
constexpr long add_rule = 445;
constexpr long restrict_self = 446;
constexpr unsigned flag_version = 1;
constexpr int rule_path_beneath = 1;

constexpr std::uint64_t write_file = 1U << 1;
constexpr std::uint64_t read_file = 1U << 2;
constexpr std::uint64_t read_dir = 1U << 3;
constexpr std::uint64_t make_reg = 1U << 8;

// The part of the ruleset structure that one version knows, with all rights set.
struct ruleset {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scoped;
};
struct version {
  int abi;
  ruleset handled;
  std::size_t size;
};
constexpr version versions[] = {
    {6, {(1U << 16) - 1, 3, 3}, 24},  // abstract sockets and signals stay within the sandbox
    {5, {(1U << 16) - 1, 3, 0}, 16},  // ioctl of devices
    {4, {(1U << 15) - 1, 3, 0}, 16},  // bind and connect of TCP
    {3, {(1U << 15) - 1, 0, 0}, 8},   // truncate
    {2, {(1U << 14) - 1, 0, 0}, 8},   // link and rename between folders
    {1, {(1U << 13) - 1, 0, 0}, 8},
};

struct __attribute__((packed)) path_beneath {
  std::uint64_t allowed;
  int folder;
};

// 0, or errno.
int allow(int rules, int fd, std::uint64_t access) {
  path_beneath rule{access, fd};
  return ::syscall(add_rule, rules, rule_path_beneath, &rule, 0) == 0 ? 0 : errno;
}

int allow(int rules, const char* path, std::uint64_t access) {
  unique_fd fd(::open(path, O_PATH | O_CLOEXEC));
  if (!fd) return errno == ENOENT ? 0 : errno;
  struct stat s {};
  if (::fstat(fd.get(), &s) != 0) return errno;
  if (!S_ISDIR(s.st_mode)) access &= ~read_dir;
  return allow(rules, fd.get(), access);
}

int add_rules(int set, const file_rules& rules) {
  for (const char* path : rules.readable_paths) {
    if (int why = allow(set, path, read_file | read_dir); why != 0) return why;
  }
  for (int fd : rules.readable_files) {
    if (int why = allow(set, fd, read_file); why != 0) return why;
  }
  for (const std::filesystem::path& path : rules.output_folders) {
    if (int why = allow(set, path.c_str(), write_file | make_reg); why != 0) return why;
  }
  return 0;
}

int confine_thread(const version& v, const file_rules& rules) {
  unique_fd set(static_cast<int>(::syscall(create_ruleset, &v.handled, v.size, 0)));
  if (!set) return errno;
  if (int why = add_rules(set.get(), rules); why != 0) return why;
  return ::syscall(restrict_self, set.get(), 0) == 0 ? 0 : errno;
}

}  // namespace

int landlock_abi() {
  long abi = ::syscall(create_ruleset, nullptr, 0, flag_version);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

result<void> restrict_files(const file_rules& rules) {
  int abi = landlock_abi();
  for (const version& v : versions) {
    if (v.abi > abi) continue;
    if (int why = confine_thread(v, rules); why != 0)
      return system_error(msg("restrict this process to its files"), why);
    break;
  }
  return {};
}

}  // namespace bangtin::sandbox
