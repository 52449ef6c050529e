// Every connection is one coroutine on the network's thread. When the daemon stops, connections get the grace
// period to finish, then they are aborted.
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "scheduler/app/daemon_impl.hpp"
#include "scheduler/http/tls_socket.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr int max_unacknowledged_ms = 90'000;
constexpr milliseconds max_last_write{500};  // of the audit log
constexpr milliseconds max_unwind{500};      // for aborted connections to unwind
constexpr milliseconds max_job_end{500};     // for killed ingest workers to end, after all connections
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);

// A screen whose network swallows everything must not keep its place for the kernel's two hours: it is probed
// while nothing is sent, and dropped when it has acknowledged nothing for this time.
void notice_dead_peers(asio::ip::tcp::socket& s) {
  constexpr int first_probe_s = 60, probe_each_s = 15;
  using idle = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
  using interval = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
  using user_timeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
  boost::system::error_code ignored;
  s.set_option(asio::socket_base::keep_alive(true), ignored);
  s.set_option(idle(first_probe_s), ignored);
  s.set_option(interval(probe_each_s), ignored);
  s.set_option(user_timeout(max_unacknowledged_ms), ignored);
}

}  // namespace

result<void> daemon::impl::listen() {
  auto at = http::parse_listen_address(setup.listen);
  if (!at) return at.error();
  auto t = http::listen_tcp(context.get_executor(), *at);
  if (!t) return t.error();
  tcp.emplace(std::move(*t));
  auto l = http::listen_local(context.get_executor(), setup.socket);
  if (!l) return l.error();
  local.emplace(std::move(*l));
  auto real = tcp->local_endpoint();
  std::string host = real.address().to_string();
  address = fmt::format("{}:{}", real.address().is_v6() ? "[" + host + "]" : host, real.port());
  tell_transport(real);
  return {};
}

void daemon::impl::tell_transport(const asio::ip::tcp::endpoint& at) {
  if (!identity.context()) {
    if (at.address().is_loopback()) return;
    spdlog::warn(
        "plain HTTP on {}, as the configuration says: everybody on the way can read what travels there, "
        "tokens of "
        "screens too",
        address);
    return;
  }
  std::string host = at.address().to_string();
  if (at.address().is_unspecified()) host = tls::reachable_address(tls::names_of_this_machine());
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  tls_address = fmt::format("https://{}:{}", host, at.port());
  const std::string whose = identity.fingerprint()
                                ? "the authority " + identity.fingerprint()->hex()
                                : "the given certificate " + setup.certificate.certificate.string();
  spdlog::info("TLS 1.3 at {}, under {}", tls_address, whose);
}

template <class Acceptor>
asio::awaitable<void> daemon::impl::accept(Acceptor& a) {
  while (!stopping) {
    auto [ec, socket] = co_await a.async_accept(in_tuple);
    if (stopping) co_return;
    if (!ec) {
      welcome(std::move(socket));
      continue;
    }
    // For example no descriptors are left. Open connections go on; accepting works again when some of them
    // end.
    spdlog::warn("cannot take a connection: {}", ec.message());
    asio::steady_timer moment(context, std::chrono::milliseconds(100));
    co_await moment.async_wait(in_tuple);
  }
}

template <class Socket>
void daemon::impl::welcome(Socket s) {
  http::peer from;
  if constexpr (std::is_same_v<Socket, asio::ip::tcp::socket>) {
    boost::system::error_code ec;
    auto remote = s.remote_endpoint(ec);
    if (ec) return;
    from = http::tcp_peer(remote.address());
    from.tls = identity.context() != nullptr;
    s.set_option(asio::ip::tcp::no_delay(true), ec);
    notice_dead_peers(s);
  } else {
    from = http::local_peer(s.native_handle());
  }
  if (!connections.admit(from)) return;
  http::timed_socket::socket_type plain(std::move(s));
  std::unique_ptr<http::timed_stream> stream;
  if (from.tls) {
    stream = std::make_unique<http::tls_socket>(
        std::move(plain), identity.context(),
        [this, at = from.network] { return connections.handshake_came(at); });
  } else {
    stream = std::make_unique<http::timed_socket>(std::move(plain));
  }
  auto session = std::make_shared<http::http_session>(std::move(stream), from, shared);
  connections.add(from, *session);
  asio::co_spawn(context, converse(std::move(session), std::move(from)), asio::detached);
}

asio::awaitable<void> daemon::impl::converse(std::shared_ptr<http::http_session> s, http::peer from) {
  co_await s->run();
  connections.remove(from);
  close_when_idle();
}

void daemon::impl::close_when_idle() {
  if (stopping && connections.empty()) grace.cancel();
}

asio::awaitable<void> daemon::impl::accept_tcp() {
  return accept(*tcp);
}

asio::awaitable<void> daemon::impl::accept_local() {
  return accept(*local);
}

// A disk that hangs must not keep the daemon from ending.
asio::awaitable<void> daemon::impl::write_people_before_end() {
  auto written = std::make_shared<bool>(false);
  asio::co_spawn(context, write_people(true), [this, written](const std::exception_ptr&) {
    *written = true;
    grace.cancel();
  });
  grace.expires_after(max_last_write);
  if (!*written) co_await grace.async_wait(in_tuple);
}

asio::awaitable<void> daemon::impl::wind_down() {
  stopping = true;
  stopping_reads.request_stop();
  boost::system::error_code ignored;
  tcp->close(ignored);
  local->close(ignored);
  ::unlink(setup.socket.c_str());
  programmes.wake_all();
  commands.close();
  channels.close();
  changes.close();
  jobs.close();
  connections.for_each([](http::open_connection& c) { c.finish_soon(); });
  grace.expires_after(setup.stop_grace);
  if (!connections.empty()) co_await grace.async_wait(in_tuple);
  connections.for_each([](http::open_connection& c) { c.abort(); });
  grace.expires_after(max_unwind);
  if (!connections.empty()) co_await grace.async_wait(in_tuple);
  co_await jobs.wait_for_all(max_job_end);
  co_await write_people_before_end();
  clean = connections.empty();
  open_for_work.reset();
  context.stop();
}

}  // namespace bangtin::scheduler::app
