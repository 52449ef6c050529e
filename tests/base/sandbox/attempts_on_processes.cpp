#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

#include "base/sandbox/attempts.hpp"

namespace bangtin::sandbox::testing {

namespace {

// Ends a process that was created despite the sandbox, at once.
long made(long pid) {
  if (pid == 0) ::_exit(0);
  return pid;
}

long clone_with(std::uint64_t flags) {
  return made(::syscall(SYS_clone, flags, 0L, 0L, 0L, 0L));
}

long run_true(const place&) {
  char* argv[] = {const_cast<char*>("true"), nullptr};
  return ::execv("/bin/true", argv);
}

struct scheduling {
  std::uint32_t size = 48;
  std::uint32_t policy = SCHED_IDLE;
  std::uint64_t rest[5] = {};
};

// The call may succeed without doing anything, so the effect decides.
long reschedule(long named, pid_t really) {
  scheduling wanted;
  ::syscall(SYS_sched_setattr, named, &wanted, 0);
  return success_if(::sched_getscheduler(really) == SCHED_IDLE);
}

long move_memory(long call, const place& p) {
  static int word;
  iovec here{&word, sizeof word};
  return ::syscall(call, p.parent, &here, 1, &here, 1, 0);
}

std::vector<attempt> signals() {
  return {
      {"signal the parent", [](const place& p) { return ::kill(p.parent, 0); }},
      {"signal the parent with garbage above its number",
       [](const place& p) { return ::syscall(SYS_kill, garbage | p.parent, 0); }},
      {"signal every process", [](const place&) { return ::kill(-1, 0); }},
      {"signal its group", [](const place&) { return ::kill(0, 0); }},
      {"tkill", [](const place& p) { return ::syscall(SYS_tkill, p.parent, 0); }},
      {"tgkill", [](const place& p) { return ::syscall(SYS_tgkill, p.parent, p.parent, 0); }},
      {"rt_sigqueueinfo",
       [](const place& p) {
         siginfo_t info{};
         info.si_code = SI_QUEUE;
         return ::syscall(SYS_rt_sigqueueinfo, p.parent, 0, &info);
       }},
      {"rt_tgsigqueueinfo",
       [](const place& p) {
         siginfo_t info{};
         info.si_code = SI_QUEUE;
         return ::syscall(SYS_rt_tgsigqueueinfo, p.parent, p.parent, 0, &info);
       }},
      {"pidfd_open", [](const place& p) { return ::syscall(SYS_pidfd_open, p.parent, 0); }},
      {"pidfd_send_signal",
       [](const place& p) { return ::syscall(SYS_pidfd_send_signal, p.file.get(), 0, 0, 0); }},
      {"pidfd_getfd", [](const place& p) { return ::syscall(SYS_pidfd_getfd, p.file.get(), 0, 0); }},
      {"F_SETOWN to the parent",
       [](const place& p) { return ::fcntl(p.pipe_end.get(), F_SETOWN, p.parent); }},
      {"F_SETOWN with garbage above the command",
       [](const place& p) { return ::syscall(SYS_fcntl, p.pipe_end.get(), garbage | F_SETOWN, p.parent); }},
      {"F_SETOWN_EX to the parent",
       [](const place& p) {
         f_owner_ex owner{F_OWNER_PID, p.parent};
         return ::fcntl(p.pipe_end.get(), F_SETOWN_EX, &owner);
       }},
      {"F_SETSIG", [](const place& p) { return ::fcntl(p.pipe_end.get(), F_SETSIG, SIGKILL); }},
      {"a timer that signals a thread of the parent",
       [](const place& p) {
         sigevent event{};
         event.sigev_notify = SIGEV_THREAD_ID;
         event.sigev_signo = SIGUSR1;
         event._sigev_un._tid = p.parent;
         int id = 0;
         return ::syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id);
       }},
      {"an interval timer",
       [](const place&) {
         itimerval never{};
         return ::setitimer(ITIMER_REAL, &never, nullptr);
       }},
  };
}

std::vector<attempt> scheduling_and_limits() {
  return {
      {"sched_setscheduler of the parent",
       [](const place& p) {
         sched_param none{};
         return ::sched_setscheduler(p.parent, SCHED_IDLE, &none);
       }},
      {"sched_setscheduler of itself",
       [](const place&) {
         sched_param none{};
         return ::sched_setscheduler(0, SCHED_BATCH, &none);
       }},
      {"sched_setparam",
       [](const place& p) {
         sched_param none{};
         return ::sched_setparam(p.parent, &none);
       }},
      {"sched_setattr of the parent", [](const place& p) { return reschedule(p.parent, p.parent); }},
      {"sched_setattr with garbage above its number",
       [](const place& p) { return reschedule(garbage | p.parent, p.parent); }},
      {"sched_setattr of itself", [](const place&) { return reschedule(0, 0); }},
      {"pin the parent to a processor",
       [](const place& p) {
         cpu_set_t one;
         CPU_ZERO(&one);
         CPU_SET(0, &one);
         return ::sched_setaffinity(p.parent, sizeof one, &one);
       }},
      {"setpriority of the parent",
       [](const place& p) { return ::setpriority(PRIO_PROCESS, static_cast<id_t>(p.parent), 0); }},
      {"setpriority of itself", [](const place&) { return ::setpriority(PRIO_PROCESS, 0, 0); }},
      {"setpriority of all of the user's", [](const place&) { return ::setpriority(PRIO_USER, 0, 0); }},
      {"ioprio_set", [](const place& p) { return ::syscall(SYS_ioprio_set, 1, p.parent, 3 << 13); }},
      {"set its own limits",
       [](const place&) {
         rlimit same{};
         if (::getrlimit(RLIMIT_NOFILE, &same) != 0) return 0;
         return ::setrlimit(RLIMIT_NOFILE, &same);
       }},
      {"raise its own limits",
       [](const place&) {
         rlimit none{RLIM_INFINITY, RLIM_INFINITY};
         return ::setrlimit(RLIMIT_AS, &none);
       }},
      {"set its limits by the older call",
       [](const place&) {
         rlimit none{RLIM_INFINITY, RLIM_INFINITY};
         return ::syscall(SYS_setrlimit, RLIMIT_CORE, &none);
       }},
      {"look at the parent's limits",
       [](const place& p) {
         rlimit now{};
         return ::prlimit(p.parent, RLIMIT_NOFILE, nullptr, &now);
       }},
      {"lower the parent's limits",
       [](const place& p) {
         rlimit none{};
         return ::prlimit(p.parent, RLIMIT_NOFILE, &none, nullptr);
       }},
      {"have a core dump",
       [](const place&) {
         rlimit now{};
         return success_if(::getrlimit(RLIMIT_CORE, &now) != 0 || now.rlim_max != 0);
       }},
      {"migrate_pages of the parent",
       [](const place& p) { return ::syscall(SYS_migrate_pages, p.parent, 0, 0, 0); }},
      {"setpgid", [](const place& p) { return ::setpgid(p.parent, p.parent); }},
      {"setsid", [](const place&) { return ::setsid(); }},
  };
}

std::vector<attempt> other_memory() {
  return {
      {"trace the parent", [](const place& p) { return ::ptrace(PTRACE_SEIZE, p.parent, 0, 0); }},
      {"be traced", [](const place&) { return ::ptrace(PTRACE_TRACEME, 0, 0, 0); }},
      {"process_vm_readv", [](const place& p) { return move_memory(SYS_process_vm_readv, p); }},
      {"process_vm_writev", [](const place& p) { return move_memory(SYS_process_vm_writev, p); }},
      {"process_madvise",
       [](const place& p) { return ::syscall(SYS_process_madvise, p.file.get(), 0, 0, 0, 0); }},
      {"kcmp", [](const place& p) { return ::syscall(SYS_kcmp, p.parent, p.parent, 0, 0, 0); }},
      {"find the parent's locks",
       [](const place& p) {
         void* head = nullptr;
         std::size_t size = 0;
         return ::syscall(SYS_get_robust_list, p.parent, &head, &size);
       }},
      {"become dumpable", [](const place&) { return ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }},
      {"be dumpable", [](const place&) { return success_if(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0); }},
      {"choose a tracer", [](const place& p) { return ::prctl(PR_SET_PTRACER, p.parent, 0, 0, 0); }},
      {"outlive the parent", [](const place&) { return ::prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }},
      {"outlive it with garbage above the option",
       [](const place&) { return ::syscall(SYS_prctl, garbage | PR_SET_PDEATHSIG, 0, 0, 0, 0); }},
      {"adopt processes", [](const place&) { return ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }},
  };
}

std::vector<attempt> new_processes() {
  return {
      {"execve", run_true},
      {"execveat",
       [](const place& p) {
         char* argv[] = {const_cast<char*>("true"), nullptr};
         return ::syscall(SYS_execveat, p.program.get(), "", argv, nullptr, AT_EMPTY_PATH);
       }},
      {"fork", [](const place&) { return made(::fork()); }},
      {"the fork call itself", [](const place&) { return made(::syscall(SYS_fork)); }},
      {"vfork", [](const place&) { return made(::syscall(SYS_vfork)); }},
      {"clone", [](const place&) { return clone_with(SIGCHLD); }},
      {"clone a sibling", [](const place&) { return clone_with(CLONE_PARENT | SIGCHLD); }},
      {"clone with its memory", [](const place&) { return clone_with(CLONE_VM | CLONE_VFORK | SIGCHLD); }},
      {"clone into a user namespace", [](const place&) { return clone_with(CLONE_NEWUSER | SIGCHLD); }},
      {"a thread in a namespace",
       [](const place&) { return clone_with(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWNET); }},
      {"clone3",
       [](const place&) {
         clone_args a{};
         a.exit_signal = SIGCHLD;
         return made(::syscall(SYS_clone3, &a, sizeof a));
       }},
      {"unshare", [](const place&) { return ::unshare(CLONE_NEWUSER); }},
      {"unshare its files", [](const place&) { return ::unshare(CLONE_FILES); }},
      {"setns", [](const place& p) { return ::setns(p.file.get(), 0); }},
      {"wait for processes", [](const place&) { return ::waitpid(-1, nullptr, WNOHANG); }},
  };
}

}  // namespace

std::vector<attempt> attempts_on_processes() {
  std::vector<attempt> all = signals();
  for (const auto& more : {scheduling_and_limits(), other_memory(), new_processes()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace bangtin::sandbox::testing
