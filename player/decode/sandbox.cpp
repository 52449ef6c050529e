// A list of what is denied, not of what is allowed: the allow-list of a codec library changes with every
// release of it and with the processor; what an attacker needs to get out does not. Files cannot be opened
// any more, not even for reading, so there is nothing to be found in here but the file that is decoded.
// (socketpair stays allowed for streams: GStreamer makes its wake-ups of it. Such a socket is connected to
// its other end for good; one for datagrams could send to anybody's address.)
#include "player/decode/sandbox.hpp"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

#include "base/files.hpp"

namespace bangtin::player::decode {

namespace {

// Sanitizers reserve address space by the terabyte.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool bound_memory = false;
#else
constexpr bool bound_memory = true;
#endif
constexpr rlim_t most_address_space = rlim_t{1536} << 20;

// clang-format off
constexpr const char* denied[] = {
    // files
    "open", "openat", "openat2", "creat", "open_by_handle_at", "name_to_handle_at", "memfd_create",
    "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
    "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "truncate", "chmod", "fchmod", "fchmodat", "chown",
    "fchown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
    "fremovexattr", "chdir", "fchdir", "chroot", "pivot_root", "mount", "umount2", "fsopen", "fsmount",
    "fspick", "move_mount", "open_tree", "mount_setattr", "quotactl", "fanotify_init", "inotify_init",
    "inotify_init1", "utime", "utimes", "utimensat", "futimesat",
    // other processes and machines
    "socket", "connect", "bind", "listen", "accept", "accept4", "execve", "execveat", "fork",
    "vfork", "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_getfd",
    "pidfd_send_signal", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
    "shmget", "shmat", "msgget", "semget", "mq_open", "setpgid", "setsid", "prlimit64", "setpriority",
    "sched_setscheduler", "sched_setparam", "sched_setaffinity", "ioprio_set", "ioctl",
    // the system
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "add_key", "request_key", "keyctl", "unshare", "setns", "init_module", "finit_module", "delete_module",
    "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "settimeofday", "clock_settime",
    "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "acct", "syslog", "iopl", "ioperm",
    "personality", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups",
    "capset", "modify_ldt"};
// clang-format on

// Commands of fcntl(2) by which a descriptor sends signals to whom it likes.
constexpr scmp_datum_t signalling[] = {F_SETOWN, F_SETSIG, F_SETOWN_EX};

// The kernel takes an int from the lower half of a register; a filter sees all of it.
constexpr scmp_datum_t all_of_an_int = 0xFFFF'FFFF;

error no_sandbox(int code) {
  return {errc::unsupported, msg("the decoder cannot be confined: error {}", -code),
          msg("use a kernel with seccomp, as Debian's is")};
}

bool limit(__rlimit_resource_t what, rlim_t most) {
  rlimit value{most, most};
  return ::setrlimit(what, &value) == 0;
}

// When memory runs out the kernel takes a decoder before the player. Not having it costs nothing else.
void die_first() {
  unique_fd file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  constexpr std::string_view first = "1000";
  if (file) (void)write_all(file.get(), first);
}

}  // namespace

result<void> limit_resources(std::chrono::seconds cpu) {
  die_first();
  bool done = limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, static_cast<rlim_t>(cpu.count())) &&
              (!bound_memory || limit(RLIMIT_AS, most_address_space)) && limit(RLIMIT_NOFILE, 64) &&
              ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!done) return system_error(msg("limit the decoder"), errno);
  return {};
}

result<void> close_sandbox() {
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(::seccomp_init(SCMP_ACT_ALLOW), ::seccomp_release);
  if (!filter) return no_sandbox(-ENOMEM);
  int code = ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  auto deny = [&](std::uint32_t action, int number, std::initializer_list<scmp_arg_cmp> when) {
    // A call that this architecture does not have needs no rule.
    if (code != 0 || number == __NR_SCMP_ERROR) return;
    code = ::seccomp_rule_add_array(filter.get(), action, number, static_cast<unsigned>(when.size()),
                                    when.begin());
  };
  for (const char* name : denied) {
    deny(SCMP_ACT_ERRNO(EPERM), ::seccomp_syscall_resolve_name(name), {});
  }
  // Threads yes, processes no. glibc falls back from clone3, whose flags a filter cannot see, to clone.
  deny(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), {});
  deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), {SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)});
  for (scmp_datum_t command : signalling) {
    deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fcntl), {SCMP_A1(SCMP_CMP_MASKED_EQ, all_of_an_int, command)});
  }
  constexpr scmp_datum_t type_bits = 0xF;
  deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socketpair), {SCMP_A0(SCMP_CMP_NE, AF_UNIX)});
  for (int type : {SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET}) {
    deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socketpair),
         {SCMP_A1(SCMP_CMP_MASKED_EQ, type_bits, static_cast<scmp_datum_t>(type))});
  }
  // GLib gives each thread the scheduling of the one that made it, so this call stays, but for the display
  // loop's thread. Other threads of the same user can still be rescheduled by it.
  deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(sched_setattr),
       {SCMP_A0(SCMP_CMP_MASKED_EQ, all_of_an_int, static_cast<scmp_datum_t>(::getppid()))});
  // abort() signals itself.
  deny(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill),
       {SCMP_A0(SCMP_CMP_NE, static_cast<scmp_datum_t>(::getpid()))});
  if (code == 0) code = ::seccomp_load(filter.get());
  if (code != 0) return no_sandbox(code);
  return {};
}

}  // namespace bangtin::player::decode
