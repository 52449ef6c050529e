// The session collects the raw bytes of a header, checks them with wire::check_head, and only then lets Beast
// parse them: so input that a tolerant parser would repair never reaches it. A body has the length that
// Content-Length says, and the session reads it only after all checks of the header. The bytes that follow in
// the buffer belong to the next request.
#include "scheduler/http/http_session.hpp"
#include "scheduler/http/http_rules.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>

#include "base/text.hpp"
#include "wire/message_format.hpp"
#include "wire/problem.hpp"
#include "wire/request_rules.hpp"

namespace bangtin::scheduler::http {

namespace http = boost::beast::http;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;
// No answer is a page: a browser must neither guess its type, nor run or frame it, nor let another site read
// it.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n";
// Most heads fit into this, and a connection that waits for one has no more memory.
constexpr std::size_t first_read_bytes = 2048;
// The session reads and drops at most this much of an unused body to keep the connection; for more it closes
// the connection.
constexpr std::uint64_t max_drained_bytes = 256 * 1024;
// Small, as a crowd at the door is read this way.
constexpr std::size_t waste_bytes = 8 * 1024;

std::int64_t seconds_of(milliseconds wait) {
  return std::chrono::ceil<std::chrono::seconds>(wait).count();
}

std::string_view class_of(const request& r, const endpoint& e) {
  return r.query.count("wait") + r.query.count("wait_ms") > 0 ? "long_poll" : e.doc.tag;
}

// How the reading of a header ended.
enum class head_end { whole, closed, refused };

// Only newlines from `from` on are looked at.
bool has_bare_newline(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('\n', from); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return true;
  }
  return false;
}

reply too_many(milliseconds wait) {
  reply no = problem_reply({errc::limit, msg("too many requests came from here"),
                            msg("ask again after the time in Retry-After, and less often")},
                           429);
  no.headers.emplace_back("Retry-After", std::to_string(seconds_of(wait)));
  return no;
}

reply refusal(int status, std::string_view english) {
  return problem_reply({status == 431 || status == 414 ? errc::limit : errc::invalid, msg("{}", english),
                        msg("correct the request and send it again")},
                       status);
}

error too_late() {
  return {errc::unreachable, msg("the request did not arrive in time"), msg("send it again")};
}

// A deadline that is reached gives zero: what has arrived already is still read.
timed_socket::duration time_until(steady_clock::time_point until) {
  return std::max(until - steady_clock::now(), timed_socket::duration::zero());
}

error cut_off() {
  return {errc::unreachable, msg("the connection broke off in the middle of the request"),
          msg("send it again")};
}

// Puts messages within messages into English for a client that has not announced that it reads them.
void fit_messages(reply& r, std::int64_t format) {
  if (r.content_type != "application/json" && r.content_type != "application/problem+json") return;
  const auto* own = std::get_if<std::string>(&r.body);
  const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&r.body);
  if (own == nullptr && shared == nullptr) return;
  if (std::optional<std::string> fitting = wire::in_message_format(own != nullptr ? *own : **shared, format))
    r.body = std::move(*fitting);
}

}  // namespace

struct http_session::impl {
  impl(timed_socket::socket_type s, peer p, session_setup& shared)
      : socket(std::move(s)), from(std::move(p)), setup(shared) {}

  timed_socket socket;
  peer from;
  session_setup& setup;
  std::string in;  // bytes that have arrived and are not used yet
  bool idle = true;
  bool finishing = false;
  // Why reading failed; then it is not tried again, as the socket may report its end only once.
  std::optional<error> broken;

  // State of the current request.
  std::uint64_t body_left = 0;
  bool wants_continue = false;
  bool head_only = false;
  bool closes = false;
  std::int64_t message_format = 1;  // that the client reads
  milliseconds must_rest{};         // its sender asks too often
  transfer_time arriving{pace{}};
  steady_clock::time_point body_until;  // for all of the body

  asio::awaitable<void> run();
  asio::awaitable<head_end> read_header(std::string& head, bool first, reply& why);
  asio::awaitable<reply> serve(std::string_view head);
  asio::awaitable<reply> answer(request& r, const endpoint& e);
  asio::awaitable<std::optional<reply>> read_whole(request& r);
  asio::awaitable<result<std::size_t>> read_body(asio::mutable_buffer into);
  asio::awaitable<bool> drain();
  asio::awaitable<bool> send(const reply& r);
  asio::awaitable<void> part();
  asio::awaitable<void> rest();
  void hide_cause(reply& r, const endpoint& e) const;
  std::string head_of(const reply& r) const;

