#include <fcntl.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/quota.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>

#include "base/sandbox/attempts.hpp"

namespace bangtin::sandbox::testing {

namespace {

long open_it(const std::filesystem::path& path, int flags) {
  return ::open(path.c_str(), flags, 0600);
}

std::filesystem::path memory_of(pid_t process) {
  return std::filesystem::path("/proc") / std::to_string(process) / "mem";
}

long by_handle(const place& p) {
  alignas(file_handle) unsigned char bytes[sizeof(file_handle) + MAX_HANDLE_SZ] = {};
  auto* handle = reinterpret_cast<file_handle*>(bytes);
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount = 0;
  return ::name_to_handle_at(AT_FDCWD, p.other().c_str(), handle, &mount, 0);
}

std::vector<attempt> changes_by_name() {
  return {
      {"truncate a file by its name", [](const place& p) { return ::truncate(p.other().c_str(), 0); }},
      {"truncate its own input by its name", [](const place& p) { return ::truncate(p.input().c_str(), 0); }},
      {"chmod", [](const place& p) { return ::chmod(p.other().c_str(), 0777); }},
      {"fchmodat", [](const place& p) { return ::fchmodat(AT_FDCWD, p.other().c_str(), 0777, 0); }},
      {"fchmodat2", [](const place& p) { return ::syscall(452, AT_FDCWD, p.other().c_str(), 0777, 0); }},
      {"chown", [](const place& p) { return ::chown(p.other().c_str(), 1, 1); }},
      {"lchown", [](const place& p) { return ::lchown(p.other().c_str(), 1, 1); }},
      {"fchownat", [](const place& p) { return ::fchownat(AT_FDCWD, p.other().c_str(), 1, 1, 0); }},
      {"utimensat", [](const place& p) { return ::utimensat(AT_FDCWD, p.other().c_str(), nullptr, 0); }},
      {"utime", [](const place& p) { return ::syscall(SYS_utime, p.other().c_str(), nullptr); }},
      {"utimes", [](const place& p) { return ::syscall(SYS_utimes, p.other().c_str(), nullptr); }},
      {"futimesat",
       [](const place& p) { return ::syscall(SYS_futimesat, AT_FDCWD, p.other().c_str(), nullptr); }},
      {"unlink", [](const place& p) { return ::unlink(p.other().c_str()); }},
      {"unlinkat", [](const place& p) { return ::unlinkat(AT_FDCWD, p.other().c_str(), 0); }},
      {"rmdir", [](const place& p) { return ::rmdir(p.output().c_str()); }},
      {"rename", [](const place& p) { return ::rename(p.other().c_str(), p.fresh().c_str()); }},
      {"renameat2",
       [](const place& p) {
         return ::syscall(SYS_renameat2, AT_FDCWD, p.other().c_str(), AT_FDCWD, p.fresh().c_str(), 0);
       }},
      {"rename into its folder",
       [](const place& p) { return ::rename(p.other().c_str(), (p.output() / "x").c_str()); }},
      {"link", [](const place& p) { return ::link(p.other().c_str(), p.fresh().c_str()); }},
      {"linkat an open file",
       [](const place& p) {
         return ::linkat(p.other_file.get(), "", AT_FDCWD, p.fresh().c_str(), AT_EMPTY_PATH);
       }},
      {"link into its folder",
       [](const place& p) { return ::link(p.other().c_str(), (p.output() / "x").c_str()); }},
      {"symlink", [](const place& p) { return ::symlink("/etc/passwd", p.fresh().c_str()); }},
      {"symlink in its folder",
       [](const place& p) { return ::symlink("/etc/passwd", (p.output() / "x").c_str()); }},
      {"mkdir", [](const place& p) { return ::mkdir(p.fresh().c_str(), 0700); }},
      {"mkdir in its folder", [](const place& p) { return ::mkdir((p.output() / "x").c_str(), 0700); }},
      {"mknod of a FIFO", [](const place& p) { return ::mknod(p.fresh().c_str(), S_IFIFO | 0600, 0); }},
      {"mknodat in its folder",
       [](const place& p) { return ::mknodat(AT_FDCWD, (p.output() / "x").c_str(), S_IFIFO | 0600, 0); }},
      {"setxattr", [](const place& p) { return ::setxattr(p.other().c_str(), "user.x", "y", 1, 0); }},
      {"removexattr", [](const place& p) { return ::removexattr(p.other().c_str(), "user.x"); }},
      {"chdir", [](const place& p) { return ::chdir(p.output().c_str()); }},
      {"fchdir", [](const place& p) { return ::fchdir(p.folder.get()); }},
      {"umask", [](const place&) { return success_if(::syscall(SYS_umask, 0) >= 0); }},
  };
}

std::vector<attempt> changes_by_descriptor() {
  return {
      {"ftruncate a file that is open for reading",
       [](const place& p) { return ::ftruncate(p.other_file.get(), 0); }},
      {"fallocate", [](const place& p) { return ::fallocate(p.other_file.get(), 0, 0, 4096); }},
      {"fchmod", [](const place& p) { return ::fchmod(p.other_file.get(), 0777); }},
      {"fchown", [](const place& p) { return ::fchown(p.other_file.get(), 1, 1); }},
      {"futimens", [](const place& p) { return ::futimens(p.other_file.get(), nullptr); }},
      {"fsetxattr", [](const place& p) { return ::fsetxattr(p.other_file.get(), "user.x", "y", 1, 0); }},
      {"take a read lease", [](const place& p) { return ::fcntl(p.other_file.get(), F_SETLEASE, F_RDLCK); }},
      {"take a lease with garbage above the command",
       [](const place& p) {
         return ::syscall(SYS_fcntl, p.other_file.get(), garbage | F_SETLEASE, F_RDLCK);
       }},
      {"lock a file that others use",
       [](const place& p) {
         struct flock l {};
         l.l_type = F_RDLCK;
         return ::fcntl(p.other_file.get(), F_SETLK, &l);
       }},
      {"flock", [](const place& p) { return ::syscall(SYS_flock, p.other_file.get(), 2 /* LOCK_EX */); }},
      {"watch a folder by F_NOTIFY",
       [](const place& p) { return ::fcntl(p.folder.get(), F_NOTIFY, DN_MODIFY); }},
      {"seal a file", [](const place& p) { return ::fcntl(p.other_file.get(), F_ADD_SEALS, F_SEAL_WRITE); }},
      {"resize a pipe", [](const place& p) { return ::fcntl(p.pipe_end.get(), F_SETPIPE_SZ, 4096); }},
      {"have a pipe signal", [](const place& p) { return ::fcntl(p.pipe_end.get(), F_SETFL, O_ASYNC); }},
      {"sync the disks", [](const place&) { return success_if(::syscall(SYS_sync) == 0); }},
      {"syncfs", [](const place& p) { return ::syncfs(p.other_file.get()); }},
  };
}

std::vector<attempt> openings() {
  return {
      {"open another file", [](const place& p) { return open_it(p.other(), O_RDONLY); }, true},
      {"open the list of users", [](const place&) { return open_it("/etc/passwd", O_RDONLY); }, true},
      {"list a folder", [](const place&) { return open_it("/etc", O_RDONLY | O_DIRECTORY); }, true},
      {"open for writing", [](const place& p) { return open_it(p.other(), O_WRONLY); }},
      {"open for reading and writing", [](const place& p) { return open_it(p.other(), O_RDWR); }},
      {"open its input for writing", [](const place& p) { return open_it(p.input(), O_WRONLY); }},
      {"open and truncate", [](const place& p) { return open_it(p.other(), O_RDONLY | O_TRUNC); }},
      {"open by an access mode that nobody uses",
       [](const place& p) { return open_it(p.other(), O_ACCMODE); }},
      {"open for writing with garbage above the flags",
       [](const place& p) {
         return ::syscall(SYS_openat, AT_FDCWD, p.other().c_str(), garbage | O_WRONLY, 0);
       }},
      {"open for writing by the older call",
       [](const place& p) { return ::syscall(SYS_open, p.other().c_str(), O_WRONLY, 0); }},
      {"creat", [](const place& p) { return ::syscall(SYS_creat, p.other().c_str(), 0600); }},
      {"openat2",
       [](const place& p) {
         std::uint64_t how[3] = {O_WRONLY, 0, 0};
         return ::syscall(SYS_openat2, AT_FDCWD, p.other().c_str(), how, sizeof how);
       }},
      {"create a file", [](const place& p) { return open_it(p.fresh(), O_WRONLY | O_CREAT); }},
      {"create a new file", [](const place& p) { return open_it(p.fresh(), O_WRONLY | O_CREAT | O_EXCL); },
       true},
      {"create a file without a name",
       [](const place& p) { return open_it(p.output(), O_WRONLY | O_TMPFILE); }},
      {"create shared memory",
       [](const place& p) {
         return open_it("/dev/shm/" + p.output().parent_path().filename().string(), O_RDWR | O_CREAT);
       }},
      {"read the parent's memory", [](const place& p) { return open_it(memory_of(p.parent), O_RDONLY); },
       true},
      {"write the parent's memory", [](const place& p) { return open_it(memory_of(p.parent), O_RDWR); }},
      {"read the parent's environment",
       [](const place& p) { return open_it(memory_of(p.parent).replace_filename("environ"), O_RDONLY); },
       true},
      {"write its own memory", [](const place&) { return open_it("/proc/self/mem", O_RDWR); }},
      {"open a file again by its descriptor for writing",
       [](const place& p) { return open_it("/proc/self/fd/" + std::to_string(p.other_file.get()), O_RDWR); }},
      {"name_to_handle_at", by_handle},
      {"open_by_handle_at",
       [](const place& p) {
         file_handle h{};
         return ::open_by_handle_at(p.folder.get(), &h, O_RDONLY);
       }},
      {"memfd_create", [](const place&) { return ::memfd_create("x", 0); }},
      {"inotify", [](const place&) { return ::inotify_init1(0); }},
      {"the older inotify", [](const place&) { return ::syscall(SYS_inotify_init); }},
      {"fanotify", [](const place&) { return ::fanotify_init(FAN_CLASS_NOTIF, 0); }},
      {"quotactl", [](const place&) { return ::quotactl(QCMD(Q_SYNC, USRQUOTA), nullptr, 0, nullptr); }},
  };
}

}  // namespace

std::vector<attempt> attempts_on_files() {
  std::vector<attempt> all = changes_by_name();
  for (const auto& more : {changes_by_descriptor(), openings()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace bangtin::sandbox::testing
