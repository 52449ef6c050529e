// A disk that is full soon, for one process.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace bangtin::media::testing {

inline bool write_text(const char* file, const std::string& text) {
  std::ofstream out(file);
  return static_cast<bool>(out << text << std::flush);
}

// A disk of `pages` pages in a mount namespace of this process's own; false where that is not allowed.
inline bool mount_small_disk(const std::filesystem::path& at, int pages) {
  std::string user = std::to_string(::getuid());
  std::string group = std::to_string(::getgid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (!write_text("/proc/self/uid_map", "0 " + user + " 1")) return false;
  // Without a group nothing can be created on it.
  if (!write_text("/proc/self/setgroups", "deny")) return false;
  if (!write_text("/proc/self/gid_map", "0 " + group + " 1")) return false;
  std::string size = "nr_blocks=" + std::to_string(pages);
  return ::mount("none", at.c_str(), "tmpfs", 0, size.c_str()) == 0;
}

}  // namespace bangtin::media::testing
