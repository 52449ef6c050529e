// A body is read only after all checks of the header.
#include "scheduler/http/http_session.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/buffer.hpp>

#include "base/text.hpp"
#include "scheduler/http/reply_head.hpp"
#include "scheduler/http/request_parser.hpp"
#include "wire/problem.hpp"

namespace bangtin::scheduler::http {

using std::chrono::steady_clock;

namespace {

// What still comes after the last reply is read in such pieces.
constexpr std::size_t last_bytes = 8 * 1024;

std::int64_t seconds_of(milliseconds wait) {
  return std::chrono::ceil<std::chrono::seconds>(wait).count();
}

std::string_view class_of(const request& r, const endpoint& e) {
  return r.query.count("wait") + r.query.count("wait_ms") > 0 ? "long_poll" : e.doc.tag;
}

reply too_many(milliseconds wait) {
  reply no = problem_reply({errc::limit, msg("too many requests came from here"),
                            msg("ask again after the time in Retry-After, and less often")},
                           429);
  no.headers.emplace_back("Retry-After", std::to_string(seconds_of(wait)));
  return no;
}

}  // namespace

struct http_session::impl {
  impl(std::unique_ptr<timed_stream> s, peer p, session_setup& shared)
      : stream(std::move(s)),
        from(std::move(p)),
        setup(shared),
        in(*stream, shared.incoming, shared.waits, shared.counted) {}

  std::unique_ptr<timed_stream> stream;
  peer from;
  session_setup& setup;
  request_reader in;
  bool resting = true;  // waits, and has no request
  bool finishing = false;

  parsed_request latest;    // of the current request
  std::string latest_head;  // whose bytes those are; empty: not kept

  // State of the current request.
  bool head_only = false;
  bool closes = false;
  std::int64_t message_format = 1;  // that the client reads
  milliseconds must_rest{};         // its sender asks too often