  // The body as a streaming handler reads it.
  class body final : public body_source {
   public:
    explicit body(impl& of) : of_(of) {}
    asio::awaitable<result<bytes_view>> next() override {
      if (of_.body_left == 0) co_return bytes_view();
      buffer_.resize(piece_bytes);
      std::size_t filled = 0;
      while (filled < buffer_.size() && of_.body_left > 0) {
        result<std::size_t> n =
            co_await of_.read_body(asio::buffer(buffer_.data() + filled, buffer_.size() - filled));
        if (!n && filled == 0) co_return n.error();
        if (!n) break;  // return what arrived before the error; the next call reports the error
        filled += *n;
      }
      co_return as_bytes(std::string_view(buffer_).substr(0, filled));
    }

   private:
    impl& of_;
    std::string buffer_;
  };
};

http_session::http_session(timed_socket::socket_type socket, peer from, session_setup& setup)
    : impl_(std::make_shared<impl>(std::move(socket), std::move(from), setup)) {}
http_session::~http_session() = default;

asio::awaitable<void> http_session::run() {
  std::shared_ptr<impl> self = impl_;
  try {
    co_await self->run();
  } catch (const std::exception& e) {
    spdlog::error("a conversation with {} ended: {}", self->from.who, e.what());
  }
  self->socket.close();
}

void http_session::finish_soon() {
  impl_->finishing = true;
  if (impl_->idle) impl_->socket.cancel();
}
void http_session::abort() {
  impl_->finishing = true;
  impl_->socket.close();
}

asio::awaitable<void> http_session::impl::run() {
  for (bool first = true; !finishing; first = false) {
    std::string head;
    reply r;
    idle = true;
    head_end end = co_await read_header(head, first, r);
    idle = false;
    if (end == head_end::closed) co_return;
    body_left = 0;
    wants_continue = head_only = false;
    message_format = 1;
    must_rest = milliseconds(0);
    closes = end == head_end::refused;
    if (end == head_end::whole) r = co_await serve(head);
    if (body_left > 0 && (wants_continue || !co_await drain())) closes = true;
    if (finishing) closes = true;
    fit_messages(r, message_format);
    if (!co_await send(r)) co_return;
    if (closes) break;
    if (must_rest.count() > 0) co_await rest();
  }
  co_await part();
}

// Reads a header, its empty line included, into `head`. Later bytes stay in `in`.
asio::awaitable<head_end> http_session::impl::read_header(std::string& head, bool first, reply& why) {
  steady_clock::time_point until = steady_clock::now() + (first ? setup.waits.header : setup.waits.idle);
  bool begun = !in.empty() || first;
  if (begun) until = steady_clock::now() + setup.waits.header;
  std::size_t searched = 0;  // so many bytes hold no end and no bare newline
  for (;;) {
    std::size_t end = in.find("\r\n\r\n", searched);
    if (end != std::string::npos && end + 4 <= wire::max_head_bytes) {
      head = in.substr(0, end + 4);
      in = in.substr(end + 4);  // gives its memory back, too
      co_return head_end::whole;
    }
    if (in.size() >= wire::max_head_bytes) {
      why = refusal(431, "the request's head is longer than 16 KiB");
      co_return head_end::refused;
    }
    if (has_bare_newline(in, searched)) {
      why = refusal(400, "a line of the request's head does not end with CRLF");
      co_return head_end::refused;
    }
    std::size_t have = in.size();
    searched = have - std::min<std::size_t>(have, 3);
    in.resize(have == 0 ? first_read_bytes : wire::max_head_bytes);
    auto [ec, n] =
        co_await socket.read_some(asio::buffer(in.data() + have, in.size() - have), time_until(until));
    in.resize(have + n);
    setup.counted.bytes_in += n;
    if (ec == asio::error::timed_out && have > 0) {
      why = problem_reply(too_late(), 408);
      co_return head_end::refused;
    }
    if (ec) co_return head_end::closed;
    if (!begun) until = steady_clock::now() + setup.waits.header;
    begun = true;
    idle = false;
  }
}

