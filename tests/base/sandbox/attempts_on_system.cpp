#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/reboot.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>

#include "base/sandbox/attempts.hpp"

namespace bangtin::sandbox::testing {

namespace {

long pair_of(int family, int type) {
  int fds[2];
  return ::socketpair(family, type, 0, fds);
}

// An address without a file, on which any process may listen.
struct abstract_address {
  sockaddr_un address{};
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
  abstract_address() {
    address.sun_family = AF_UNIX;
    address.sun_path[1] = 'x';
  }
  socklen_t size = sizeof(sa_family_t) + 2;
};

long send_message(const place& p) {
  abstract_address to;
  msghdr m{};
  m.msg_name = &to.address;
  m.msg_namelen = to.size;
  return ::sendmsg(p.datagram.get(), &m, MSG_DONTWAIT);
}

// From AF_UNIX to beyond the last family that Linux knows.
long socket_of_any_family(const place&) {
  for (int family = 0; family < 60; ++family) {
    for (int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET}) {
      if (long made = ::socket(family, type, 0); !denied(made)) return made;
    }
  }
  errno = EPERM;
  return -1;
}

std::vector<attempt> sockets() {
  return {
      {"a socket of any family", socket_of_any_family},
      {"a raw socket", [](const place&) { return ::socket(AF_INET, SOCK_RAW, 1); }},
      {"a TCP socket", [](const place&) { return ::socket(AF_INET6, SOCK_STREAM, 0); }},
      {"a pair of datagram sockets",
       [](const place&) { return pair_of(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC); }},
      {"a pair of packet sockets", [](const place&) { return pair_of(AF_UNIX, SOCK_SEQPACKET); }},
      {"a pair of raw sockets", [](const place&) { return pair_of(AF_UNIX, SOCK_RAW); }},
      {"a pair of another family", [](const place&) { return pair_of(AF_TIPC, SOCK_RDM); }},
      {"a pair with garbage above the type",
       [](const place&) {
         int fds[2];
         return ::syscall(SYS_socketpair, AF_UNIX, garbage | SOCK_DGRAM, 0, fds);
       }},
      {"send to an abstract address",
       [](const place& p) {
         abstract_address to;
         return ::sendto(p.datagram.get(), "x", 1, MSG_DONTWAIT, to.get(), to.size);
       }},
      {"send on a socket that is not the worker's",
       [](const place& p) { return ::send(p.datagram.get(), "x", 1, MSG_DONTWAIT); }},
      {"sendmsg to an abstract address", send_message},
      {"sendmmsg", [](const place& p) { return ::sendmmsg(p.datagram.get(), nullptr, 0, 0); }},
      {"recvmsg", [](const place& p) { return ::recvmsg(p.datagram.get(), nullptr, MSG_DONTWAIT); }},
      {"connect to an abstract address",
       [](const place& p) {
         abstract_address to;
         return ::connect(p.datagram.get(), to.get(), to.size);
       }},
      {"connect TCP",
       [](const place& p) {
         sockaddr to{AF_UNSPEC, {}};
         return ::connect(p.tcp.get(), &to, sizeof to);
       }},
      {"bind",
       [](const place& p) {
         abstract_address to;
         return ::bind(p.datagram.get(), to.get(), to.size);
       }},
      {"listen", [](const place& p) { return ::listen(p.tcp.get(), 1); }},
      {"accept", [](const place& p) { return ::accept4(p.tcp.get(), nullptr, nullptr, SOCK_NONBLOCK); }},
      {"setsockopt",
       [](const place& p) {
         int on = 1;
         return ::setsockopt(p.tcp.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
       }},
  };
}

std::vector<attempt> kernel_interfaces() {
  return {
    {"bpf",
     [](const place&) {
       bpf_attr a{};
       return ::syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof a);
     }},
        {"perf_event_open",
         [](const place&) {
           perf_event_attr a{};
           a.size = sizeof a;
           return ::syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);
         }},
        {"userfaultfd", [](const place&) { return ::syscall(SYS_userfaultfd, 1); }},
        {"io_uring_setup", [](const place&) { return ::syscall(SYS_io_uring_setup, 1, nullptr); }},
        {"io_uring_enter",
         [](const place& p) { return ::syscall(SYS_io_uring_enter, p.file.get(), 1, 0, 0, 0, 0); }},
        {"io_setup",
         [](const place&) {
           unsigned long context = 0;
           return ::syscall(SYS_io_setup, 1, &context);
         }},
        {"keyctl", [](const place&) { return ::syscall(SYS_keyctl, 0, -3, 0, 0, 0); }},
        {"add_key", [](const place&) { return ::syscall(SYS_add_key, "user", "x", "y", 1, -3); }},
        {"request_key", [](const place&) { return ::syscall(SYS_request_key, "user", "x", nullptr, -3); }},
        {"TIOCSTI", [](const place&) { return ::ioctl(0, TIOCSTI, "x"); }},
        {"an ioctl with garbage above the request",
         [](const place& p) { return ::syscall(SYS_ioctl, p.pipe_end.get(), garbage | FIONREAD, nullptr); }},
        {"shmget", [](const place&) { return ::syscall(SYS_shmget, IPC_PRIVATE, 4096, 0600); }},
        {"shmat", [](const place&) { return ::syscall(SYS_shmat, 0, nullptr, 0); }},
        {"msgget", [](const place&) { return ::syscall(SYS_msgget, 77, 0); }},
        {"semget", [](const place&) { return ::syscall(SYS_semget, 77, 1, 0); }},
        {"mq_open", [](const place&) { return ::syscall(SYS_mq_open, "x", O_RDONLY, 0, nullptr); }},
        {"another personality", [](const place&) { return ::personality(READ_IMPLIES_EXEC); }},
        {"modify_ldt", [](const place&) { return ::syscall(SYS_modify_ldt, 0, nullptr, 0); }},
        {"splice",
         [](const place& p) { return ::splice(p.file.get(), nullptr, p.pipe_end.get(), nullptr, 1, 0); }},
        {"vmsplice", [](const place& p) { return ::vmsplice(p.pipe_end.get(), nullptr, 0, 0); }},
        {"landlock once more", [](const place&) { return ::syscall(444, nullptr, 0, 1); }},
        {"seccomp once more",
         [](const place&) { return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, nullptr); }},
        {"seccomp by prctl",
         [](const place&) { return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr); }},
        {"a call of tomorrow", [](const place&) { return ::syscall(1023); }},