  asio::awaitable<void> run();
  asio::awaitable<bool> serve_next();
  void begin_request();
  void parse(std::string_view head);
  asio::awaitable<reply> serve();
  asio::awaitable<reply> answer(request& r, const endpoint& e);
  asio::awaitable<std::optional<reply>> read_whole(request& r);
  asio::awaitable<bool> send(const reply& r);
  asio::awaitable<bool> send_pieces(piece_source& source);
  asio::awaitable<void> part();
  asio::awaitable<void> rest();
  void hide_cause(reply& r, const endpoint& e) const;
};

http_session::http_session(std::unique_ptr<timed_stream> stream, peer from, session_setup& setup)
    : impl_(std::make_shared<impl>(std::move(stream), std::move(from), setup)) {}
http_session::~http_session() = default;

asio::awaitable<void> http_session::run() {
  std::shared_ptr<impl> self = impl_;
  try {
    co_await self->run();
  } catch (const std::exception& e) {
    spdlog::error("a conversation with {} ended: {}", self->from.who, e.what());
  }
  self->stream->close();
}

void http_session::finish_soon() {
  impl_->finishing = true;
  if (impl_->resting) impl_->stream->cancel();
}
void http_session::abort() {
  impl_->finishing = true;
  impl_->stream->close();
}

// Between two requests only this coroutine and that of the wait exist: most connections of most daemons wait.
asio::awaitable<void> http_session::impl::run() {
  const bool stands = !co_await stream->handshake(setup.waits.header);
  resting = false;
  if (!stands) co_return;
  while (!finishing) {
    if (!in.has_bytes()) {
      resting = true;
      const timed_stream::error_code ec = co_await stream->wait_readable(in.time_for_first_byte());
      resting = false;
      if (ec) co_return;
    }
    if (!co_await serve_next()) co_return;
    if (closes) break;
    if (must_rest.count() > 0) co_await rest();
  }
  co_await part();
}

// False: the other side is gone.
asio::awaitable<bool> http_session::impl::serve_next() {
  reply r;
  const head_end end = co_await in.read_header(r);
  if (end == head_end::closed) co_return false;
  begin_request();
  if (end == head_end::nothing) co_return true;
  if (end == head_end::whole) {
    parse(in.header());
    r = co_await serve();
  } else {
    closes = true;
  }
  if (in.is_broken()) closes = true;
  if (in.body_left() > 0 && (closes || in.wants_continue() || !co_await in.drain())) closes = true;
  if (finishing) closes = true;
  fit_messages(r, message_format);
  if (latest_head.empty()) latest = {};  // its body may be large
  co_return co_await send(r);
}

void http_session::impl::begin_request() {
  head_only = false;
  message_format = 1;
  must_rest = milliseconds(0);
  closes = false;
}

// A screen polls with the same bytes again and again; what they say is kept.
void http_session::impl::parse(std::string_view head) {
  if (head == latest_head) return;
  latest = parse_request(head, setup.endpoints);
  latest.value.from = from;
  latest_head = latest.is_repeatable() ? head : "";
}

asio::awaitable<reply> http_session::impl::serve() {
  const parsed_request& p = latest;
  closes = p.closes;
  in.expect_body(p.value.body_bytes, p.wants_continue);
  message_format = p.message_format;
  head_only = p.value.method == "HEAD";
  if (p.malformed) co_return *p.refused;
  request& r = latest.value;
  r.from.who = from.who;  // the gate wrote the person's name there
  const std::string sender = from.admin ? "" : setup.gate.credential(r);
  must_rest = setup.connections.request_came(from, sender);
  if (must_rest.count() > 0) {
    setup.gate.note_flood(r, sender);
    co_return too_many(must_rest);
  }
  if (p.refused) co_return *p.refused;
  const steady_clock::time_point began = steady_clock::now();
  reply done = co_await answer(r, *p.found);
  setup.counted.times[class_of(r, *p.found)].add(steady_clock::now() - began);
  if (setup.changed && done.status < 300 && r.method != "GET" && !head_only) setup.changed(*p.found);
  if (done.status == 401 || done.status == 403 || done.status == 429)
    setup.gate.note_refusal(*p.found, r, done.status);
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
  streamed_body streamed(in);
  if (e.body == body_use::whole) {
    if (std::optional<reply> no = co_await read_whole(r)) co_return std::move(*no);
  } else if (e.body == body_use::streamed) {
    r.stream = &streamed;
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
  in.limit_body(steady_clock::now() + setup.waits.body);
  while (in.body_left() > 0) {
    const std::size_t have = r.body.size();
    r.body.resize(have + std::min<std::uint64_t>(in.body_left(), piece_bytes));
    result<std::size_t> n = co_await in.read_body(asio::buffer(r.body.data() + have, r.body.size() - have));
    if (!n) {
      closes = true;
      co_return problem_reply(n.error(), 408);
    }
    r.body.resize(have + *n);
  }
  co_return std::nullopt;
}

// False: the other side has closed the connection or did not take the reply in time.
asio::awaitable<bool> http_session::impl::send(const reply& r) {
  ++setup.counted.replies[static_cast<std::size_t>(std::clamp(r.status / 100, 0, 5))];
  const std::string head = reply_head(r, setup.date.text(), closes);
  bool with_body = !head_only && r.status != 204 && r.status != 304;
  setup.counted.bytes_out += head.size() + (with_body ? r.body_bytes() : 0);
  asio::const_buffer text;
  const file_slice* slice = std::get_if<file_slice>(&r.body);
  if (const auto* own = std::get_if<std::string>(&r.body)) text = asio::buffer(*own);
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&r.body)) {
    text = asio::buffer(**shared);
    if (with_body && r.in_memory && stream->sends_from_memory()) {
      co_return !co_await stream->write_from_memory(asio::buffer(head), r.in_memory->get(), text.size(),
                                                    setup.waits.body_pace());
    }
  }
  if (!with_body) text = {};
  std::array<asio::const_buffer, 2> parts{asio::buffer(head), text};
  if (co_await stream->write(parts, setup.waits.body_pace())) co_return false;
  if (with_body && r.pieces() != nullptr) co_return co_await send_pieces(*r.pieces());
  if (!with_body || slice == nullptr) co_return true;
  boost::system::error_code ec = co_await stream->send_file(slice->file->get(), slice->offset, slice->length,
                                                            setup.waits.body_pace(), setup.disk);
  co_return !ec;
}

// Each piece is a chunk (RFC 9112, 7.1), so the other side can tell the end from a broken connection. A
// reader that does not read is dropped when a piece has waited for the timeout of a body.
asio::awaitable<bool> http_session::impl::send_pieces(piece_source& source) {
  for (bool ends = false; !ends;) {
    const std::string piece = co_await source.next();
    ends = piece.empty() || finishing;
    std::string chunk;
    if (!piece.empty()) chunk = fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
    if (ends) chunk += "0\r\n\r\n";
    setup.counted.bytes_out += chunk.size();
    const std::array<asio::const_buffer, 2> parts{asio::buffer(chunk), asio::const_buffer()};
    if (co_await stream->write(parts, setup.waits.body_pace())) co_return false;
  }
  if (finishing) closes = true;
  co_return true;
}

// If a socket is closed with unread bytes, the kernel resets the connection and the other side may lose our
// last reply. So the session ends its sending direction first, and reads for up to the `linger` timeout until
// the other side closes too.
asio::awaitable<void> http_session::impl::part() {
  stream->shut_sending();
  std::string waste(last_bytes, '\0');
  const steady_clock::time_point until = steady_clock::now() + setup.waits.linger;
  while (!finishing && steady_clock::now() < until) {
    const timed_stream::duration left = std::max(until - steady_clock::now(), timed_stream::duration::zero());
    auto [ec, n] = co_await stream->read_some(asio::buffer(waste), left);
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
  resting = true;
  co_await stream->rest(std::min(must_rest, setup.waits.slowed));
  resting = false;
}

}  // namespace bangtin::scheduler::http
