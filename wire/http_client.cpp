#include "wire/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "base/inner_message.hpp"
#include "base/socket_folder.hpp"
#include "base/text.hpp"
#include "wire/message_format.hpp"
#include "wire/problem.hpp"

// One libcurl handle, reset before each request, so that requests share only its open connections. libcurl's
// C code calls our callbacks: they catch an exception of the caller's functions, and send() throws it again
// after libcurl has returned.

namespace bangtin::wire {

namespace {

constexpr std::size_t max_reply_head_bytes = 64 * 1024;
constexpr long max_connect_ms = 10'000;
constexpr long keepalive_s = 30;  // the first probe after this time without a byte, and one each time again
constexpr long source_buffer_bytes = 512 * 1024;

// The state of one request while it runs.
struct transfer {
  const request& asked;
  std::string_view body;  // of the request, as the other side reads it
  CURL* handle;
  reply got{};
  std::size_t head_bytes = 0;
  bool head_whole = false;  // the header's empty line came; libcurl accepts a header that was cut off
  bool too_large = false;
  bool sink_stopped = false;
  bool was_cancelled = false;
  std::uint64_t body_bytes = 0;
  std::uint64_t source_at = 0;  // the next byte of the request's body to read
  std::optional<error> source_failed{};
  const std::string* admin_socket = nullptr;  // the path, if the request goes there
  int connecting = -1;                        // the socket of a new connection
  std::optional<error> not_the_daemon{};
  std::exception_ptr thrown{};
};

int status_of(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

bool answer_began(CURL* handle) {
  curl_off_t first_byte_us = 0;
  curl_easy_getinfo(handle, CURLINFO_STARTTRANSFER_TIME_T, &first_byte_us);
  return first_byte_us > 0;
}

// The length of the body that the answer's head announces, within the limit; else 0.
std::size_t announced_bytes(const transfer& t) {
  curl_off_t bytes = 0;
  curl_easy_getinfo(t.handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &bytes);
  const bool fits = bytes > 0 && static_cast<std::uint64_t>(bytes) <= t.asked.max_reply_bytes;
  return fits ? static_cast<std::size_t>(bytes) : 0;
}

std::size_t take_body(transfer& t, std::string_view piece) {
  t.body_bytes += piece.size();
  const int status = status_of(t.handle);
  if (t.asked.sink && status >= 200 && status < 300) {
    t.sink_stopped = !t.asked.sink(piece);
    return t.sink_stopped ? 0 : piece.size();
  }
  if (piece.size() > t.asked.max_reply_bytes - t.got.body.size()) {
    t.too_large = true;
    return 0;
  }
  if (t.got.body.empty()) t.got.body.reserve(announced_bytes(t));  // a long answer is not copied as it grows
  t.got.body += piece;
  return piece.size();
}

std::size_t take_header(transfer& t, std::string_view line) {
  const std::size_t taken = line.size();
  t.head_bytes += taken;
  if (t.head_bytes > max_reply_head_bytes) {
    t.too_large = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) t.got.headers.clear();  // an interim reply (100) came before
  t.head_whole = line == "\r\n" || line == "\n";
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return taken;
  std::string name = lower_case(line.substr(0, colon));
  line.remove_prefix(colon + 1);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
    line.remove_suffix(1);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  std::string& value = t.got.headers[std::move(name)];
  value += value.empty() ? "" : ", ";
  value += line;
  return taken;
}

std::size_t give_body(transfer& t, std::span<char> into) {
  std::uint64_t left = t.asked.source_bytes - std::min(t.source_at, t.asked.source_bytes);
  std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
  if (most == 0) return 0;
  result<std::size_t> n = t.asked.source(t.source_at, into.first(most));
  if (!n) {
    t.source_failed = n.error();
    return CURL_READFUNC_ABORT;
  }
  t.source_at += *n;
  return *n;
}

extern "C" {

static std::size_t bangtin_on_source(char* into, std::size_t, std::size_t size, void* context) {
  auto& t = *static_cast<transfer*>(context);
  try {
    return give_body(t, {into, size});
  } catch (...) {
    t.thrown = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

// libcurl sends the body again from here when a kept connection turned out to be closed.
static int bangtin_on_seek(void* context, curl_off_t offset, int) {
  static_cast<transfer*>(context)->source_at = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

static std::size_t bangtin_on_body(char* data, std::size_t, std::size_t size, void* context) {
  auto& t = *static_cast<transfer*>(context);
  try {
    return take_body(t, {data, size});
  } catch (...) {
    t.thrown = std::current_exception();
    return size + 1;
  }
}

static std::size_t bangtin_on_header(char* data, std::size_t, std::size_t size, void* context) {
  auto& t = *static_cast<transfer*>(context);
  try {
    return take_header(t, {data, size});
  } catch (...) {
    t.thrown = std::current_exception();
    return size + 1;
  }
}

static curl_socket_t bangtin_on_open(void* context, curlsocktype, curl_sockaddr* to) {
  auto& t = *static_cast<transfer*>(context);
  t.connecting = ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  return t.connecting < 0 ? CURL_SOCKET_BAD : t.connecting;
}

// Called when the connection stands, before anything is sent.
static int bangtin_before_request(void* context, char*, char*, int, int) {
  auto& t = *static_cast<transfer*>(context);
  if (t.connecting < 0) return CURL_PREREQFUNC_OK;  // a kept connection, which was checked before
  try {
    result<void> ours = check_socket_peer(t.connecting, *t.admin_socket);
    if (!ours) t.not_the_daemon = ours.error();
  } catch (...) {
    t.thrown = std::current_exception();
  }
  return t.not_the_daemon || t.thrown ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static CURLcode bangtin_on_tls(CURL*, void* context, void* check) {
  return static_cast<tls_check*>(check)->prepare(static_cast<SSL_CTX*>(context)) ? CURLE_OK
                                                                                 : CURLE_SSL_CONNECT_ERROR;
}

static int bangtin_on_progress(void* context, curl_off_t total, curl_off_t arrived, curl_off_t,
                               curl_off_t sent) {
  auto& t = *static_cast<transfer*>(context);
  try {
    if (t.asked.sent && sent > 0) t.asked.sent(static_cast<std::uint64_t>(sent));
    if (t.asked.arrived) {
      t.asked.arrived(static_cast<std::uint64_t>(arrived), static_cast<std::uint64_t>(total));
    }
    t.was_cancelled = t.asked.cancelled && t.asked.cancelled();
    return t.was_cancelled ? 1 : 0;
  } catch (...) {
    t.thrown = std::current_exception();
    return 1;
  }
}

}  // extern "C"

// Whether the text holds CR, LF or NUL: it would end its header line early and could begin another field.
bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// A minimum check, because libcurl guesses missing parts of an address instead of refusing it.
bool is_address(std::string_view server) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (server.starts_with(scheme)) return server.size() > scheme.size() && server[scheme.size()] != '/';
  }
  return false;
}

error no_address(std::string_view server) {
  return {errc::usage, msg("{} is not an address of a daemon", server),
          msg("write it as http://HOST:PORT or https://HOST:PORT")};
}

// libcurl's own texts exist in English only; the usual ones are ours.
message no_answer(std::string_view server, CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      return msg("no answer from {}: nobody takes the connection there", server);
    case CURLE_COULDNT_RESOLVE_HOST:
      return msg("no answer from {}: the name of the machine is not known", server);
    case CURLE_OPERATION_TIMEDOUT:
      return msg("no answer from {} in time", server);
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return msg("{} broke the connection off", server);
    case CURLE_SSL_CONNECT_ERROR:
      return msg("{} does not speak TLS 1.3", server);
    default:
      return msg("no answer from {} (error {} of the network library)", server, static_cast<int>(code));
  }
}

message how_to_reach(CURLcode code) {
  if (code == CURLE_SSL_CONNECT_ERROR) {
    return msg(
        "check that the address is that of bangtind, and that the daemon speaks HTTPS there; its log names "
        "its address and authority");
  }
  return msg("check that bangtind runs there and that the address and the network are right");
}

// Who answers there is not the one whom the client knows.
error not_trusted(std::string_view server, bool pinned) {
  return {
      errc::verification,
      pinned ? msg("{} is not the daemon that is known here: its certificate is of another authority", server)
             : msg("no authority that this system knows vouches for the certificate of {}", server),
      pinned ? msg("find out who answers there; if the daemon has a new authority, get a new token file")
             : msg("use a token file that \"bangtin user token\" wrote: it has the daemon's own authority")};
}

using header_list = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

void add_header(header_list& all, const std::string& line) {
  curl_slist* longer = curl_slist_append(all.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)all.release();
  all.reset(longer);
}

}  // namespace

struct http_client::impl {
  std::string server, socket, token;
  std::uint64_t received = 0;
  bool crawled = false;
  bool distrusted = false;
  tls_check tls{};
  std::int64_t messages = 1;  // the format of messages that the other side announced last
  std::unique_ptr<CURL, void (*)(CURL*)> handle{nullptr, curl_easy_cleanup};

  std::string where() const { return socket.empty() ? server : socket; }
  result<header_list> headers_for(const request& r) const;
  void set_limits(const request& r);
  void set_body(transfer& t);
  void set_target(const request& r, transfer& t);
  void set_tls();
  error failure(CURLcode code, const transfer& t) const;
};

result<header_list> http_client::impl::headers_for(const request& r) const {
  header_list all(nullptr, curl_slist_free_all);
  bool clean = !has_line_end(token) && !has_line_end(r.content_type);
  for (const auto& [name, value] : r.headers) {
    clean = clean && !has_line_end(name) && !has_line_end(value);
    if (clean) add_header(all, name + ": " + value);
  }
  if (!clean) {
    return error{errc::usage, msg("a header field or the token holds a line end"),
                 msg("check BANGTIN_TOKEN: it is one line of letters and digits")};
  }
  add_header(all, fmt::format("{}: {}", message_format_header, message_format));
  if (!token.empty()) add_header(all, "Authorization: Bearer " + token);
  add_header(all, r.body.empty() && !r.source ? "Content-Type:" : "Content-Type: " + r.content_type);
  add_header(all, "Expect:");  // so that libcurl does not wait for "100 Continue" before a large body
  return all;
}

void http_client::impl::set_limits(const request& r) {
  CURL* h = handle.get();
  const long timeout = static_cast<long>(r.timeout.count());
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, timeout);
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
                   timeout > 0 ? std::min(timeout, max_connect_ms) : max_connect_ms);
  curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, r.min_bytes_per_s);
  curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, static_cast<long>(r.stall.count()));
  // So that the kernel notices a network that swallows everything while an answer is waited for.
  curl_easy_setopt(h, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(h, CURLOPT_TCP_KEEPIDLE, keepalive_s);
  curl_easy_setopt(h, CURLOPT_TCP_KEEPINTVL, keepalive_s);
  curl_easy_setopt(h, CURLOPT_MAX_RECV_SPEED_LARGE, static_cast<curl_off_t>(r.max_bytes_per_s));
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(h, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
}

void http_client::impl::set_target(const request& r, transfer& t) {
  CURL* h = handle.get();
  if (!socket.empty()) {
    t.admin_socket = &socket;
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, bangtin_on_open);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, &t);
    curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, bangtin_before_request);
    curl_easy_setopt(h, CURLOPT_PREREQDATA, &t);
    curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
    curl_easy_setopt(h, CURLOPT_PROXY, "");
  }
  const std::string url = (socket.empty() ? server : "http://localhost") + r.path;
  curl_easy_setopt(h, CURLOPT_URL, url.c_str());
  curl_easy_setopt(h, CURLOPT_PATH_AS_IS, 1L);
}

