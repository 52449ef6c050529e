// The zygote survives the exec: its socket stays open, and the environment carries the socket's number and
// the zygote's process id.
#include "player/decode/zygote_start.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "player/decode/request.hpp"

namespace bangtin::player::decode {

namespace {

constexpr const char* variable = "BANGTIN_ZYGOTE";

bool is_our_kind_of_socket(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

}  // namespace

std::optional<zygote_process> start_zygote(const std::filesystem::path& program,
                                           const std::filesystem::path& registry) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return std::nullopt;
  unique_fd ours(pair[0]);
  unique_fd theirs(pair[1]);
  process_setup setup;
  setup.argv = {program.string(), "--zygote"};
  if (!registry.empty()) setup.argv.push_back(registry.string());
  setup.descriptors = {{theirs.get(), zygote_fd}};
  setup.environment = {"LC_ALL=C.UTF-8"};
  auto started = start_process(setup);
  if (!started) return std::nullopt;
  return zygote_process{std::move(*started), std::move(ours)};
}

void hand_on(const zygote_process& started) {
  int fd = started.socket.get();
  if (::fcntl(fd, F_SETFD, 0) != 0) return;
  ::setenv(variable, fmt::format("{} {}", fd, started.process.pid()).c_str(), 1);
}

std::optional<zygote_process> take_handed_on() {
  const char* text = std::getenv(variable);
  int fd = -1;
  int pid = -1;
  bool said = text != nullptr && std::sscanf(text, "%d %d", &fd, &pid) == 2;
  ::unsetenv(variable);
  if (!said || fd <= STDERR_FILENO || !is_our_kind_of_socket(fd)) return std::nullopt;
  unique_fd socket(fd);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  auto process = adopt_process(pid);
  if (!process) return std::nullopt;
  return zygote_process{std::move(*process), std::move(socket)};
}

}  // namespace bangtin::player::decode
