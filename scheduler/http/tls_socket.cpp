// Each OpenSSL call reads or writes what the socket can take now, and says what it waits for.
#include "scheduler/http/tls_socket.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <stdexcept>

#include "scheduler/http/http_types.hpp"
#include "wire/transport.hpp"

namespace bangtin::scheduler::http {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t record_bytes = 16 * 1024;  // what one TLS record holds
constexpr std::size_t file_piece_bytes = 64 * 1024;
constexpr unsigned char handshake_record = 0x16;  // the first byte of a client that speaks TLS

timed_stream::duration time_left(steady_clock::time_point until) {
  return std::max(until - steady_clock::now(), timed_stream::duration::zero());
}

std::string plain_refusal() {
  const reply r = problem_reply({errc::usage, msg("this address speaks HTTPS only"),
                                 msg("write https:// in place of http:// in the daemon's address")},
                                400);
  const std::string& body = std::get<std::string>(r.body);
  return "HTTP/1.1 400 Bad Request\r\nServer: bangtin\r\n" + std::string(wire::transport_header) +
         ": https\r\nContent-Type: " + r.content_type + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace

tls_socket::tls_socket(timed_socket::socket_type s, std::shared_ptr<SSL_CTX> context,
                       std::function<std::chrono::milliseconds()> may_begin)
    : plain_(std::move(s)),
      context_(std::move(context)),
      may_begin_(std::move(may_begin)),
      tls_(nullptr, SSL_free) {}
tls_socket::~tls_socket() {
  ERR_clear_error();  // another connection must not find what this one has left
}

asio::awaitable<tls_socket::error_code> tls_socket::after(int ret, duration most) {
  const int why = SSL_get_error(tls_.get(), ret);
  ERR_clear_error();
  if (why == SSL_ERROR_ZERO_RETURN) co_return asio::error::eof;
  const bool reads = why == SSL_ERROR_WANT_READ;
  if (!reads && why != SSL_ERROR_WANT_WRITE) co_return asio::error::connection_reset;
  if (!plain_.is_open()) co_return asio::error::operation_aborted;
  if (most <= duration::zero()) co_return asio::error::timed_out;
  co_return co_await plain_.wait(
      reads ? timed_socket::socket_type::wait_read : timed_socket::socket_type::wait_write, most);
}

// The first byte decides, and before it comes a newcomer costs no more than over plain HTTP.
asio::awaitable<tls_socket::error_code> tls_socket::handshake(duration most) {
  const steady_clock::time_point until = steady_clock::now() + most;
  if (error_code ec = co_await plain_.wait(timed_socket::socket_type::wait_read, most)) co_return ec;
  unsigned char first = 0;
  if (::recv(plain_.descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1) co_return asio::error::eof;
  if (first >= 'A' && first <= 'Z') co_return co_await tell_plain_client(until);
  if (first != handshake_record) co_return asio::error::no_protocol_option;
  if (error_code ec = co_await wait_for_turn(until)) co_return ec;
  tls_.reset(SSL_new(context_.get()));
  if (!tls_ || SSL_set_fd(tls_.get(), plain_.descriptor()) != 1) throw std::runtime_error("SSL_new failed");
  for (;;) {
    ERR_clear_error();
    const int ret = SSL_accept(tls_.get());
    if (ret == 1) co_return error_code();
    if (error_code ec = co_await after(ret, time_left(until))) co_return ec;
  }
}

// Who comes too often waits without TLS memory, and is dropped when its turn does not come in time.
asio::awaitable<tls_socket::error_code> tls_socket::wait_for_turn(steady_clock::time_point until) {
  for (;;) {
    const std::chrono::milliseconds pause = may_begin_();
    if (pause.count() <= 0) co_return error_code();
    if (pause > time_left(until)) co_return asio::error::timed_out;
    co_await plain_.rest(pause);
    if (!plain_.is_open()) co_return asio::error::operation_aborted;
  }
}

// Reads what comes, so that closing the socket does not take the answer back from the client.
asio::awaitable<tls_socket::error_code> tls_socket::tell_plain_client(steady_clock::time_point until) {
  const std::string no = plain_refusal();
  const pace quick{time_left(until), 1024};
  std::array<asio::const_buffer, 2> parts{asio::buffer(no), {}};
  if (co_await plain_.write(parts, quick)) co_return asio::error::no_protocol_option;
  plain_.shut_sending();
  std::array<char, 4096> waste{};
  const steady_clock::time_point end = std::min(until, steady_clock::now() + std::chrono::seconds(1));
  for (;;) {
    auto [ec, n] = co_await plain_.read_some(asio::buffer(waste), time_left(end));
    if (ec || steady_clock::now() >= end) co_return asio::error::no_protocol_option;
  }
}

std::pair<tls_socket::error_code, std::size_t> tls_socket::read_now(asio::mutable_buffer into) {
  if (!plain_.is_open()) return {asio::error::operation_aborted, 0};
  std::size_t n = 0;
  ERR_clear_error();
  const int ret = SSL_read_ex(tls_.get(), into.data(), into.size(), &n);
  if (ret == 1) return {error_code(), n};
  const int why = SSL_get_error(tls_.get(), ret);
  ERR_clear_error();
  if (why == SSL_ERROR_ZERO_RETURN) return {asio::error::eof, 0};
  const bool writes = why == SSL_ERROR_WANT_WRITE;
  if (!writes && why != SSL_ERROR_WANT_READ) return {asio::error::connection_reset, 0};
  reads_after_ = writes ? timed_socket::socket_type::wait_write : timed_socket::socket_type::wait_read;
  return {asio::error::would_block, 0};
}

// The rest of a record that OpenSSL has read already does not make the socket readable.
asio::awaitable<tls_socket::error_code> tls_socket::wait_readable(duration most) {
  if (!plain_.is_open()) co_return asio::error::operation_aborted;
  if (SSL_pending(tls_.get()) > 0) co_return error_code();
  co_return co_await plain_.wait(reads_after_, most);
}

asio::awaitable<tls_socket::error_code> tls_socket::write_all(asio::const_buffer bytes, transfer_time& time) {
  while (bytes.size() > 0) {
    if (!plain_.is_open()) co_return asio::error::operation_aborted;
    std::size_t n = 0;
    ERR_clear_error();
    const int ret = SSL_write_ex(tls_.get(), bytes.data(), std::min(bytes.size(), record_bytes), &n);
    if (ret == 1) {
      bytes += n;
      time.waited(duration::zero(), n);
      continue;
    }
    const steady_clock::time_point began = steady_clock::now();
    if (error_code ec = co_await after(ret, time.left())) co_return ec;
    time.waited(steady_clock::now() - began, 0);
  }
  co_return error_code();
}

// A short reply becomes one record.
asio::awaitable<tls_socket::error_code> tls_socket::write(std::array<asio::const_buffer, 2> parts, pace p) {
  transfer_time time(p);
  std::string first(static_cast<const char*>(parts[0].data()), parts[0].size());
  if (first.size() < record_bytes) {
    const std::size_t more = std::min(parts[1].size(), record_bytes - first.size());
    first.append(static_cast<const char*>(parts[1].data()), more);
    parts[1] += more;
  }
  if (error_code ec = co_await write_all(asio::buffer(first), time)) co_return ec;
  co_return co_await write_all(parts[1], time);
}

asio::awaitable<tls_socket::error_code> tls_socket::send_file(int file, std::uint64_t offset,
                                                              std::uint64_t length, pace p,
                                                              asio::any_io_executor disk) {
  transfer_time time(p);
  std::string piece(std::min<std::uint64_t>(length, file_piece_bytes), '\0');
  while (length > 0) {
    const std::size_t most = std::min<std::uint64_t>(length, piece.size());
    co_await asio::post(asio::bind_executor(disk, asio::use_awaitable));
    const ssize_t n = ::pread(file, piece.data(), most, static_cast<off_t>(offset));
    const int failure = n < 0 ? errno : 0;
    co_await asio::post(asio::bind_executor(plain_.executor(), asio::use_awaitable));
    if (!plain_.is_open()) co_return asio::error::operation_aborted;
    if (n == 0) co_return asio::error::eof;
    if (n < 0 && failure == EINTR) continue;
    if (n < 0) co_return error_code(failure, boost::system::system_category());
    if (error_code ec = co_await write_all(asio::buffer(piece.data(), static_cast<std::size_t>(n)), time))
      co_return ec;
    offset += static_cast<std::uint64_t>(n);
    length -= static_cast<std::uint64_t>(n);
  }
  co_return error_code();
}

// Sends what tells a whole end from a cut one, if the socket takes it now.
void tls_socket::shut_sending() {
  if (tls_ && plain_.is_open() && SSL_is_init_finished(tls_.get()) == 1) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
    ERR_clear_error();
  }
  plain_.shut_sending();
}

}  // namespace bangtin::scheduler::http
