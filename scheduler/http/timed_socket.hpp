// A connected stream socket (TCP or Unix) whose operations all have a timeout.
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

// Not thread-safe; use only on the thread of its executor. An operation that exceeds its timeout `most` fails
// with error::timed_out; the socket stays usable, so that a reply can still be sent.
class timed_socket {
 public:
  using socket_type = asio::generic::stream_protocol::socket;
  using error_code = boost::system::error_code;
  using duration = std::chrono::steady_clock::duration;

  explicit timed_socket(socket_type s);
  ~timed_socket();
  timed_socket(const timed_socket&) = delete;
  timed_socket& operator=(const timed_socket&) = delete;

  // Reads at least one byte; error::eof at the end.
  asio::awaitable<std::pair<error_code, std::size_t>> read_some(asio::mutable_buffer into, duration most);
  // Writes everything. `most` applies to each piece that the socket accepts.
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, duration most);
  // Sends a part of a file with sendfile(2). That runs on a thread of `disk`, because reading a file may
  // block. `most` applies to each wait for the socket. error::eof when the file is shorter.
  asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, duration most,
                                        asio::any_io_executor disk);

  // Ends the sending direction only.
  void shut_sending();
  // Ends running operations with error::operation_aborted.
  void cancel();
  void close();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace bangtin::scheduler::http
