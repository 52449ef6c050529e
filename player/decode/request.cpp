// Descriptors travel by SCM_RIGHTS, see unix(7). A unique_fd owns every received descriptor at once, so
// descriptors are closed even if the rest of the message is malformed.
#include "player/decode/request.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace bangtin::player::decode {

namespace {

constexpr std::size_t max_fds = 4;
constexpr std::int64_t max_ms = 86'400'000;

struct request_packet {
  std::uint32_t video = 0;
  std::uint32_t sound = 0;
  std::int64_t offset_ms = 0;
  std::int64_t length_ms = 0;
};

struct rights {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * max_fds)> bytes{};
};

bool sensible(const request_packet& p, std::size_t fds) {
  auto time = [](std::int64_t ms) { return ms >= 0 && ms <= max_ms; };
  return p.video <= 1 && p.sound <= 1 && time(p.offset_ms) && time(p.length_ms) && fds == 3 + p.sound;
}

std::vector<unique_fd> taken_from(msghdr& m) {
  std::vector<unique_fd> fds;
  for (cmsghdr* c = CMSG_FIRSTHDR(&m); c != nullptr; c = CMSG_NXTHDR(&m, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    std::size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      fds.emplace_back(fd);
    }
  }
  return fds;
}

}  // namespace

bool send_request(int socket, const decode_request& request, std::span<const int> fds) {
  request_packet p{request.video, request.sound, request.offset.count(), request.length.count()};
  if (fds.size() > max_fds || !sensible(p, fds.size())) return false;
  iovec v{&p, sizeof p};
  rights r;
  msghdr m{};
  m.msg_iov = &v;
  m.msg_iovlen = 1;
  m.msg_control = r.bytes.data();
  m.msg_controllen = CMSG_SPACE(fds.size_bytes());
  cmsghdr* c = CMSG_FIRSTHDR(&m);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(fds.size_bytes());
  std::memcpy(CMSG_DATA(c), fds.data(), fds.size_bytes());
  ssize_t n = 0;
  do {
    n = ::sendmsg(socket, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof p);
}

std::optional<received_request> receive_request(int socket) {
  for (;;) {
    request_packet p;
    iovec v{&p, sizeof p};
    rights r;
    msghdr m{};
    m.msg_iov = &v;
    m.msg_iovlen = 1;
    m.msg_control = r.bytes.data();
    m.msg_controllen = r.bytes.size();
    ssize_t n = ::recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    std::vector<unique_fd> fds = taken_from(m);
    bool whole = n == static_cast<ssize_t>(sizeof p) && (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
    if (!whole || !sensible(p, fds.size())) continue;
    return received_request{{p.video == 1, p.sound == 1, std::chrono::milliseconds(p.offset_ms),
                             std::chrono::milliseconds(p.length_ms)},
                            std::move(fds)};
  }
}

bool send_answer(int socket, std::int64_t pid) {
  ssize_t n = 0;
  do {
    n = ::send(socket, &pid, sizeof pid, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof pid);
}

std::optional<zygote_answer> receive_answer(int socket, std::chrono::milliseconds timeout) {
  pollfd readable{socket, POLLIN, 0};
  if (timeout.count() > 0) ::poll(&readable, 1, static_cast<int>(timeout.count()));
  zygote_answer a;
  ssize_t n = ::recv(socket, &a.pid, sizeof a.pid, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  a.hung_up = n != static_cast<ssize_t>(sizeof a.pid);
  return a;
}

}  // namespace bangtin::player::decode
