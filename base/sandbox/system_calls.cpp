// An allow-list: it denies every call that no decoder needs today, and every call that a later kernel adds.
// The table holds what a process needs to compute with the memory and descriptors that it has. No entry
// reaches another process, changes a file by its name, or creates a socket that could reach another process
// or host.
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/sandbox/sandbox.hpp"

namespace bangtin::sandbox {

namespace {

// clang-format off
constexpr const char* allowed[] = {
    // memory
    "brk", "munmap", "mremap", "mincore", "membarrier",
    // its own threads
    "futex", "set_robust_list", "set_tid_address", "rseq", "exit", "exit_group", "sched_yield", "gettid",
    "getpid", "getppid", "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler",
    "sched_get_priority_max", "sched_get_priority_min", "getcpu",
    // signals to itself
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack",
    "restart_syscall",
    // descriptors that it already has
    "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "pwritev", "lseek", "close",
    "close_range", "dup", "dup2", "dup3", "fstat", "newfstatat", "statx", "stat", "lstat", "fadvise64",
    "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "eventfd2", "pipe", "pipe2",
    // time and facts about itself
    "clock_gettime", "clock_getres", "clock_nanosleep", "gettimeofday", "time", "nanosleep", "times",
    "getrusage", "sysinfo", "uname", "getrandom", "getrlimit", "getuid", "geteuid", "getgid", "getegid"};

// Libraries fall back to an older call when these fail with ENOSYS. A filter cannot inspect their arguments.
constexpr const char* absent[] = {"clone3", "openat2", "faccessat2", "futex_waitv", "epoll_pwait2", "memfd_secret"};

// These succeed and do nothing. GLib gives each new thread the scheduling of its creator, which it already
// has, by a call that could change any process of the user. If that call failed, GLib would log a line for
// each thread.
constexpr const char* ignored[] = {"sched_setattr"};
// clang-format on

// F_SETFL must not enable signals (O_ASYNC).
constexpr int fcntl_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};

constexpr int advices[] = {MADV_NORMAL,   MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
                           MADV_DONTNEED, MADV_FREE,   MADV_HUGEPAGE,   MADV_NOHUGEPAGE,
                           MADV_DONTDUMP, MADV_DODUMP, MADV_DONTFORK,   MADV_DOFORK};

// Of prctl: set and get names of threads and of memory, and read settings.
constexpr int set_vma = 0x53564d41;
constexpr int own_settings[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, set_vma};

constexpr std::uint64_t namespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr std::uint64_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
constexpr std::uint64_t not_a_thread = namespaces | CLONE_VFORK | CLONE_PARENT | CLONE_PTRACE;

class call_filter {
 public:
  call_filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM)), ::seccomp_release) {
    if (!context_) {
      code_ = -ENOMEM;
      return;
    }
    check(::seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
    check(::seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    // Use a binary tree instead of a list, because every call of the worker passes through the filter.
    check(::seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
  }

  void allow(const char* name, std::span<const argument_rule> when) { add(SCMP_ACT_ALLOW, name, when); }
  void allow(const char* name, std::initializer_list<argument_rule> when = {}) {
    add(SCMP_ACT_ALLOW, name, {when.begin(), when.size()});
  }
  void answer(const char* name, int code) { add(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(code)), name, {}); }
  int load() {
    if (code_ == 0) check(::seccomp_load(context_.get()));
    return code_;
  }

 private:
  void check(int code) {
    if (code_ == 0) code_ = code;
  }
  void add(std::uint32_t action, const char* name, std::span<const argument_rule> when) {
    int number = ::seccomp_syscall_resolve_name(name);
    // A negative number: this architecture or this libseccomp does not have the call, so it stays denied.
    if (code_ != 0 || number < 0) return;
    std::vector<scmp_arg_cmp> rules;
    for (const argument_rule& r : when) rules.push_back({r.index, SCMP_CMP_MASKED_EQ, r.mask, r.value});
    check(::seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(rules.size()),
                                   rules.data()));
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
  int code_ = 0;
};

std::uint64_t bits(int value) {
  return static_cast<std::uint32_t>(value);
}

// Memory may be writable or executable, not both.
void allow_memory(call_filter& f) {
  constexpr std::uint64_t both = PROT_WRITE | PROT_EXEC;
  for (std::uint64_t protection : {0, PROT_WRITE, PROT_EXEC}) f.allow("mmap", {{2, both, protection}});
  f.allow("mprotect", {{2, PROT_EXEC, 0}});
  for (int advice : advices) f.allow("madvise", {{2, all_of_an_int, bits(advice)}});
}

void allow_own_process(call_filter& f) {
  f.allow("clone", {{0, thread | not_a_thread, thread}});
  auto self = bits(::getpid());
  // abort() sends a signal to its own process.
  f.allow("kill", {{0, all_of_an_int, self}});
  f.allow("tgkill", {{0, all_of_an_int, self}});
  for (int setting : own_settings) f.allow("prctl", {{0, all_of_an_int, bits(setting)}});
  // Only its own limits, and read-only.
  f.allow("prlimit64", {{0, all_of_an_int, 0}, {2, all_of_a_pointer, 0}});
}

void allow_descriptors(call_filter& f) {
  for (int command : fcntl_commands) f.allow("fcntl", {{1, all_of_an_int, bits(command)}});
  f.allow("fcntl", {{1, all_of_an_int, F_SETFL}, {2, O_ASYNC, 0}});
  // GStreamer wakes its threads through such pairs. A stream socket stays connected to its peer; a datagram
  // socket could send to any address.
  constexpr std::uint64_t type_bits = 0xF;
  f.allow("socketpair", {{0, all_of_an_int, AF_UNIX}, {1, type_bits, SOCK_STREAM}, {2, all_of_an_int, 0}});
}

}  // namespace

result<void> restrict_calls(std::span<const call_exception> exceptions) {
  call_filter filter;
  for (const char* name : allowed) filter.allow(name);
  for (const char* name : absent) filter.answer(name, ENOSYS);
  for (const char* name : ignored) filter.answer(name, 0);
  allow_memory(filter);
  allow_own_process(filter);
  allow_descriptors(filter);
  for (const call_exception& e : exceptions) filter.allow(e.name, e.rules);
  int code = filter.load();
  if (code == 0) return {};
  return error{errc::unsupported, msg("this process cannot be confined: error {}", -code),
               msg("use a kernel with seccomp, as Debian's is")};
}

}  // namespace bangtin::sandbox
