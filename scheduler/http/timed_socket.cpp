// One timer serves all operations of a socket. It fires at the earliest deadline so far, and looks then
// whether the running operation has one to come.
#include "scheduler/http/timed_socket.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <optional>

#include "base/files.hpp"

namespace bangtin::scheduler::http {

namespace {
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t sendfile_piece = 512 * 1024;

// Of a call that does not wait. An interrupted one is tried again like one that would wait. A socket that was
// closed meanwhile has no descriptor.
boost::system::error_code last_error() {
  if (errno == EINTR || errno == EAGAIN) return asio::error::would_block;
  if (errno == EBADF) return asio::error::operation_aborted;
  return {errno, boost::system::system_category()};
}
}  // namespace

transfer_time::duration transfer_time::left() const {
  constexpr std::uint64_t max_earned_s = 1'000'000'000;  // so that nothing overflows
  const std::uint64_t earned_s = bytes_ / std::max<std::uint64_t>(pace_.min_bytes_per_s, 1);
  const duration earned = std::chrono::seconds(std::min(earned_s, max_earned_s));
  return std::min(pace_.piece, pace_.piece + earned - waited_);
}

void transfer_time::waited(duration d, std::uint64_t bytes) {
  waited_ += d;
  bytes_ += bytes;
}

struct timed_socket::state {
  explicit state(socket_type s) : socket(std::move(s)), timer(socket.get_executor()) {}
  socket_type socket;
  asio::steady_timer timer;
  // When the timer fires; not set while it does not run.
  std::optional<std::chrono::steady_clock::time_point> fires;
  // Of the running operation; not set while there is none.
  std::optional<std::chrono::steady_clock::time_point> deadline;
  bool timed_out = false;
};

namespace {

template <class State>
void start_timer(const std::shared_ptr<State>& s, std::chrono::steady_clock::time_point at);

// Cancels the operation whose deadline has come, and waits for a deadline that was set meanwhile.
template <class State>
void timer_fired(const std::shared_ptr<State>& s) {
  s->fires.reset();
  if (!s->deadline) return;
  if (*s->deadline > std::chrono::steady_clock::now()) return start_timer(s, *s->deadline);
  s->timed_out = true;
  boost::system::error_code ignored;
  s->socket.cancel(ignored);
}

template <class State>
void start_timer(const std::shared_ptr<State>& s, std::chrono::steady_clock::time_point at) {
  s->fires = at;
  s->timer.expires_at(at);
  s->timer.async_wait([weak = std::weak_ptr<State>(s), at](boost::system::error_code ec) {
    std::shared_ptr<State> held = weak.lock();
    if (!ec && held && held->fires == at) timer_fired(held);
  });
}

// Sets the deadline on construction, and takes it back on destruction. The timer runs on, and is set only for
// a deadline before its own: most operations start none.
template <class State>
class armed {
 public:
  armed(const std::shared_ptr<State>& s, timed_stream::duration most) : state_(*s) {
    s->timed_out = false;
    s->deadline = std::chrono::steady_clock::now() + most;
    if (!s->fires || *s->fires > *s->deadline) start_timer(s, *s->deadline);
  }
  ~armed() { state_.deadline.reset(); }
  armed(const armed&) = delete;
  armed& operator=(const armed&) = delete;

