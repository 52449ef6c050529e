// An old Unix socket is removed only after a connection attempt has shown that no program answers on it.
#include "scheduler/http/listeners.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <charconv>

#include "base/errno_text.hpp"
#include "base/inner_message.hpp"
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

// Whether a program answers on the socket.
bool answers(const std::filesystem::path& at) {
  unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  at.native().copy(name.sun_path, sizeof name.sun_path - 1);
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 || errno == EAGAIN;
}

result<void> remove_stale(const std::filesystem::path& at) {
  struct stat s {};
  if (::lstat(at.c_str(), &s) != 0) return {};
  if (!S_ISSOCK(s.st_mode)) {
    return error{errc::conflict, msg("{} is there and is no socket", at.string()),
                 msg("choose another path with --socket")};
  }
  if (answers(at)) {
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

result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at) {
  tcp_acceptor a(on);
  boost::system::error_code ec;
  a.open(at.protocol(), ec);
  if (!ec) a.set_option(tcp_acceptor::reuse_address(true), ec);
  if (!ec) a.bind(at, ec);
  if (!ec) a.listen(tcp_acceptor::max_listen_connections, ec);
  if (ec) return cannot_listen(fmt::format("{}:{}", at.address().to_string(), at.port()), ec);
  return a;
}

result<local_acceptor> listen_local(asio::any_io_executor on, const std::filesystem::path& at) {
  if (at.native().size() >= sizeof(sockaddr_un::sun_path)) {
    return error{errc::usage, msg("the path {} is too long for a socket", at.string()),
                 msg("choose a shorter path with --socket")};
  }
  if (result<void> made = make_folder(at.parent_path()); !made) return made.error();
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

peer local_peer(int socket) {
  ucred who{};
  socklen_t length = sizeof who;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) return {false, "unknown", {}, {}};
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(who.uid, &entry, buffer.data(), buffer.size(), &found);
  std::string account = found != nullptr ? found->pw_name : "";
  return {true, fmt::format("uid {} ({})", who.uid, account.empty() ? "?" : account), who.uid, account};
}

}  // namespace bangtin::scheduler::http
