// A connected stream socket (TCP or Unix) of which every operation ends by itself.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace bangtin::scheduler::http {

namespace asio = boost::asio;

// One thread (its executor's). An operation that takes longer than it may fails with error::timed_out; the
// socket stays usable, so that the other side can still be told.
class timed_socket {
 public:
  using socket_type = asio::generic::stream_protocol::socket;
  using error_code = boost::system::error_code;
  using duration = std::chrono::steady_clock::duration;

  explicit timed_socket(socket_type s);
  ~timed_socket();
  timed_socket(const timed_socket&) = delete;
  timed_socket& operator=(const timed_socket&) = delete;

  // At least one byte, or error::eof.
  asio::awaitable<std::pair<error_code, std::size_t>> read_some(asio::mutable_buffer into, duration most);
  // All of it; `most` is for each piece that the other side takes.
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, duration most);
  // The kernel copies the file's bytes to the socket, on a thread of `disk`, because reading may block.
  // error::eof when the file is shorter.
  asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, duration most,
                                        asio::any_io_executor disk);

  void shut_sending();
  // Ends what runs with error::operation_aborted.
  void cancel();
  void close();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace bangtin::scheduler::http