 private:
  State& state_;
};

}  // namespace

timed_socket::timed_socket(socket_type s) : state_(std::make_shared<state>(std::move(s))) {
  boost::system::error_code ignored;
  state_->socket.native_non_blocking(true, ignored);
}
timed_socket::~timed_socket() {
  close();
}

asio::awaitable<timed_socket::error_code> timed_socket::handshake(duration) {
  co_return error_code();
}

asio::awaitable<timed_socket::error_code> timed_socket::wait(socket_type::wait_type for_what, duration most) {
  armed guard(state_, most);
  auto [ec] = co_await state_->socket.async_wait(for_what, in_tuple);
  co_return ec && state_->timed_out ? error_code(asio::error::timed_out) : ec;
}

std::pair<timed_socket::error_code, std::size_t> timed_socket::read_now(asio::mutable_buffer into) {
  const ssize_t n = ::recv(descriptor(), into.data(), into.size(), MSG_DONTWAIT);
  if (n < 0) return {last_error(), 0};
  return {n == 0 ? error_code(asio::error::eof) : error_code(), static_cast<std::size_t>(n)};
}

// No coroutine of its own: a connection that waits has one frame less.
asio::awaitable<timed_socket::error_code> timed_socket::wait_readable(duration most) {
  return wait(socket_type::wait_read, most);
}

asio::awaitable<std::pair<timed_stream::error_code, std::size_t>> timed_stream::read_some(
    asio::mutable_buffer into, duration most) {
  const std::chrono::steady_clock::time_point until = std::chrono::steady_clock::now() + most;
  for (;;) {
    const std::pair<error_code, std::size_t> got = read_now(into);
    if (got.first != asio::error::would_block) co_return got;
    const duration left = std::max(until - std::chrono::steady_clock::now(), duration::zero());
    if (error_code ec = co_await wait_readable(left)) co_return std::pair(ec, std::size_t{0});
  }
}

// The socket is written to directly: Asio would queue its completion behind what other connections have to
// do, and the reply's memory would have left the processor's cache by then.
asio::awaitable<timed_socket::error_code> timed_socket::write(std::array<asio::const_buffer, 2> parts,
                                                              pace p) {
  transfer_time time(p);
  for (;;) {
    const std::pair<error_code, std::size_t> sent = write_now(parts);
    time.waited(duration::zero(), sent.second);
    if (parts[0].size() + parts[1].size() == 0) co_return error_code();
    if (sent.first && sent.first != asio::error::would_block) co_return sent.first;
    const duration left = time.left();
    if (left <= duration::zero()) co_return asio::error::timed_out;
    const auto began = std::chrono::steady_clock::now();
    if (error_code ec = co_await wait(socket_type::wait_write, left)) co_return ec;
    time.waited(std::chrono::steady_clock::now() - began, 0);
  }
}

// Takes what was sent away from `parts`.
std::pair<timed_socket::error_code, std::size_t> timed_socket::write_now(
    std::array<asio::const_buffer, 2>& parts) {
  std::array<iovec, 2> pieces{};
  for (std::size_t i = 0; i < 2; ++i) pieces[i] = {const_cast<void*>(parts[i].data()), parts[i].size()};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const ssize_t n = ::sendmsg(descriptor(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0) return {last_error(), 0};
  const std::size_t sent = static_cast<std::size_t>(n);
  const std::size_t of_first = std::min(sent, parts[0].size());
  parts[0] += of_first;
  parts[1] += sent - of_first;
  return {error_code(), sent};
}

asio::awaitable<timed_socket::error_code> timed_socket::send_file(int file, std::uint64_t offset,
                                                                  std::uint64_t length, pace p,
                                                                  asio::any_io_executor disk) {
  // Our own descriptor for the socket: it stays valid even if the socket is closed during a sendfile on
  // another thread.
  unique_fd out(::fcntl(state_->socket.native_handle(), F_DUPFD_CLOEXEC, 0));
  if (!out) co_return error_code(errno, boost::system::system_category());
  transfer_time time(p);
  off_t at = static_cast<off_t>(offset);
  while (length > 0) {
    co_await asio::post(asio::bind_executor(disk, asio::use_awaitable));
    ssize_t n = ::sendfile(out.get(), file, &at, std::min(length, sendfile_piece));
    int failure = n < 0 ? errno : 0;
    co_await asio::post(asio::bind_executor(state_->socket.get_executor(), asio::use_awaitable));
    if (!state_->socket.is_open()) co_return asio::error::operation_aborted;
    if (n > 0) {
      length -= static_cast<std::uint64_t>(n);
      time.waited(duration::zero(), static_cast<std::uint64_t>(n));
    } else if (n == 0) {
      co_return asio::error::eof;
    } else if (failure == EAGAIN) {
      const duration left = time.left();
      if (left <= duration::zero()) co_return asio::error::timed_out;
      auto began = std::chrono::steady_clock::now();
      if (error_code ec = co_await wait(socket_type::wait_write, left)) co_return ec;
      time.waited(std::chrono::steady_clock::now() - began, 0);
    } else if (failure != EINTR) {
      co_return error_code(failure, boost::system::system_category());
    }
  }
  co_return error_code();
}

asio::awaitable<timed_stream::error_code> timed_stream::write_from_memory(asio::const_buffer, int,
                                                                          std::uint64_t, pace) {
  co_return asio::error::operation_not_supported;
}

// MSG_MORE: the head leaves together with the first bytes of the body.
asio::awaitable<timed_socket::error_code> timed_socket::write_from_memory(asio::const_buffer head, int file,
                                                                          std::uint64_t length, pace p) {
  const int out = descriptor();
  const ssize_t sent = ::send(out, head.data(), head.size(), MSG_MORE | MSG_DONTWAIT | MSG_NOSIGNAL);
  head += sent > 0 ? static_cast<std::size_t>(sent) : 0;
  if (head.size() > 0) {
    const std::array<asio::const_buffer, 2> rest{head, asio::const_buffer()};
    if (error_code ec = co_await write(rest, p)) co_return ec;
  }
  transfer_time time(p);
  off_t at = 0;
  while (static_cast<std::uint64_t>(at) < length) {
    if (!is_open()) co_return asio::error::operation_aborted;
    const ssize_t n = ::sendfile(out, file, &at, length - static_cast<std::uint64_t>(at));
    if (n > 0) {
      time.waited(duration::zero(), static_cast<std::uint64_t>(n));
    } else if (n == 0) {
      co_return asio::error::eof;
    } else if (errno == EAGAIN) {
      const duration left = time.left();
      if (left <= duration::zero()) co_return asio::error::timed_out;
      const auto began = std::chrono::steady_clock::now();
      if (error_code ec = co_await wait(socket_type::wait_write, left)) co_return ec;
      time.waited(std::chrono::steady_clock::now() - began, 0);
    } else if (errno != EINTR) {
      co_return error_code(errno, boost::system::system_category());
    }
  }
  co_return error_code();
}

asio::awaitable<void> timed_socket::rest(duration time) {
  std::shared_ptr<state> held = state_;
  if (!held->socket.is_open()) co_return;
  held->fires.reset();
  held->timer.expires_after(time);
  co_await held->timer.async_wait(in_tuple);
}

void timed_socket::shut_sending() {
  error_code ignored;
  state_->socket.shutdown(socket_type::shutdown_send, ignored);
}
void timed_socket::cancel() {
  error_code ignored;
  state_->fires.reset();
  state_->timer.cancel();
  state_->socket.cancel(ignored);
}
void timed_socket::close() {
  error_code ignored;
  state_->fires.reset();
  state_->timer.cancel();
  // shutdown() first: the other side then sees the end even while send_file holds its own descriptor.
  state_->socket.shutdown(socket_type::shutdown_both, ignored);
  state_->socket.close(ignored);
}

int timed_socket::descriptor() const {
  return state_->socket.native_handle();
}
bool timed_socket::is_open() const {
  return state_->socket.is_open();
}
asio::any_io_executor timed_socket::executor() const {
  return state_->socket.get_executor();
}

}  // namespace bangtin::scheduler::http
