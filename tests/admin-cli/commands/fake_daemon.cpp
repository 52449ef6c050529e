// Plain blocking sockets; an eventfd, which nobody reads, stops the accepting and all conversations.
#include "admin-cli/commands/fake_daemon.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <stdexcept>

namespace bangtin::admin_cli::commands {

fake_daemon::~fake_daemon() {
  (void)stop();
}

void fake_daemon::on(const std::string& method_and_path, std::string body) {
  on(method_and_path, [body = std::move(body)](const heard&) { return answer{200, body}; });
}

void fake_daemon::start() {
  // Tests include clients that hang up, so ignore SIGPIPE.
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = unique_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket().c_str(), sizeof address.sun_path - 1);
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_.get(), 8) != 0) {
    throw std::runtime_error("the fake daemon cannot listen");
  }
  wake_ = unique_fd(::eventfd(0, EFD_CLOEXEC));
  thread_ = std::thread([this] { serve(); });
}

std::vector<heard> fake_daemon::stop() {
  if (thread_.joinable()) {
    ::eventfd_write(wake_.get(), 1);
    thread_.join();
  }
  listener_.reset();
  return heard_;
}

void fake_daemon::serve() {
  for (;;) {
    pollfd waits[2] = {{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0) continue;
    if (waits[1].revents != 0) break;
    unique_fd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection) {
      conversations_.emplace_back([this, c = std::move(connection)] { converse(c.get()); });
    }
  }
  for (std::thread& t : conversations_) t.join();
  conversations_.clear();
}

std::size_t fake_daemon::changes_heard() {
  std::lock_guard lock(mutex_);
  // Two questions are POSTs, because the daemon signs its answer.
  const auto asks = [](const heard& h) {
    return h.method == "GET" || h.method == "HEAD" || h.target.ends_with("/bundle") ||
           h.target == "/v1/media/share";
  };
  return static_cast<std::size_t>(std::count_if(heard_.begin(), heard_.end(), std::not_fn(asks)));
}

answer fake_daemon::decide(const heard& h) {
  std::lock_guard lock(mutex_);
  heard_.push_back(h);
  auto found = routes_.find(h.method + " " + h.target.substr(0, h.target.find('?')));
  if (found == routes_.end()) {
    return {404, problem("not_found", "there is no {}", h.target, "look elsewhere"), false};
  }
  return found->second(h);
}

// False at the end of the test.
bool fake_daemon::wait_for(const std::shared_future<void>& event) const {
  while (event.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    pollfd end{wake_.get(), POLLIN, 0};
    if (::poll(&end, 1, 0) > 0) return false;
  }
  return true;
}

void fake_daemon::converse(int fd) {
  std::string buffer;
  auto more = [&] {
    pollfd waits[2] = {{fd, POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 || waits[1].revents != 0) return false;
    char piece[64 * 1024];
    ssize_t n = ::read(fd, piece, sizeof piece);
    if (n > 0) buffer.append(piece, static_cast<std::size_t>(n));
    return n > 0;
  };
  for (;;) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return;
    }
    heard h;
    std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    std::size_t line_end = head.find("\r\n");
    std::string first = head.substr(0, line_end);
    h.method = first.substr(0, first.find(' '));
    h.target = first.substr(h.method.size() + 1, first.rfind(' ') - h.method.size() - 1);
    for (std::size_t at = line_end + 2; at < head.size();) {
      std::size_t stop = head.find("\r\n", at);
      std::string line = head.substr(at, stop - at);
      std::string name = line.substr(0, line.find(':'));
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      h.headers[name] = line.substr(std::min(line.size(), name.size() + 2));
      at = stop + 2;
    }
    std::size_t length = h.headers.contains("content-length") ? std::stoul(h.headers["content-length"]) : 0;
    std::size_t wanted = length;
    if (length > 0) {
      std::lock_guard lock(mutex_);
      wanted = std::min(length, std::exchange(cut_at_, std::string::npos));
    }
    while (buffer.size() < wanted) {
      if (!more()) return;
    }
    h.body = buffer.substr(0, wanted);
    answer a = decide(h);
    if (a.after.valid()) {
      if (!wait_for(a.after)) return;
      std::lock_guard lock(mutex_);
      a = answer(a.later());
    }
    if (wanted < length || a.hang_up) return;
    buffer.erase(0, length);
    std::string reply = "HTTP/1.1 " + std::to_string(a.status) +
                        " X\r\nContent-Length: " + std::to_string(a.body.size()) + "\r\n";
    for (const auto& [name, value] : a.headers) reply += name + ": " + value + "\r\n";
    reply += "\r\n";
    if (h.method != "HEAD") reply += a.body;
    if (!write_all(fd, reply)) return;
  }
}

std::string problem(const std::string& code, const std::string& what, const std::string& arg,
                    const std::string& remedy, const std::string& more) {
  return "{\"type\":\"about:blank\",\"title\":\"X\",\"status\":400,\"detail\":\"d\",\"code\":\"" + code +
         "\",\"what\":{\"id\":\"" + what + "\",\"args\":[\"" + arg + "\"]},\"remedy\":{\"id\":\"" + remedy +
         "\",\"args\":[]}" + more + "}";
}

}  // namespace bangtin::admin_cli::commands