// Every connection is checked: none is resumed.
void http_client::impl::set_tls() {
  CURL* h = handle.get();
  curl_easy_setopt(h, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, tls.leaves_it_to_the_system() ? 2L : 0L);
  curl_easy_setopt(h, CURLOPT_SSL_CTX_FUNCTION, bangtin_on_tls);
  curl_easy_setopt(h, CURLOPT_SSL_CTX_DATA, &tls);
}

void http_client::impl::set_body(transfer& t) {
  CURL* h = handle.get();
  const request& r = t.asked;
  if (r.source) {
    curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(h, CURLOPT_UPLOAD_BUFFERSIZE, source_buffer_bytes);
    curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(r.source_bytes));
    curl_easy_setopt(h, CURLOPT_READFUNCTION, bangtin_on_source);
    curl_easy_setopt(h, CURLOPT_READDATA, &t);
    curl_easy_setopt(h, CURLOPT_SEEKFUNCTION, bangtin_on_seek);
    curl_easy_setopt(h, CURLOPT_SEEKDATA, &t);
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, r.method.c_str());
    return;
  }
  const bool bodiless = t.body.empty() && r.method != "POST" && r.method != "PUT";
  if (bodiless) {
    curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
    if (r.method == "HEAD") curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(h, CURLOPT_POST, 1L);
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, t.body.data());
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t.body.size()));
  }
  if (r.method != "HEAD") curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, r.method.c_str());
}

