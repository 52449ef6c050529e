#include "e2e/slow_network.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace bangtin::e2e {

namespace {

using std::chrono::steady_clock;

constexpr int look_every_ms = 20;
constexpr std::size_t max_piece = 64 * 1024;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// How many bytes may pass by now.
class allowance {
 public:
  std::size_t at(std::int64_t rate) {
    steady_clock::time_point now = steady_clock::now();
    double seconds = std::chrono::duration<double>(now - since_).count();
    since_ = now;
    if (rate == 0) return max_piece;
    saved_ = std::min(saved_ + seconds * static_cast<double>(rate), static_cast<double>(max_piece));
    return static_cast<std::size_t>(saved_);
  }
  void spend(std::size_t bytes) { saved_ = std::max(saved_ - static_cast<double>(bytes), 0.0); }

 private:
  steady_clock::time_point since_ = steady_clock::now();
  double saved_ = 0;
};

}  // namespace

slow_network::slow_network(const std::string& server)
    : server_port_(static_cast<std::uint16_t>(std::stoi(server.substr(server.rfind(':') + 1)))),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.get(), plain, size) != 0 || ::listen(listener_.get(), 32) != 0 ||
      ::getsockname(listener_.get(), plain, &size) != 0) {
    throw std::runtime_error("the slow network has no port");
  }
  port_ = ntohs(address.sin_port);
  accepts_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

slow_network::~slow_network() {
  accepts_.request_stop();
  accepts_.join();
}

std::string slow_network::address() const {
  return "127.0.0.1:" + std::to_string(port_);
}

void slow_network::accept_all(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd waits{listener_.get(), POLLIN, 0};
    if (::poll(&waits, 1, look_every_ms) <= 0) continue;
    unique_fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) continue;
    std::lock_guard lock(mutex_);
    connections_.emplace_back(
        [this, fd = std::move(client)](const std::stop_token& end) mutable { forward(end, std::move(fd)); });
  }
}

void slow_network::forward(const std::stop_token& stop, unique_fd client) {
  unique_fd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(server_port_);
  if (::connect(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
  allowance may;
  bool file = false;
  std::string bytes(max_piece, '\0');
  while (!stop.stop_requested()) {
    std::size_t allowed = may.at(file ? files_ : rest_);
    pollfd fds[] = {{client.get(), POLLIN, 0},
                    {server.get(), static_cast<short>(allowed > 0 ? POLLIN : 0), 0}};
    if (::poll(fds, 2, look_every_ms) < 0) return;
    if (fds[0].revents != 0) {
      ssize_t n = ::recv(client.get(), bytes.data(), bytes.size(), 0);
      if (n <= 0) return;
      std::string_view request(bytes.data(), static_cast<std::size_t>(n));
      file = request.starts_with("GET /v1/media/");
      if (!send_all(server.get(), request)) return;
    }
    if (fds[1].revents != 0 && allowed > 0) {
      ssize_t n = ::recv(server.get(), bytes.data(), std::min(allowed, bytes.size()), 0);
      if (n <= 0) return;
      may.spend(static_cast<std::size_t>(n));
      if (!send_all(client.get(), {bytes.data(), static_cast<std::size_t>(n)})) return;
    }
  }
}

}  // namespace bangtin::e2e
