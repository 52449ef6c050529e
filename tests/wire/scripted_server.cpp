#include "wire/scripted_server.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace bangtin::wire {

namespace {

// Reads one request: the header, and as many bytes as its Content-Length says. Empty when the client has
// closed the connection.
std::string read_request(int fd) {
  std::string request;
  char buffer[4096];
  for (;;) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t field = request.find("Content-Length: ");
      const std::size_t length = field < end ? std::stoul(request.substr(field + 16)) : 0;
      if (request.size() >= end + 4 + length) return request;
    }
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) return {};
    request.append(buffer, static_cast<std::size_t>(n));
  }
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;  // the client has closed the connection
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void drip(int fd) {
  pollfd closes{fd, POLLIN, 0};
  while (::poll(&closes, 1, 50) == 0) send_all(fd, "x");
}

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

unique_fd listen_at(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  require(socket.size() < sizeof address.sun_path, "path too long");
  std::memcpy(address.sun_path, socket.c_str(), socket.size());
  unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  require(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  require(::listen(fd.get(), 8) == 0, "listen");
  return fd;
}

unique_fd listen_on_loopback(int& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  unique_fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  require(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  require(::listen(fd.get(), 8) == 0, "listen");
  socklen_t size = sizeof address;
  require(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

scripted_server::scripted_server(std::vector<scripted_answer> answers, const std::string& socket)
    : listener_(socket.empty() ? listen_on_loopback(port_) : listen_at(socket)),
      thread_([this, given = std::move(answers)] { run(given); }) {}

scripted_server::~scripted_server() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
}

const std::vector<std::string>& scripted_server::requests() {
  if (thread_.joinable()) thread_.join();
  return requests_;
}

void scripted_server::run(const std::vector<scripted_answer>& answers) {
  unique_fd connection;
  for (std::size_t next = 0; next < answers.size();) {
    if (!connection) {
      connection = unique_fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection) return;  // the test has ended
      ++connections_;
    }
    std::string request = read_request(connection.get());
    if (request.empty()) {
      connection.reset();
      continue;
    }
    requests_.push_back(std::move(request));
    const scripted_answer& answer = answers[next++];
    send_all(connection.get(), answer.bytes);
    char byte = 0;
    if (answer.drip) drip(connection.get());
    if (answer.wait_for_end) (void)!::recv(connection.get(), &byte, 1, 0);
    if (answer.close || answer.wait_for_end || answer.drip) connection.reset();
  }
}

}  // namespace bangtin::wire