#if defined(__x86_64__)
        {"a call of x32", [](const place&) { return ::syscall(0x4000'0000 + SYS_getpid); }},
        {"a call of 32 bits", [](const place&) {
           long result = 20;  // getpid
           asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
           return result;
         }},
#endif
  };
}

std::vector<attempt> machine() {
  return {
      {"mount", [](const place&) { return ::mount("", "/nonexistent", "", 0, nullptr); }},
      {"umount", [](const place&) { return ::umount2("/nonexistent", 0); }},
      {"fsopen", [](const place&) { return ::syscall(SYS_fsopen, "nonexistent", 0); }},
      {"open_tree", [](const place& p) { return ::syscall(SYS_open_tree, AT_FDCWD, p.output().c_str(), 1); }},
      {"move_mount", [](const place&) { return ::syscall(SYS_move_mount, -1, "", -1, "", 0); }},
      {"chroot", [](const place&) { return ::chroot("/nonexistent"); }},
      {"pivot_root", [](const place&) { return ::syscall(SYS_pivot_root, "/nonexistent", "/nonexistent"); }},
      {"reboot", [](const place&) { return ::syscall(SYS_reboot, 0, 0, 0, nullptr); }},
      {"swapon", [](const place&) { return ::syscall(SYS_swapon, "/nonexistent", 0); }},
      {"swapoff", [](const place&) { return ::syscall(SYS_swapoff, "/nonexistent"); }},
      {"kexec_load", [](const place&) { return ::syscall(SYS_kexec_load, 0, 17, nullptr, ~0UL); }},
      {"init_module", [](const place&) { return ::syscall(SYS_init_module, nullptr, 0, ""); }},
      {"delete_module", [](const place&) { return ::syscall(SYS_delete_module, "nonexistent", 0); }},
      {"set the time", [](const place&) { return ::syscall(SYS_clock_settime, CLOCK_REALTIME, nullptr); }},
      {"settimeofday", [](const place&) { return ::syscall(SYS_settimeofday, garbage, nullptr); }},
      {"adjtimex", [](const place&) { return ::syscall(SYS_adjtimex, nullptr); }},
      {"sethostname", [](const place&) { return ::syscall(SYS_sethostname, nullptr, 1); }},
      {"read the kernel's log", [](const place&) { return ::syscall(SYS_syslog, 10, nullptr, 0); }},
      {"acct", [](const place&) { return ::syscall(SYS_acct, "/nonexistent"); }},
      {"setuid", [](const place&) { return ::syscall(SYS_setuid, ::getuid()); }},
      {"setgid", [](const place&) { return ::syscall(SYS_setgid, ::getgid()); }},
      {"setresuid", [](const place&) { return ::syscall(SYS_setresuid, -1, -1, -1); }},
      {"setgroups", [](const place&) { return ::syscall(SYS_setgroups, 1, nullptr); }},
      {"capset", [](const place&) { return ::syscall(SYS_capset, nullptr, nullptr); }},
      {"iopl", [](const place&) { return ::syscall(SYS_iopl, 4); }},
      {"make data executable",
       [](const place&) {
         void* m = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         return ::mprotect(m, 4096, PROT_READ | PROT_EXEC);
       }},
      {"map shared memory to write and execute",
       [](const place&) {
         void* m = ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
         return m == MAP_FAILED ? -1 : 0;
       }},
      {"map a file to write and execute",
       [](const place& p) {
         void* m = ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE, p.file.get(), 0);
         return m == MAP_FAILED ? -1 : 0;
       }},
      {"gain memory that was poisoned",
       [](const place&) { return ::madvise(nullptr, 4096, 100 /* MADV_HWPOISON */); }},
  };
}

}  // namespace

std::vector<attempt> attempts_on_system() {
  std::vector<attempt> all = sockets();
  for (const auto& more : {kernel_interfaces(), machine()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace bangtin::sandbox::testing
