// A request and a reply as handlers see them: complete, of limited size, and independent of the HTTP library.
// Plain values; a request and its body_source belong to the session and live until the handler has replied.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"

namespace bangtin::scheduler::http {

namespace asio = boost::asio;

// The other end of a connection.
struct peer {
  bool admin = false;  // connected over the Unix socket; the kernel named the user
  std::string who;     // "uid 1000 (name)", or an address; once a token named the person, "user NAME"
  // What counts as one sender: the address, of IPv6 its network (/64), from which one machine has as many
  // addresses as it likes. Over the Unix socket the peer's name.
  std::string network{};
  std::uint64_t connection = 0;  // which of the daemon's connections (connection_manager.hpp)
  // Over the Unix socket; empty when the kernel did not say.
  std::optional<std::uint32_t> uid{};
  std::string account{};  // of that uid; empty: it has none
  bool tls = false;       // over TLS: nobody on the way reads along
};

// The bytes of a request's body as they arrive. `next` returns the next piece, and an empty piece after the
// last one; a view is valid until the next call. errc::unreachable when the connection broke or stalled.
class body_source {
 public:
  virtual ~body_source() = default;
  virtual asio::awaitable<result<bytes_view>> next() = 0;
};

struct request {
  std::string method;
  std::vector<std::string> captured;           // the segments in place of the {names} of the pattern, decoded
  std::map<std::string, std::string> query;    // decoded
  std::map<std::string, std::string> headers;  // names in lower case; repeated headers are joined by ", "
  std::optional<digest> bearer_sha256;         // of the bearer token; empty: there is none
  std::uint64_t body_bytes = 0;                // the value of Content-Length
  std::string body;                            // empty where the endpoint streams
  body_source* stream = nullptr;               // set where the endpoint streams
  peer from;

  // Both return an empty view when there is no such header or query parameter.
  std::string_view header(std::string_view lower_case_name) const;
  std::string_view parameter(std::string_view name) const;
  // The parameter as a whole number (parse_whole_number); 0 when it is not there or empty, nothing when it is
  // no such number.
  std::optional<std::int64_t> number(std::string_view name) const;
};

// A body of which nobody knows the length: its pieces, each sent as soon as it is there. Owned by the reply,
// and used on the network's thread only.
class piece_source {
 public:
  virtual ~piece_source() = default;
  // Waits for the next piece. Empty: the end. It is not called before the piece before has been taken by the
  // network, so a source that keeps the newest state, and no queue, holds no more for a slow reader.
  virtual asio::awaitable<std::string> next() = 0;
};

// A part of an open file, which the kernel sends.
struct file_slice {
  std::shared_ptr<unique_fd> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct reply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::variant<std::string, std::shared_ptr<const std::string>, file_slice, std::shared_ptr<piece_source>>
      body;

  // The bytes of a shared body once more, in a file that is in memory (base/memory_file.hpp): the
  // kernel sends them from there without a copy. Null: there is no such file.
  std::shared_ptr<const unique_fd> in_memory{};

  // 0 for a body that comes in pieces.
  std::uint64_t body_bytes() const;
  // Null: the body has a length.
  piece_source* pieces() const;
};

reply json_reply(const json::value& v, int status = 200);
reply text_reply(std::string text, std::string content_type, int status = 200);
// A reply with the error's problem document. With `status` 0 the reply has the status for the error's code.
reply problem_reply(const error& e, int status = 0, const json::object& more = {});
// Refuses a request for its form.
reply refusal(int status, std::string_view english);

}  // namespace bangtin::scheduler::http