error http_client::impl::failure(CURLcode code, const transfer& t) const {
  if (t.source_failed) return *t.source_failed;
  if (t.not_the_daemon) return *t.not_the_daemon;
  if (t.too_large) {
    return {errc::limit, msg("the answer of {} is larger than {} bytes", where(), t.asked.max_reply_bytes),
            msg("check that the address is that of bangtind")};
  }
  if (t.sink_stopped) {
    return {errc::io, msg("the answer of {} was not taken to its end", where()),
            msg("free some space on the disk and try again")};
  }
  if (t.was_cancelled) {
    return {errc::unreachable, msg("the request to {} was broken off", where()), msg("ask again")};
  }
  if (code == CURLE_URL_MALFORMAT) return no_address(where());
  if (code == CURLE_PEER_FAILED_VERIFICATION) return not_trusted(server, !tls.trust().authority.empty());
  if (code == CURLE_OPERATION_TIMEDOUT && answer_began(handle.get())) {
    return {errc::unreachable, msg("the answer of {} comes too slowly; {} bytes came", where(), t.body_bytes),
            msg("check the network between this machine and the daemon")};
  }
  long os_error = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_OS_ERRNO, &os_error);
  if (!socket.empty()) {
    return {errc::unreachable, msg("no answer from the admin socket {}", socket),
            os_error == EACCES
                ? msg("run it as a user who may use the admin socket, for example with sudo")
                : msg("check that bangtind runs and that --socket or BANGTIN_SOCKET names its admin socket")};
  }
  return {errc::unreachable, no_answer(server, code), how_to_reach(code)};
}

