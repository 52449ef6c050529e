// A connected TCP socket over TLS, as the server. It drives OpenSSL on the socket's own descriptor: a
// connection that waits holds no buffers, where Asio's ssl::stream holds 68 KiB for each (docs/decisions.md,
// "TLS").
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "scheduler/http/timed_socket.hpp"

namespace bangtin::scheduler::http {

class tls_socket final : public timed_stream {
 public:
  // `may_begin` is asked when the first byte of a handshake has come: zero, or how long until it may be asked
  // again.
  tls_socket(timed_socket::socket_type s, std::shared_ptr<SSL_CTX> context,
             std::function<std::chrono::milliseconds()> may_begin);
  ~tls_socket() override;
  tls_socket(const tls_socket&) = delete;
  tls_socket& operator=(const tls_socket&) = delete;

  // Whoever speaks plain HTTP here is told so, in plain HTTP; then the error is error::no_protocol_option.
  asio::awaitable<error_code> handshake(duration most) override;
  // error::eof only where the other side said that it ends; error::connection_reset where the bytes just end
  // or are no TLS.
  std::pair<error_code, std::size_t> read_now(asio::mutable_buffer into) override;
  asio::awaitable<error_code> wait_readable(duration most) override;
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, pace p) override;
  asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, pace p,
                                        asio::any_io_executor disk) override;
  asio::awaitable<void> rest(duration time) override { return plain_.rest(time); }
  void shut_sending() override;
  void cancel() override { plain_.cancel(); }
  void close() override { plain_.close(); }

 private:
  asio::awaitable<error_code> wait_for_turn(std::chrono::steady_clock::time_point until);
  asio::awaitable<error_code> tell_plain_client(std::chrono::steady_clock::time_point until);
  asio::awaitable<error_code> write_all(asio::const_buffer bytes, transfer_time& time);
  // What to do after an OpenSSL call returned `ret`: waits where it has to, and returns no error to try
  // again.
  asio::awaitable<error_code> after(int ret, duration most);

  timed_socket plain_;
  std::shared_ptr<SSL_CTX> context_;
  std::function<std::chrono::milliseconds()> may_begin_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;  // null before the first byte has come
  // What read_now() needs before it can go on: OpenSSL may have to write before it reads.
  timed_socket::socket_type::wait_type reads_after_ = timed_socket::socket_type::wait_read;
};

}  // namespace bangtin::scheduler::http
