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

// How slowly the other side may take or send a body: each piece within `piece`, and all of it at
// `min_bytes_per_s` on average, after a grace of `piece`. Without the average a byte now and then would keep
// a connection for ever.
struct pace {
  std::chrono::steady_clock::duration piece{};
  std::uint64_t min_bytes_per_s = 1024;
};

// The time that one transfer has left. Only waiting for the other side counts, not our own work meanwhile.
class transfer_time {
 public:
  using duration = std::chrono::steady_clock::duration;

  explicit transfer_time(const pace& p) : pace_(p) {}
  // How long the next piece may take. Not positive: the transfer was too slow.
  duration left() const;
  void waited(duration d, std::uint64_t bytes);

 private:
  pace pace_;
  duration waited_{};
  std::uint64_t bytes_ = 0;
};

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
  // Writes everything, at the given pace.
  asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, pace p);
  // Sends a part of a file with sendfile(2), at the given pace. It runs on a thread of `disk`, because
  // reading a file may block. error::eof when the file is shorter.
  asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, pace p,
                                        asio::any_io_executor disk);
  // Does nothing for this time; cancel() and close() end it.
  asio::awaitable<void> rest(duration time);

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
