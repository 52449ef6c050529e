// One thread, which reads each request whole before it decides: only so can it repeat or exchange requests.
// Every request goes to the daemon on a new connection.
#include "support/fault_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace bangtin::fakes {

namespace {

constexpr int max_wait_s = 10;   // for the daemon, and for the rest of a request
constexpr int poll_ms = 50;      // how soon it notices that it should stop
constexpr int max_silences = 1;  // a client needs up to a second to give up
constexpr std::size_t small_piece = 97;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

void limit_waiting(const unique_fd& fd) {
  const timeval most{max_wait_s, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
}

bool send_whole(const unique_fd& to, std::string_view bytes, std::size_t piece = SIZE_MAX) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(to.get(), bytes.data(), std::min(bytes.size(), piece), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Closes with a reset instead of an orderly end.
void reset(unique_fd& fd) {
  const linger now{1, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  fd = unique_fd();
}

// How long the message is by its header; empty while the header is not whole.
std::optional<std::size_t> whole_size(std::string_view message) {
  const std::size_t end = message.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  std::string header(message.substr(0, end + 2));
  std::transform(header.begin(), header.end(), header.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  std::size_t body = 0;
  constexpr std::string_view field = "\r\ncontent-length:";
  if (const std::size_t at = header.find(field); at != std::string::npos) {
    const std::size_t digits = header.find_first_not_of(' ', at + field.size());
    std::from_chars(header.data() + digits, header.data() + header.size(), body);
  }
  return end + 4 + body;
}

// A whole request or answer; empty when the other side ends before.
std::string read_message(const unique_fd& from) {
  std::string message;
  for (;;) {
    const std::optional<std::size_t> size = whole_size(message);
    if (size && message.size() >= *size) return message;
    char piece[16 * 1024];
    const ssize_t n = ::recv(from.get(), piece, sizeof(piece), 0);
    if (n <= 0) return {};
    message.append(piece, static_cast<std::size_t>(n));
  }
}

}  // namespace

fault_proxy::fault_proxy(std::uint64_t seed)
    : random_(seed), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at = loopback(0);
  socklen_t size = sizeof(at);
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      ::listen(listener_.get(), 16) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    throw std::runtime_error("the fault proxy cannot listen");
  }
  port_ = ntohs(at.sin_port);
  serving_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}
fault_proxy::~fault_proxy() = default;

std::string fault_proxy::address() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

std::array<int, fates> fault_proxy::counted() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return counted_;
}

void fault_proxy::serve(const std::stop_token& stop) {
  std::vector<unique_fd> clients;
  while (!stop.stop_requested()) {
    std::vector<pollfd> waits{{listener_.get(), POLLIN, 0}};
    for (const unique_fd& c : clients) waits.push_back({c.get(), POLLIN, 0});
    if (::poll(waits.data(), waits.size(), poll_ms) <= 0) continue;
    for (std::size_t i = clients.size(); i-- > 0;) {
      if (waits[i + 1].revents == 0 || serve_one(clients[i])) continue;
      clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (waits[0].revents == 0) continue;
    clients.emplace_back(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    limit_waiting(clients.back());
  }
}

bool fault_proxy::serve_one(unique_fd& client) {
  const std::string request = read_message(client);
  if (request.empty()) return false;
  if (healed_) {
    while (!held_.empty()) deliver_held();
  }
  const bool late_before = !held_.empty() && below(3) == 0;
  const bool late_after = !held_.empty() && below(3) == 0;
  const fate f = next_fate();
  if (late_before) deliver_held();
  const bool goes_on = suffer(f, request, client);
  if (late_after && f != fate::fall_silent) deliver_held();
  return goes_on;
}

fate fault_proxy::next_fate() {
  fate f = healed_ || below(2) == 0 ? fate::deliver : static_cast<fate>(below(static_cast<int>(fates)));
  if (f == fate::fall_silent && ++silences_ > max_silences) f = fate::lose_answer;
  std::lock_guard<std::mutex> lock(mutex_);
  ++counted_[static_cast<std::size_t>(f)];
  return f;
}

// In any order.
void fault_proxy::deliver_held() {
  if (held_.empty()) return;
  const auto which = held_.begin() + below(static_cast<int>(held_.size()));
  const std::string request = std::move(*which);
  held_.erase(which);
  ask(request);
}

bool fault_proxy::suffer(fate f, const std::string& request, unique_fd& client) {
  if (f == fate::hold_back) held_.push_back(request);
  if (f == fate::hold_back || f == fate::lose_request) return reset(client), false;
  if (f == fate::repeat) ask(request);
  const std::string answer = ask(request, f);
  switch (f) {
    case fate::fall_silent:
      silent_ = true;
      return true;
    case fate::cut_request:
    case fate::lose_answer:
      return reset(client), false;
    case fate::cut_answer:
      send_whole(client, std::string_view(answer).substr(0, answer.size() / 2));
      return false;
    default:
      // A daemon that is not there looks like a connection that ends.
      return !answer.empty() && send_whole(client, answer, f == fate::trickle ? small_piece : SIZE_MAX);
  }
}

std::string fault_proxy::ask(const std::string& request, fate f) {
  unique_fd daemon(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  limit_waiting(daemon);
  const sockaddr_in at = loopback(server_);
  if (::connect(daemon.get(), reinterpret_cast<const sockaddr*>(&at), sizeof(at)) != 0) return {};
  std::string_view part = request;
  if (f == fate::cut_request)
    part = part.substr(0, 1 + static_cast<std::size_t>(below(static_cast<int>(request.size()) - 1)));
  if (!send_whole(daemon, part, f == fate::trickle ? small_piece : SIZE_MAX)) return {};
  if (f == fate::half_close) ::shutdown(daemon.get(), SHUT_WR);
  if (f == fate::cut_request) return {};
  return read_message(daemon);
}

}  // namespace bangtin::fakes
