// One thread and epoll, so the generator takes little of the machine from the server.
#include "bench/poll_load.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/files.hpp"

namespace bangtin::bench {

namespace {

using std::chrono::steady_clock;

struct free_tls {
  void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
  void operator()(SSL* s) const { SSL_free(s); }
};

struct connection {
  unique_fd fd;
  std::unique_ptr<SSL, free_tls> tls;
  std::string request;
  std::string header;         // of the running reply, until it is complete
  std::size_t body_left = 0;  // once the header is complete
  bool in_body = false;
  steady_clock::time_point sent;
};

[[noreturn]] void fail(std::string_view what) {
  throw std::runtime_error(fmt::format("polling: {}", what));
}

connection connect_to(std::uint16_t port, SSL_CTX* tls) {
  connection c;
  c.fd = unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(port);
  if (::connect(c.fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("no connection");
  const int on = 1;
  ::setsockopt(c.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls != nullptr) {
    c.tls.reset(SSL_new(tls));
    SSL_set_fd(c.tls.get(), c.fd.get());
    if (SSL_connect(c.tls.get()) != 1) fail("no TLS handshake");
  }
  ::fcntl(c.fd.get(), F_SETFL, O_NONBLOCK);
  return c;
}

// A request is far smaller than a socket's buffer, so it is sent at once.
void send_request(connection& c) {
  const auto size = static_cast<int>(c.request.size());
  c.sent = steady_clock::now();
  const auto sent =
      c.tls ? SSL_write(c.tls.get(), c.request.data(), size)
            : static_cast<int>(::send(c.fd.get(), c.request.data(), c.request.size(), MSG_NOSIGNAL));
  if (sent != size) fail("a request was not sent");
}

// 0: nothing more for now.
std::size_t receive(connection& c, char* into, std::size_t size) {
  if (!c.tls) {
    const ssize_t n = ::recv(c.fd.get(), into, size, 0);
    if (n == 0) fail("the server closed a connection");
    if (n < 0 && errno != EAGAIN) fail("a connection broke");
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  const int n = SSL_read(c.tls.get(), into, static_cast<int>(size));
  if (n <= 0 && SSL_get_error(c.tls.get(), n) != SSL_ERROR_WANT_READ) fail("a TLS connection broke");
  return n > 0 ? static_cast<std::size_t>(n) : 0;
}

std::size_t content_length(const std::string& header, int status) {
  if (!header.starts_with(fmt::format("HTTP/1.1 {} ", status))) fail("the reply is " + header.substr(0, 200));
  if (status == 304) return 0;
  const std::size_t at = header.find("Content-Length: ");
  if (at == std::string::npos) fail("a reply without Content-Length");
  return std::stoul(header.substr(at + 16));
}

// True: the reply is complete.
bool take(connection& c, std::string_view bytes, int status) {
  if (!c.in_body) {
    c.header += bytes;
    const std::size_t end = c.header.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    c.in_body = true;
    c.body_left = content_length(c.header, status);
    bytes = bytes.substr(bytes.size() - (c.header.size() - end - 4));
  }
  if (bytes.size() > c.body_left) fail("more bytes than announced");
  c.body_left -= bytes.size();
  if (c.body_left != 0) return false;
  c.in_body = false;
  c.header.clear();
  return true;
}

class run {
 public:
  explicit run(const poll_load& load) : load_(load), events_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (load.tls) {
      tls_.reset(SSL_CTX_new(TLS_client_method()));
      SSL_CTX_set_min_proto_version(tls_.get(), TLS1_3_VERSION);
    }
    all_.resize(static_cast<std::size_t>(load.connections));
    for (std::size_t i = 0; i < all_.size(); ++i) {
      open(i);
      become_known(all_[i]);
    }
  }

  poll_times measure() {
    const auto began = steady_clock::now();
    for (std::size_t i = 0; i < all_.size(); ++i) ask(i);
    std::vector<epoll_event> ready(256);
    while (static_cast<int>(times_.size()) < asked_) {
      const int n = ::epoll_wait(events_.get(), ready.data(), static_cast<int>(ready.size()), 20'000);
      if (n <= 0) fail("no reply for 20 s");
      for (int i = 0; i < n; ++i) read(ready[static_cast<std::size_t>(i)].data.u64);
    }
    const std::chrono::duration<double> took = steady_clock::now() - began;
    if (load_.at_rest) load_.at_rest();
    std::sort(times_.begin(), times_.end());
    return {static_cast<double>(times_.size()) / took.count(), times_[times_.size() / 2],
            times_[times_.size() * 99 / 100]};
  }

 private:
  // The first poll. A server may close a connection that has not shown a credential yet, when many wait.
  void become_known(connection& c) {
    send_request(c);
    pollfd waits{c.fd.get(), POLLIN, 0};
    while (true) {
      if (::poll(&waits, 1, 20'000) != 1) fail("no reply for 20 s");
      while (const std::size_t n = receive(c, buffer_.data(), buffer_.size())) {
        if (take(c, {buffer_.data(), n}, load_.status)) return;
      }
    }
  }
  void open(std::size_t i) {
    all_[i] = connect_to(load_.port, tls_.get());
    all_[i].request = load_.request(static_cast<int>(i));
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.u64 = i;
    ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, all_[i].fd.get(), &e);
  }
  void ask(std::size_t i) {
    if (asked_ >= load_.requests) return;
    ++asked_;
    const auto began = steady_clock::now();
    if (load_.anew) open(i);
    send_request(all_[i]);
    all_[i].sent = began;
  }
  void read(std::size_t i) {
    while (const std::size_t n = receive(all_[i], buffer_.data(), buffer_.size())) {
      if (!take(all_[i], {buffer_.data(), n}, load_.status)) continue;
      times_.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - all_[i].sent).count());
      ask(i);
    }
  }

  const poll_load& load_;
  unique_fd events_;
  std::unique_ptr<SSL_CTX, free_tls> tls_;
  std::vector<connection> all_;
  std::vector<char> buffer_ = std::vector<char>(1 << 18);
  std::vector<double> times_;
  int asked_ = 0;
};

}  // namespace

poll_times poll_server(const poll_load& load) {
  return run(load).measure();
}

}  // namespace bangtin::bench
