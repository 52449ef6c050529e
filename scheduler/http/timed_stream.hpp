// A connection whose operations all have a timeout. timed_socket is one in plain bytes (TCP or Unix),
// tls_socket one over TLS.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstdint>
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

// Not thread-safe; use only on the thread of its executor, one operation at a time. An operation that exceeds
// its timeout fails with error::timed_out; the stream stays usable, so that a reply can still be sent.
class timed_stream {
 public:
  using error_code = boost::system::error_code;
  using duration = std::chrono::steady_clock::duration;

  virtual ~timed_stream() = default;

  // Makes the connection ready, in at most this time in all; before any other operation. An error: nothing
  // can be said over it, so the caller ends it. Over plain bytes there is nothing to do.
  virtual asio::awaitable<error_code> handshake(duration most) = 0;
  // Reads what has arrived, without waiting; error::would_block where nothing has, error::eof at the end.
  virtual std::pair<error_code, std::size_t> read_now(asio::mutable_buffer into) = 0;
  // Waits until read_now() is worth another try.
  virtual asio::awaitable<error_code> wait_readable(duration most) = 0;
  // Reads at least one byte, or fails as read_now() and wait_readable() do.
  asio::awaitable<std::pair<error_code, std::size_t>> read_some(asio::mutable_buffer into, duration most);
  // Writes everything, at the given pace.
  virtual asio::awaitable<error_code> write(std::array<asio::const_buffer, 2> parts, pace p) = 0;
  // Sends a part of a file, at the given pace. It is read on a thread of `disk`, because that may block.
  // error::eof when the file is shorter.
  virtual asio::awaitable<error_code> send_file(int file, std::uint64_t offset, std::uint64_t length, pace p,
                                                asio::any_io_executor disk) = 0;
  // Whether write_from_memory() saves a copy.
  virtual bool sends_from_memory() const { return false; }
  // Writes `head`, and then so many bytes of a file that is in memory, from its beginning. Precondition:
  // sends_from_memory().
  virtual asio::awaitable<error_code> write_from_memory(asio::const_buffer head, int file,
                                                        std::uint64_t length, pace p);
  // Does nothing for this time; cancel() and close() end it.
  virtual asio::awaitable<void> rest(duration time) = 0;

  // Ends the sending direction only.
  virtual void shut_sending() = 0;
  // Ends running operations with error::operation_aborted.
  virtual void cancel() = 0;
  virtual void close() = 0;
};

}  // namespace bangtin::scheduler::http