asio::awaitable<reply> http_session::impl::serve(std::string_view head) {
  if (std::optional<wire::header_refusal> bad = wire::check_head(head)) {
    closes = true;
    co_return refusal(bad->status, bad->reason);
  }
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(wire::max_head_bytes));
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  parser.put(asio::buffer(head.data(), head.size()), ec);
  if (ec || !parser.is_header_done()) {
    closes = true;
    co_return refusal(400, "the request is malformed");
  }
  const auto& message = parser.get();
  closes = !parser.keep_alive();
  body_left = parser.content_length() ? *parser.content_length() : 0;
  request r;
  r.method = message.method_string();
  r.from = from;
  r.body_bytes = body_left;
  for (const auto& field : message) {
    std::string& value = r.headers[lower_case(field.name_string())];
    if (!value.empty()) value += ", ";
    value += field.value();
  }
  message_format = wire::announced_message_format(r.header(lower_case(wire::message_format_header)));
  head_only = r.method == "HEAD";
  arriving = transfer_time(setup.waits.body_pace());
  body_until = steady_clock::time_point::max();
  const std::string sender = from.admin ? "" : setup.gate.credential(r);
  must_rest = setup.connections.request_came(from, sender);
  if (must_rest.count() > 0) {
    setup.gate.note_flood(r, sender);
    co_return too_many(must_rest);
  }
  if (std::string_view expect = r.header("expect"); !expect.empty()) {
    wants_continue = body_left > 0;
    if (lower_case(expect) != "100-continue") co_return refusal(417, "this expectation is not known");
  }
  if (message.target().size() > max_target_bytes)
    co_return refusal(414, "the target is longer than 4096 bytes");
  std::optional<target> t = parse_target(message.target());
  if (!t) co_return refusal(400, "the target is malformed");
  r.query = std::move(t->query);
  endpoint_table::match m = setup.endpoints.find(r.method, t->segments);
  if (m.found == nullptr) {
    if (m.allow.empty()) {
      co_return problem_reply({errc::not_found, msg("there is nothing at {}", printable(message.target())),
                               msg("see /v1/openapi.json for what there is")});
    }
    reply no = problem_reply({errc::usage, msg("the method {} is not for this path", printable(r.method)),
                              msg("use one of: {}", m.allow)},
                             405);
    no.headers.emplace_back("Allow", m.allow);
    co_return no;
  }
  r.captured = std::move(m.captured);
  const steady_clock::time_point began = steady_clock::now();
  reply done = co_await answer(r, *m.found);
  setup.counted.times[class_of(r, *m.found)].add(steady_clock::now() - began);
  if (done.status == 401 || done.status == 403 || done.status == 429)
    setup.gate.note_refusal(*m.found, r, done.status);
  co_return done;
}

asio::awaitable<reply> http_session::impl::answer(request& r, const endpoint& e) {
  if (std::optional<reply> no = setup.gate.refuse(e, r)) co_return std::move(*no);
  if (e.body != body_use::none && r.headers.count("content-length") == 0) {
    co_return refusal(411, "a Content-Length is needed");
  }
  if (r.body_bytes > e.max_body_bytes) {
    co_return problem_reply(
        {errc::limit,
         msg("the body of {} bytes is longer than the {} bytes allowed here", r.body_bytes, e.max_body_bytes),
         msg("send less at once")});
  }
  body stream(*this);
  if (e.body == body_use::whole) {
    if (std::optional<reply> no = co_await read_whole(r)) co_return std::move(*no);
  } else if (e.body == body_use::streamed) {
    r.stream = &stream;
  }
  std::string trouble;
  try {
    reply done = co_await e.handle(r);
    if (done.status >= 500 && !from.admin) hide_cause(done, e);
    co_return done;
  } catch (const std::exception& x) {
    trouble = x.what();
  }
  spdlog::error("{} {}: {}", r.method, e.pattern, trouble);
  co_return problem_reply(
      {errc::internal, msg("the daemon failed on this request"), msg("look into the daemon's log")});
}

asio::awaitable<std::optional<reply>> http_session::impl::read_whole(request& r) {
  body_until = steady_clock::now() + setup.waits.body;
  while (body_left > 0) {
    std::size_t have = r.body.size();
    r.body.resize(have + std::min<std::uint64_t>(body_left, piece_bytes));
    result<std::size_t> n = co_await read_body(asio::buffer(r.body.data() + have, r.body.size() - have));
    if (!n) {
      closes = true;
      co_return problem_reply(n.error(), 408);
    }
    r.body.resize(have + *n);
  }
  co_return std::nullopt;
}

// Reads some bytes of the body: first those that came together with the header, then from the socket.
asio::awaitable<result<std::size_t>> http_session::impl::read_body(asio::mutable_buffer into) {
  std::size_t most = std::min<std::uint64_t>(into.size(), body_left);
  if (!in.empty()) {
    std::size_t n = in.copy(static_cast<char*>(into.data()), most);
    in.erase(0, n);
    body_left -= n;
    arriving.waited(timed_socket::duration::zero(), n);
    co_return n;
  }
  if (broken) co_return *broken;
  if (std::exchange(wants_continue, false)) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await socket.write({asio::buffer(go_on), {}}, setup.waits.body_pace());
  }
  auto began = steady_clock::now();
  auto left = std::min(arriving.left(), body_until - began);
  if (left <= timed_socket::duration::zero()) {
    closes = true;
    broken = too_late();
    co_return *broken;
  }
  auto [ec, n] = co_await socket.read_some(asio::buffer(into.data(), most), left);
  arriving.waited(steady_clock::now() - began, n);
  setup.counted.bytes_in += n;
  if (ec) {
    closes = true;
    broken = ec == asio::error::timed_out ? too_late() : cut_off();
    co_return *broken;
  }
  body_left -= n;
  co_return n;
}

