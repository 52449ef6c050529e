// An old Unix socket is removed only after a connection attempt has shown that no program answers on it.
#include "scheduler/http/listeners.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>

#include "base/errno_text.hpp"
#include "base/inner_message.hpp"
#include "base/socket_folder.hpp"
#include "base/text.hpp"

namespace bangtin::scheduler::http {

namespace {

error cannot_listen(const std::string& where, const boost::system::error_code& ec) {
  if (ec == boost::asio::error::address_in_use) {
    return {errc::conflict, msg("{} is in use by another program", where),
            msg("stop that program, or listen elsewhere with --listen")};
  }
  return {errc::io, msg("cannot listen on {}: {}", where, inner(errno_text(ec.value()))),
          msg("give an address of this machine with --listen")};
}

// What was killed a moment ago may still be on its way out, and a process that it forked and that has not
// executed its program yet still has its sockets. So nobody is told that another daemon works here before a
// second has passed.
constexpr int attempts = 50;
void short_pause() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// Whether a program answers on the socket. The kernel names the process that listens: when that has ended,
// only what it forked holds the socket.
bool answers(const std::filesystem::path& at) {
  unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  at.native().copy(name.sun_path, sizeof name.sun_path - 1);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return errno == EAGAIN;
  ucred listener{};
  socklen_t length = sizeof listener;
  if (::getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &listener, &length) != 0) return true;
  return listener.pid == 0 || ::kill(listener.pid, 0) == 0 || errno != ESRCH;
}

bool keeps_answering(const std::filesystem::path& at) {
  for (int left = attempts; answers(at); --left) {
    if (left == 1) return true;
    short_pause();
  }
  return false;
}

result<void> remove_stale(const std::filesystem::path& at) {
  struct stat s {};
  if (::lstat(at.c_str(), &s) != 0) return {};
  if (!S_ISSOCK(s.st_mode)) {
    return error{errc::conflict, msg("{} is there and is no socket", at.string()),
                 msg("choose another path with --socket")};
  }
  if (keeps_answering(at)) {
    return error{errc::conflict, msg("another daemon answers on {}", at.string()),
                 msg("stop it first, or choose another path with --socket")};
  }
  if (::unlink(at.c_str()) != 0 && errno != ENOENT) return system_error(msg("remove {}", at.string()), errno);
  return {};
}

}  // namespace

result<asio::ip::tcp::endpoint> parse_listen_address(std::string_view text) {
  std::size_t colon = text.rfind(':');
  error bad{errc::usage, msg("\"{}\" is not an address to listen on", printable(text)),
            msg("write an IP address and a port, such as 127.0.0.1:8470 or [::1]:8470")};
  if (colon == std::string_view::npos) return bad;
  std::string_view host = text.substr(0, colon);
  std::string_view port = text.substr(colon + 1);
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  std::uint16_t number = 0;
  auto [end, conversion] = std::from_chars(port.data(), port.data() + port.size(), number);
  boost::system::error_code ec;
  asio::ip::address address = asio::ip::make_address(host, ec);
  if (ec || conversion != std::errc() || end != port.data() + port.size() || address.is_v6() != bracketed)
    return bad;
  return asio::ip::tcp::endpoint(address, number);
}

result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at,
                                const std::function<void()>& pause) {
  for (int left = attempts;; --left) {
    tcp_acceptor a(on);
    boost::system::error_code ec;
    a.open(at.protocol(), ec);
    if (!ec) a.set_option(tcp_acceptor::reuse_address(true), ec);
    if (!ec) a.bind(at, ec);
    if (!ec) a.listen(tcp_acceptor::max_listen_connections, ec);
    if (!ec) return a;
    if (ec != asio::error::address_in_use || left == 1) {
      return cannot_listen(fmt::format("{}:{}", at.address().to_string(), at.port()), ec);
    }
    pause();
  }
}

result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at) {
  return listen_tcp(std::move(on), at, short_pause);
}

result<local_acceptor> listen_local(asio::any_io_executor on, const std::filesystem::path& at) {
  if (at.native().size() >= sizeof(sockaddr_un::sun_path)) {
    return error{errc::usage, msg("the path {} is too long for a socket", at.string()),
                 msg("choose a shorter path with --socket")};
  }
  if (result<void> made = make_folder(at.parent_path()); !made) return made.error();
  if (result<void> trusted = check_socket_folder(at); !trusted) return trusted.error();
  if (result<void> done = remove_stale(at); !done) return done.error();
  local_acceptor a(on);
  boost::system::error_code ec;
  a.open(asio::local::stream_protocol(), ec);
  // At bind the kernel gives the path the mode of the unbound socket minus the umask. So the path never has a
  // wider mode than this, not even for a moment.
  if (!ec && ::fchmod(a.native_handle(), 0660) != 0)
    return system_error(msg("listen on {}", at.string()), errno);
  if (!ec) a.bind(asio::local::stream_protocol::endpoint(at.string()), ec);
  if (!ec && ::chmod(at.c_str(), 0660) != 0) return system_error(msg("listen on {}", at.string()), errno);
  if (!ec) a.listen(local_acceptor::max_listen_connections, ec);
  if (ec) return system_error(msg("listen on {}", at.string()), ec.value());
  return a;
}

peer tcp_peer(const asio::ip::address& from) {
  peer p;
  p.who = from.to_string();
  p.network = p.who;
  if (!from.is_v6()) return p;
  asio::ip::address_v6 six = from.to_v6();
  if (six.is_v4_mapped()) {
    p.network = asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
    return p;
  }
  auto bytes = six.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  p.network = asio::ip::address_v6(bytes).to_string() + "/64";
  return p;
}

peer local_peer(int socket) {
  ucred who{};
  socklen_t length = sizeof who;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) return {.who = "unknown"};
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(who.uid, &entry, buffer.data(), buffer.size(), &found);
  std::string account = found != nullptr ? found->pw_name : "";
  const std::string name = fmt::format("uid {} ({})", who.uid, account.empty() ? "?" : account);
  return {.admin = true, .who = name, .network = name, .uid = who.uid, .account = std::move(account)};
}

}  // namespace bangtin::scheduler::http
