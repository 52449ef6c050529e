// The states of the socket: not there, not to be opened, not a socket, left behind, or silent.
#include "admin-cli/commands/daemon_absence.hpp"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// Whether systemd knows the daemon's unit on this machine.
bool has_unit() {
  constexpr std::array folders{"/etc/systemd/system", "/usr/local/lib/systemd/system",
                               "/usr/lib/systemd/system", "/lib/systemd/system"};
  for (const char* folder : folders) {
    std::error_code failed;
    if (fs::exists(fs::path(folder) / "bangtind.service", failed)) return true;
  }
  return false;
}

message how_to_start() {
  return has_unit() ? msg("start it: sudo systemctl start bangtind; if it ends again, journalctl -u bangtind "
                          "says why")
                    : msg("start bangtind, or name the socket of the one that runs with --socket or "
                          "BANGTIN_SOCKET");
}

// The group that may open the path or, where that cannot be looked at, its folder.
std::string group_of(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 && ::stat(path.parent_path().c_str(), &facts) != 0) return "bangtin";
  const group* entry = ::getgrgid(facts.st_gid);
  return entry != nullptr && entry->gr_name != nullptr ? entry->gr_name : std::to_string(facts.st_gid);
}

error not_allowed(const fs::path& socket) {
  return {errc::unreachable, msg("you may not use the admin socket {}", printable(socket.string())),
          msg("join its group, and log in anew: sudo usermod -aG {} \"$USER\"; or call the command with sudo",
              group_of(socket))};
}

// errno of a try to connect; 0: somebody takes connections.
int try_to_connect(const fs::path& socket) {
  unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (!fd || path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  bool connected = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return connected ? 0 : errno;
}

}  // namespace

error explain_absence(const settings& set, error unreachable) {
  if (set.socket.empty()) return unreachable;
  const fs::path socket = set.socket;
  const std::string shown = printable(set.socket);
  struct stat facts {};
  const int looked = ::stat(socket.c_str(), &facts) == 0 ? 0 : errno;
  if (looked == EACCES) return not_allowed(socket);
  if (looked != 0) {
    return {errc::unreachable, msg("the daemon does not run here: there is no admin socket {}", shown),
            how_to_start()};
  }
  if (!S_ISSOCK(facts.st_mode)) {
    return {errc::unreachable, msg("{} is no socket", shown),
            msg("name the daemon's admin socket with --socket or BANGTIN_SOCKET")};
  }
  switch (try_to_connect(socket)) {
    case EACCES:
    case EPERM:
      return not_allowed(socket);
    case ECONNREFUSED:
      return {errc::unreachable, msg("the daemon does not run: nobody answers at its socket {}", shown),
              how_to_start()};
    case 0:
    case EAGAIN:
      return {
          errc::unreachable, msg("the daemon takes connections at {} and does not answer", shown),
          msg("look at its log (journalctl -u bangtind), then restart it: sudo systemctl restart bangtind")};
    default:
      return unreachable;
  }
}

}  // namespace bangtin::admin_cli::commands