// Reads the rest of the body that the handler did not use, so that the next request can be found. False:
// there is too much left, it does not come at once, or the connection is broken.
asio::awaitable<bool> http_session::impl::drain() {
  if (body_left > max_drained_bytes || closes) co_return false;
  body_until = steady_clock::now() + setup.waits.drain;
  std::string waste(waste_bytes, '\0');
  while (body_left > 0) {
    if (result<std::size_t> n = co_await read_body(asio::buffer(waste)); !n) co_return false;
  }
  co_return true;
}

std::string http_session::impl::head_of(const reply& r) const {
  std::string head = fmt::format(
      "HTTP/1.1 {} {}\r\nServer: bangtin\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", r.status,
      std::string_view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(r.status)))),
      fmt::gmtime(std::chrono::system_clock::to_time_t(
          std::chrono::time_point_cast<std::chrono::system_clock::duration>(setup.clock.now().utc))));
  bool bodiless = r.status == 204 || r.status == 304;
  if (!bodiless)
    head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", r.content_type, r.body_bytes());
  bool may_be_kept = false;
  for (const auto& [name, value] : r.headers) {
    head += fmt::format("{}: {}\r\n", name, value);
    may_be_kept = may_be_kept || name == "Cache-Control";
  }
  if (!may_be_kept) head += "Cache-Control: no-store\r\n";
  head += fmt::format("{}: {}\r\n", wire::message_format_header, wire::message_format);
  head += security_headers;
  if (closes) head += "Connection: close\r\n";
  return head + "\r\n";
}

// False: the other side has closed the connection or did not take the reply in time.
asio::awaitable<bool> http_session::impl::send(const reply& r) {
  ++setup.counted.replies[static_cast<std::size_t>(std::clamp(r.status / 100, 0, 5))];
  std::string head = head_of(r);
  bool with_body = !head_only && r.status != 204 && r.status != 304;
  setup.counted.bytes_out += head.size() + (with_body ? r.body_bytes() : 0);
  asio::const_buffer text;
  const file_slice* slice = std::get_if<file_slice>(&r.body);
  if (const auto* own = std::get_if<std::string>(&r.body)) text = asio::buffer(*own);
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&r.body))
    text = asio::buffer(**shared);
  if (!with_body) text = {};
  std::array<asio::const_buffer, 2> parts{asio::buffer(head), text};
  if (co_await socket.write(parts, setup.waits.body_pace())) co_return false;
  if (!with_body || slice == nullptr) co_return true;
  boost::system::error_code ec = co_await socket.send_file(slice->file->get(), slice->offset, slice->length,
                                                           setup.waits.body_pace(), setup.disk);
  co_return !ec;
}

// If a socket is closed with unread bytes, the kernel resets the connection and the other side may lose our
// last reply. So the session ends its sending direction first, and reads for up to the `linger` timeout until
// the other side closes too.
asio::awaitable<void> http_session::impl::part() {
  socket.shut_sending();
  std::string waste(waste_bytes, '\0');
  steady_clock::time_point until = steady_clock::now() + setup.waits.linger;
  while (!finishing && steady_clock::now() < until) {
    auto [ec, n] = co_await socket.read_some(asio::buffer(waste), time_until(until));
    if (ec) break;
  }
}

// What went wrong in the daemon may name its files: that is for its log, and for those who may use the admin
// socket.
void http_session::impl::hide_cause(reply& r, const endpoint& e) const {
  const auto* text = std::get_if<std::string>(&r.body);
  if (text == nullptr || r.content_type != "application/problem+json") return;
  const error cause = wire::from_problem(r.status, *text);
  spdlog::error("{} {}: {}", e.method, e.pattern, describe(cause));
  r.body = wire::to_problem({cause.code, msg("the daemon cannot do this now"),
                             msg("try again later; the daemon's log says what is wrong")},
                            r.status);
}

// Between two requests of a sender that asks too often, so that it cannot keep the daemon busy with refusals.
asio::awaitable<void> http_session::impl::rest() {
  idle = true;
  co_await socket.rest(std::min(must_rest, setup.waits.slowed));
  idle = false;
}

}  // namespace bangtin::scheduler::http
