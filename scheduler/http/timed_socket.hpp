// A connected stream socket (TCP or Unix), in plain bytes.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>

#include "scheduler/http/timed_stream.hpp"

namespace bangtin::scheduler::http {

class timed_socket final : public timed_stream {
 public:
  using socket_type = asio::generic::stream_protocol::socket;

  explicit timed_socket(socket_type s);
  ~timed_socket() override;
  timed_socket(const timed_socket&) = delete;
  timed_socket& operator=(const timed_socket&) = delete;

  asio::awaitable<error_code> handshake(duration most) override;
  std::pair<error_code, std::size_t> read_now(asio::mutable_buffer into) override;
  asio::awaitable<error_code> wait_readable(duration most) override;
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, pace p) override;
  // With sendfile(2).
  asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, pace p,
                                        asio::any_io_executor disk) override;
  bool sends_from_memory() const override { return true; }
  asio::awaitable<error_code> write_from_memory(asio::const_buffer head, int file, std::uint64_t length,
                                                pace p) override;
  asio::awaitable<void> rest(duration time) override;
  void shut_sending() override;
  void cancel() override;
  void close() override;

  // ---- for tls_socket, which reads and writes the descriptor itself
  // Waits until the socket can be read, or written.
  asio::awaitable<error_code> wait(socket_type::wait_type for_what, duration most);
  int descriptor() const;
  bool is_open() const;
  asio::any_io_executor executor() const;

 private:
  std::pair<error_code, std::size_t> write_now(std::array<asio::const_buffer, 2>& parts);

  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace bangtin::scheduler::http
