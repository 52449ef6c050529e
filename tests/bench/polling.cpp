#include "bench/polling.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "bench/spending.hpp"

namespace bangtin::bench {

struct poll_connection::impl {
  unique_fd fd;
  std::unique_ptr<SSL, void (*)(SSL*)> tls{nullptr, SSL_free};
  std::string in;

  int read(char* into, int most) {
    return tls ? SSL_read(tls.get(), into, most)
               : static_cast<int>(::recv(fd.get(), into, static_cast<std::size_t>(most), 0));
  }
  bool fill() {
    char buffer[16 * 1024];
    const int n = read(buffer, sizeof buffer);
    if (n > 0) in.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
};

poll_connection::poll_connection(std::uint16_t port, bool tls) : impl_(std::make_unique<impl>()) {
  static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  impl_->fd = unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(port);
  const int one = 1;
  ::setsockopt(impl_->fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(impl_->fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("cannot connect");
  if (!tls) return;
  impl_->tls.reset(SSL_new(context));
  SSL_set_fd(impl_->tls.get(), impl_->fd.get());
  if (SSL_connect(impl_->tls.get()) != 1) throw std::runtime_error("no TLS handshake");
}
poll_connection::~poll_connection() = default;

void poll_connection::send(const std::string& text) {
  if (impl_->tls) {
    SSL_write(impl_->tls.get(), text.data(), static_cast<int>(text.size()));
  } else {
    (void)::send(impl_->fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
}

std::string poll_connection::answer() {
  std::size_t end = 0;
  while ((end = impl_->in.find("\r\n\r\n")) == std::string::npos) {
    if (!impl_->fill()) return {};
  }
  const std::string head = impl_->in.substr(0, end + 4);
  const std::size_t at = head.find("Content-Length: ");
  const std::size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  while (impl_->in.size() < end + 4 + length) {
    if (!impl_->fill()) return {};
  }
  impl_->in.erase(0, end + 4 + length);
  return head;
}

poll_rate measure_polls(std::uint16_t port, bool tls, pid_t daemon, int connections, int seconds, bool anew,
                        const std::function<std::string(int)>& question) {
  std::atomic<int> asked = 0, answered = 0;
  std::atomic<bool> over = false;
  const double spent = cpu_seconds(daemon);
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < connections; ++i) {
      all.emplace_back([&] {
        auto c = std::make_unique<poll_connection>(port, tls);
        while (!over) {
          if (anew) c = std::make_unique<poll_connection>(port, tls);
          c->send(question(asked++));
          if (c->answer().starts_with("HTTP/1.1 ")) ++answered;
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    over = true;
  }
  const int n = std::max(answered.load(), 1);
  return {static_cast<double>(n) / seconds, (cpu_seconds(daemon) - spent) / n * 1e6};
}

}  // namespace bangtin::bench
