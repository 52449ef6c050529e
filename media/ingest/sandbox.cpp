// seccomp by a list of what is denied: libraries that decode need a hundred harmless calls that change from
// one version to the next, and the harmful ones are few and known. Landlock by a list of what is allowed.
#include "media/ingest/sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <malloc.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/files.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr rlim_t most_written_bytes = 512ULL << 20;
constexpr rlim_t most_open_files = 128;

error no_wall(int why) {
  return system_error(msg("protect this machine from the file"), why);
}

bool set_limit(decltype(RLIMIT_CPU) what, rlim_t soft, rlim_t hard) {
  rlimit now{};
  if (::getrlimit(what, &now) == 0 && now.rlim_max < hard) hard = now.rlim_max;
  rlimit r{std::min(soft, hard), hard};
  return ::setrlimit(what, &r) == 0;
}

bool limit_resources(const ingest_limits& l) {
  // One arena for all threads: each has 64 MiB of addresses, which count.
  ::mallopt(M_ARENA_MAX, 1);
  auto cpu = static_cast<rlim_t>(l.cpu.count());
  bool set = set_limit(RLIMIT_CORE, 0, 0) && set_limit(RLIMIT_CPU, cpu, cpu + 5) &&
             set_limit(RLIMIT_FSIZE, most_written_bytes, most_written_bytes) &&
             set_limit(RLIMIT_NOFILE, most_open_files, most_open_files);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // The sanitizers reserve terabytes of addresses.
  set = set && set_limit(RLIMIT_AS, l.memory, l.memory);
#endif
  return set;
}

constexpr std::array denied{SCMP_SYS(socket),
                            SCMP_SYS(connect),
                            SCMP_SYS(bind),
                            SCMP_SYS(listen),
                            SCMP_SYS(accept),
                            SCMP_SYS(accept4),
                            SCMP_SYS(execve),
                            SCMP_SYS(execveat),
                            SCMP_SYS(fork),
                            SCMP_SYS(vfork),
                            SCMP_SYS(ptrace),
                            SCMP_SYS(process_vm_readv),
                            SCMP_SYS(setns),
                            SCMP_SYS(process_vm_writev),
                            SCMP_SYS(unshare),
                            SCMP_SYS(mount),
                            SCMP_SYS(umount2),
                            SCMP_SYS(pivot_root),
                            SCMP_SYS(chroot),
                            SCMP_SYS(bpf),
                            SCMP_SYS(perf_event_open),
                            SCMP_SYS(userfaultfd),
                            SCMP_SYS(keyctl),
                            SCMP_SYS(add_key),
                            SCMP_SYS(request_key),
                            SCMP_SYS(io_uring_setup),
                            SCMP_SYS(open_by_handle_at),
                            SCMP_SYS(init_module),
                            SCMP_SYS(finit_module),
                            SCMP_SYS(delete_module),
                            SCMP_SYS(kexec_load),
                            SCMP_SYS(reboot),
                            SCMP_SYS(swapon),
                            SCMP_SYS(symlink),
                            SCMP_SYS(symlinkat),
                            SCMP_SYS(link),
                            SCMP_SYS(linkat),
                            SCMP_SYS(mknod),
                            SCMP_SYS(mknodat),
                            SCMP_SYS(pidfd_open),
                            SCMP_SYS(pidfd_getfd),
                            SCMP_SYS(pidfd_send_signal),
                            SCMP_SYS(tkill),
                            SCMP_SYS(rt_sigqueueinfo),
                            SCMP_SYS(rt_tgsigqueueinfo),
                            SCMP_SYS(settimeofday),
                            SCMP_SYS(clock_settime),
                            SCMP_SYS(sethostname),
                            SCMP_SYS(personality),
                            SCMP_SYS(quotactl),
                            SCMP_SYS(syslog),
                            SCMP_SYS(shmget),
                            SCMP_SYS(msgget),
                            SCMP_SYS(mq_open)};

bool filter_calls() {
  std::unique_ptr<void, void (*)(void*)> filter(::seccomp_init(SCMP_ACT_ALLOW), ::seccomp_release);
  if (!filter) return false;
  auto self = static_cast<scmp_datum_t>(::getpid());
  bool built = true;
  for (int call : denied)
    built = built && ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), call, 0) == 0;
  built = built &&
          // Threads, yes; processes, no. clone3 hides its flags in memory: glibc then falls back to clone.
          ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(clone), 1,
                             SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
          ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
          ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(kill), 1,
                             SCMP_A0_64(SCMP_CMP_NE, self)) == 0 &&
          ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(tgkill), 1,
                             SCMP_A0_64(SCMP_CMP_NE, self)) == 0 &&
          ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(prlimit64), 1,
                             SCMP_A0_64(SCMP_CMP_NE, 0)) == 0;
  return built && ::seccomp_load(filter.get()) == 0;
}

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t writing = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                  LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
// All that the first version of Landlock knows.
constexpr std::uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

// 0, or why not. What is not there need not be allowed.
int allow(int ruleset, int fd, std::uint64_t access) {
  landlock_path_beneath_attr rule{access, fd};
  return ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ? 0 : errno;
}

int allow(int ruleset, const char* path, std::uint64_t access) {
  unique_fd fd(::open(path, O_PATH | O_CLOEXEC));
  if (!fd) return errno == ENOENT ? 0 : errno;
  struct stat s {};
  if (::fstat(fd.get(), &s) != 0) return errno;
  if (!S_ISDIR(s.st_mode)) access &= ~static_cast<std::uint64_t>(LANDLOCK_ACCESS_FS_READ_DIR);
  return allow(ruleset, fd.get(), access);
}

int close_files(int file, const std::filesystem::path& output) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = handled;
  // The first version's part of the structure, which every version takes.
  unique_fd ruleset(static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0)));
  if (!ruleset) return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : errno;
  for (const char* path :
       {"/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig", "/dev/null",
        "/dev/urandom", "/proc/self", "/sys/devices/system/cpu"}) {
    if (int why = allow(ruleset.get(), path, reading); why != 0) return why;
  }
  if (int why = allow(ruleset.get(), output.c_str(), writing); why != 0) return why;
  if (int why = allow(ruleset.get(), file, LANDLOCK_ACCESS_FS_READ_FILE); why != 0) return why;
  return ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0 ? 0 : errno;
}

}  // namespace

result<void> enter_sandbox(int file, const std::filesystem::path& output, const ingest_limits& limits) {
  ::umask(077);
  if (!limit_resources(limits)) return no_wall(errno);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return no_wall(errno);
  if (int why = close_files(file, output); why != 0) return no_wall(why);
  if (!filter_calls()) return no_wall(EINVAL);
  return {};
}

}  // namespace bangtin::media::ingest
