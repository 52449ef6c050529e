#include "scheduler/http/raw_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <stdexcept>

namespace bangtin::scheduler::test {

namespace {

sockaddr_in loopback(std::uint16_t port, std::uint32_t host = 1) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xffffff00) | host);
  return at;
}

unique_fd connected(int family, const sockaddr* to, socklen_t length, const sockaddr_in* from = nullptr) {
  unique_fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (from != nullptr && ::bind(fd.get(), reinterpret_cast<const sockaddr*>(from), sizeof *from) != 0) {
    throw std::runtime_error("cannot bind");
  }
  timeval timeout{20, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  if (::connect(fd.get(), to, length) != 0) throw std::runtime_error("cannot connect");
  return fd;
}

}  // namespace

raw_client::raw_client(std::uint16_t port, int from) {
  const sockaddr_in to = loopback(port), own = loopback(0, static_cast<std::uint32_t>(from));
  fd_ = connected(AF_INET, reinterpret_cast<const sockaddr*>(&to), sizeof to, from == 1 ? nullptr : &own);
}

raw_client::raw_client(const std::filesystem::path& socket) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  socket.native().copy(to.sun_path, sizeof to.sun_path - 1);
  fd_ = connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void raw_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;  // the other side has closed the connection; its reply says why
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

bool raw_client::fill() {
  char buffer[64 * 1024];
  ssize_t n = ::recv(fd_.get(), buffer, sizeof buffer, 0);
  if (n <= 0) return false;
  in_.append(buffer, static_cast<std::size_t>(n));
  return true;
}

answer raw_client::read(bool bodiless) {
  answer a;
  std::size_t end = 0;
  while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return a;
  }
  std::string head = in_.substr(0, end + 2);
  in_.erase(0, end + 4);
  a.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    std::size_t stop = head.find("\r\n", at);
    std::size_t colon = head.find(':', at);
    std::string name = head.substr(at, colon - at);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    a.headers[name] = head.substr(colon + 2, stop - colon - 2);
    at = stop + 2;
  }
  if (bodiless || a.headers.count("content-length") == 0) return a;
  std::size_t length = std::stoul(a.headers["content-length"]);
  while (in_.size() < length && fill()) {
  }
  a.body = in_.substr(0, length);
  in_.erase(0, length);
  return a;
}

std::string raw_client::line() {
  std::size_t end = 0;
  while ((end = in_.find("\r\n")) == std::string::npos && fill()) {
  }
  std::string found = in_.substr(0, end);
  in_.erase(0, end == std::string::npos ? end : end + 2);
  return found;
}

std::string raw_client::bytes(std::size_t n) {
  while (in_.size() < n && fill()) {
  }
  std::string found = in_.substr(0, n);
  in_.erase(0, n);
  return found;
}

bool raw_client::ended() {
  char byte = 0;
  return in_.empty() && ::recv(fd_.get(), &byte, 1, 0) <= 0 && errno != EAGAIN;
}

std::string request_text(std::string_view method, std::string_view path, std::string_view body,
                         std::string_view header_lines) {
  std::string length;
  if (method != "GET" && method != "HEAD") length = fmt::format("Content-Length: {}\r\n", body.size());
  return fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}{}\r\n{}", method, path, length, header_lines,
                     body);
}

}  // namespace bangtin::scheduler::test
