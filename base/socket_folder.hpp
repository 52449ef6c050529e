// Whether a Unix socket can be trusted by its place. Whoever may write to the folder of a socket can put
// another one there and answer as the daemon, so the folder must belong to root, to the user, or to somebody
// to whom root gave it (/run/bangtin).
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "base/error.hpp"

namespace bangtin {

// What decides about a folder; of a symbolic link, the link itself.
struct folder_facts {
  mode_t mode = 0;  // with the kind of file
  uid_t owner = 0;
  mode_t parent_mode = 0;
  uid_t parent_owner = 0;
};

// Why the folder must not hold a socket of the user `me`: an English reason, or empty. Pure.
enum class folder_fault { none, no_folder, of_another, open_to_others };
folder_fault fault_of(const folder_facts& f, uid_t me);

// errc::forbidden, with what to do, when the folder of `socket` cannot be trusted. Success where there is no
// folder yet.
result<void> check_socket_folder(const std::filesystem::path& socket);

// The process at the other end of the connected socket `fd` must belong to root, to this user, or to the
// owner of the folder of `socket`: errc::forbidden otherwise.
result<void> check_socket_peer(int fd, const std::filesystem::path& socket);

}  // namespace bangtin
