#include "base/socket_folder.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"

namespace bangtin {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& socket) {
  std::error_code ignored;
  return fs::absolute(socket, ignored).lexically_normal().parent_path();
}

// Empty when the folder is not there or cannot be looked at.
std::optional<folder_facts> facts_of(const fs::path& folder) {
  struct stat own {
  }, above{};
  if (::lstat(folder.c_str(), &own) != 0 || ::stat(folder.parent_path().c_str(), &above) != 0) return {};
  return folder_facts{own.st_mode, own.st_uid, above.st_mode, above.st_uid};
}

message remedy() {
  return msg("name a socket in a folder of your own with --socket, or set XDG_RUNTIME_DIR");
}

}  // namespace

folder_fault fault_of(const folder_facts& f, uid_t me) {
  if (!S_ISDIR(f.mode)) return folder_fault::no_folder;
  const bool by_root = f.parent_owner == 0 && (f.parent_mode & (S_IWGRP | S_IWOTH)) == 0;
  if (f.owner != 0 && f.owner != me && !by_root) return folder_fault::of_another;
  if ((f.mode & S_IWOTH) != 0) return folder_fault::open_to_others;
  // In a sticky folder (/tmp) nobody can move or replace what belongs to others.
  const bool replaceable = (f.parent_mode & S_IWOTH) != 0 && (f.parent_mode & S_ISVTX) == 0;
  return replaceable ? folder_fault::open_to_others : folder_fault::none;
}

result<void> check_socket_folder(const fs::path& socket) {
  const fs::path folder = folder_of(socket);
  std::optional<folder_facts> facts = facts_of(folder);
  if (!facts) return {};
  const std::string shown = printable(folder.string());
  switch (fault_of(*facts, ::geteuid())) {
    case folder_fault::none:
      return {};
    case folder_fault::no_folder:
      return error{errc::forbidden, msg("{}, where the admin socket should be, is no folder", shown),
                   remedy()};
    case folder_fault::of_another:
      return error{
          errc::forbidden,
          msg("the admin socket's folder {} belongs to another user (uid {}), who could answer as the "
              "daemon",
              shown, facts->owner),
          remedy()};
    case folder_fault::open_to_others:
      break;
  }
  return error{
      errc::forbidden,
      msg("everybody may write to the admin socket's folder {}, and could answer as the daemon", shown),
      remedy()};
}

result<void> check_socket_peer(int fd, const fs::path& socket) {
  ucred who{};
  socklen_t length = sizeof who;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) {
    return system_error(msg("ask who answers at {}", socket.string()), errno);
  }
  std::optional<folder_facts> facts = facts_of(folder_of(socket));
  const bool of_folder = facts && who.uid == facts->owner;
  if (who.uid == 0 || who.uid == ::geteuid() || of_folder) return {};
  return error{errc::forbidden,
               msg("another user (uid {}) answers at the admin socket {}, not the daemon", who.uid,
                   printable(socket.string())),
               remedy()};
}

}  // namespace bangtin