std::string percent_encoded(std::string_view text) {
  if (text.empty()) return {};  // libcurl reads a length of 0 as "up to the zero byte"
  std::unique_ptr<char, void (*)(void*)> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  if (!encoded) throw std::bad_alloc();
  return encoded.get();
}

http_client::http_client(std::string server, std::string socket, std::string token)
    : impl_(std::make_unique<impl>()) {
  // libcurl needs one global initialisation per process, before its first handle.
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (server.ends_with('/') && !server.ends_with("//")) server.pop_back();
  impl_->server = std::move(server);
  impl_->socket = std::move(socket);
  impl_->token = std::move(token);
  impl_->handle.reset(curl_easy_init());
  if (!impl_->handle) throw std::bad_alloc();
}
http_client::~http_client() = default;
http_client::http_client(http_client&&) noexcept = default;
http_client& http_client::operator=(http_client&&) noexcept = default;

result<reply> http_client::send(const request& r) {
  CURL* h = impl_->handle.get();
  curl_easy_reset(h);
  result<header_list> headers = impl_->headers_for(r);
  if (!headers) return headers.error();
  if (impl_->socket.empty() && !is_address(impl_->server)) return no_address(impl_->server);
  if (!impl_->socket.empty()) {
    if (result<void> trusted = check_socket_folder(impl_->socket); !trusted) return trusted.error();
  }
  impl_->set_limits(r);
  std::optional<std::string> older;
  if (r.content_type == "application/json") older = in_message_format(r.body, impl_->messages);
  transfer t{.asked = r, .body = older ? *older : r.body, .handle = h};
  impl_->set_target(r, t);
  impl_->set_tls();
  impl_->set_body(t);
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers->get());
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, bangtin_on_body);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &t);
  curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, bangtin_on_header);
  curl_easy_setopt(h, CURLOPT_HEADERDATA, &t);
  curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, bangtin_on_progress);
  curl_easy_setopt(h, CURLOPT_XFERINFODATA, &t);

  impl_->received = 0;
  const CURLcode code = curl_easy_perform(h);
  impl_->received = t.body_bytes;
  impl_->crawled = code == CURLE_OPERATION_TIMEDOUT && answer_began(h);
  impl_->distrusted = code == CURLE_PEER_FAILED_VERIFICATION;
  if (t.thrown) std::rethrow_exception(t.thrown);
  t.got.status = status_of(h);
  if (code != CURLE_OK || !t.head_whole) return impl_->failure(code, t);
  auto announced = t.got.headers.find(lower_case(message_format_header));
  impl_->messages = announced_message_format(announced == t.got.headers.end() ? "" : announced->second);
  return std::move(t.got);
}

std::uint64_t http_client::received() const {
  return impl_->received;
}

// The connections of the trust before end with their handle.
void http_client::set_trust(tls_trust trust) {
  if (trust == impl_->tls.trust()) return;
  impl_->tls.set(std::move(trust));
  impl_->handle.reset(curl_easy_init());
  if (!impl_->handle) throw std::bad_alloc();
}

const std::string& http_client::shown_authority() const {
  return impl_->tls.shown();
}

bool http_client::distrusted() const {
  return impl_->distrusted;
}

bool http_client::crawled() const {
  return impl_->crawled;
}

result<reply> http_client::call(const request& r) {
  result<reply> got = send(r);
  if (got && got->status >= 400) return from_problem(got->status, got->body);
  return got;
}

result<json::value> http_client::call_json(const request& r) {
  result<reply> got = call(r);
  if (!got) return got.error();
  result<json::value> parsed = parse_json(got->body);
  if (!parsed) {
    return error{errc::invalid,
                 msg("the answer of {} cannot be understood: {}", impl_->where(), inner(parsed.error().what)),
                 msg("check that the address is that of bangtind, and that both programs have one version")};
  }
  return parsed;
}

}  // namespace bangtin::wire
