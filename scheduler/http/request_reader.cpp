// It collects the raw bytes of a header and looks at nothing but their lines: so input that a tolerant parser
// would repair never reaches one.
#include "scheduler/http/request_reader.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <utility>

#include "wire/request_rules.hpp"

namespace bangtin::scheduler::http {

using std::chrono::steady_clock;

namespace {

// The reader reads and drops at most this much of an unused body to keep the connection; for more the
// connection is closed.
constexpr std::uint64_t max_drained_bytes = 256 * 1024;
// Small, as a crowd at the door is read this way.
constexpr std::size_t waste_bytes = 8 * 1024;

// Only newlines from `from` on are looked at.
bool has_bare_newline(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('\n', from); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return true;
  }
  return false;
}

error too_late() {
  return {errc::unreachable, msg("the request did not arrive in time"), msg("send it again")};
}

error cut_off() {
  return {errc::unreachable, msg("the connection broke off in the middle of the request"),
          msg("send it again")};
}

// A deadline that is reached gives zero: what has arrived already is still read.
timed_stream::duration time_until(steady_clock::time_point until) {
  return std::max(until - steady_clock::now(), timed_stream::duration::zero());
}

}  // namespace

timed_stream::duration request_reader::time_for_first_byte() const {
  return first_ ? time_until(connected_ + waits_.header) : waits_.idle;
}

// Empty: the end has not come yet. Up to `searched` there is neither an end nor a bare newline.
std::optional<head_end> request_reader::look_for_end(std::string_view have, reply& why,
                                                     std::size_t searched) {
  const std::size_t end = have.find("\r\n\r\n", searched);
  if (end != std::string_view::npos && end + 4 <= wire::max_head_bytes) {
    header_ = have.substr(0, end + 4);
    in_ = have.substr(end + 4);
    return head_end::whole;
  }
  if (have.size() >= wire::max_head_bytes) {
    why = refusal(431, "the request's head is longer than 16 KiB");
    return head_end::refused;
  }
  if (has_bare_newline(have, searched)) {
    why = refusal(400, "a line of the request's head does not end with CRLF");
    return head_end::refused;
  }
  return std::nullopt;
}

// A header that arrives whole, as most do, is looked at where it was read and never copied.
asio::awaitable<head_end> request_reader::read_header(reply& why) {
  const steady_clock::time_point until = (first_ ? connected_ : steady_clock::now()) + waits_.header;
  kept_ = std::exchange(in_, std::string());
  std::string_view have = kept_;
  for (std::size_t searched = 0;;) {
    if (std::optional<head_end> end = look_for_end(have, why, searched)) {
      first_ = false;
      co_return *end;
    }
    searched = have.size() - std::min<std::size_t>(have.size(), 3);
    if (kept_.empty()) kept_ = have;
    auto [ec, n] = from_.read_now(asio::buffer(shared_));
    if (ec == asio::error::would_block) {
      if (kept_.empty()) co_return head_end::nothing;
      have = kept_;
      ec = co_await from_.wait_readable(time_until(until));
      if (!ec) continue;
    }
    if (ec == asio::error::timed_out) {
      why = problem_reply(too_late(), 408);
      co_return head_end::refused;
    }
    if (ec) co_return head_end::closed;
    counted_.bytes_in += n;
    if (!kept_.empty()) kept_.append(shared_.data(), n);
    have = kept_.empty() ? std::string_view(shared_.data(), n) : kept_;
  }
}

void request_reader::expect_body(std::uint64_t length, bool wants_continue) {
  header_ = {};
  kept_ = std::string();
  body_left_ = length;
  wants_continue_ = wants_continue;
  arriving_ = transfer_time(waits_.body_pace());
  body_until_ = steady_clock::time_point::max();
}

// First come the bytes that arrived together with the header.
asio::awaitable<result<std::size_t>> request_reader::read_body(asio::mutable_buffer into) {
  const std::size_t most = std::min<std::uint64_t>(into.size(), body_left_);
  if (!in_.empty()) {
    const std::size_t n = in_.copy(static_cast<char*>(into.data()), most);
    in_.erase(0, n);
    body_left_ -= n;
    arriving_.waited(timed_stream::duration::zero(), n);
    co_return n;
  }
  if (broken_) co_return *broken_;
  if (std::exchange(wants_continue_, false)) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    std::array<asio::const_buffer, 2> parts{asio::buffer(go_on), asio::const_buffer()};
    co_await from_.write(parts, waits_.body_pace());
  }
  const steady_clock::time_point began = steady_clock::now();
  const timed_stream::duration left = std::min(arriving_.left(), body_until_ - began);
  if (left <= timed_stream::duration::zero()) {
    broken_ = too_late();
    co_return *broken_;
  }
  auto [ec, n] = co_await from_.read_some(asio::buffer(into.data(), most), left);
  arriving_.waited(steady_clock::now() - began, n);
  counted_.bytes_in += n;
  if (ec) {
    broken_ = ec == asio::error::timed_out ? too_late() : cut_off();
    co_return *broken_;
  }
  body_left_ -= n;
  co_return n;
}

asio::awaitable<bool> request_reader::drain() {
  if (body_left_ > max_drained_bytes || broken_) co_return false;
  body_until_ = steady_clock::now() + waits_.drain;
  std::string waste(waste_bytes, '\0');
  while (body_left_ > 0) {
    if (result<std::size_t> n = co_await read_body(asio::buffer(waste)); !n) co_return false;
  }
  co_return true;
}

asio::awaitable<result<bytes_view>> streamed_body::next() {
  if (of_.body_left() == 0) co_return bytes_view();
  buffer_.resize(piece_bytes);
  std::size_t filled = 0;
  while (filled < buffer_.size() && of_.body_left() > 0) {
    result<std::size_t> n =
        co_await of_.read_body(asio::buffer(buffer_.data() + filled, buffer_.size() - filled));
    if (!n && filled == 0) co_return n.error();
    if (!n) break;  // return what arrived before the error; the next call reports the error
    filled += *n;
  }
  co_return as_bytes(std::string_view(buffer_).substr(0, filled));
}

}  // namespace bangtin::scheduler::http
