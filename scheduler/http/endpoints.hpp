// The table of everything that the daemon answers to. A row says who may call, how long a body may be, and
// who handles it; the OpenAPI document (openapi.hpp) is made from the same rows.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/http/http_rules.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

enum class access {
  open,    // anybody
  screen,  // the screen that the path names, by its token
  admin    // whoever the Unix socket lets in
};

enum class body_use { none, whole, streamed };

// ---- for the OpenAPI document; no request depends on it

enum class parameter_place { query, header };
struct parameter_doc {
  std::string_view name;
  std::string_view about = {};
  std::string_view type = "integer";  // or "string"
  bool required = false;
  parameter_place place = parameter_place::query;
};

// The body of a request or of an answer.
struct body_doc {
  std::string_view type = {};    // empty: there is none
  std::string_view schema = {};  // of wire::admin::component_schemas; empty: bytes or text
  bool list = false;             // of what the schema describes
};

struct answer_doc {
  int status = 200;
  std::string_view about = {};
  body_doc body = {};
  std::vector<std::string_view> headers = {};  // that matter to a client
};

struct endpoint_doc {
  std::string_view id = {};   // operationId, unique
  std::string_view tag = {};  // openapi.cpp has them
  std::vector<parameter_doc> parameters = {};
  body_doc takes = {};
  std::vector<answer_doc> answers = {};  // 2xx and 3xx
  std::vector<int> refusals = {};        // the handler's own 4xx and 5xx
};

struct endpoint {
  std::string_view method;   // "GET" answers HEAD too
  std::string_view pattern;  // "/v1/screens/{name}/plays"
  access who = access::open;
  body_use body = body_use::none;
  std::uint64_t most_body_bytes = 0;
  std::string_view summary;
  endpoint_doc doc = {};
  std::function<asio::awaitable<reply>(request&)> handle;
};

class endpoint_table {
 public:
  explicit endpoint_table(std::vector<endpoint> rows);

  struct match {
    const endpoint* found = nullptr;    // nullptr: see `allow`
    std::vector<std::string> captured;  // of the pattern's {names}
    std::string allow;                  // the methods of that path, "GET, HEAD"; empty: there is no such path
  };
  match find(std::string_view method, const std::vector<std::string>& segments) const;

  std::span<const endpoint> rows() const { return rows_; }
  // OpenAPI 3.1, canonical JSON.
  const std::string& openapi() const { return openapi_; }

 private:
  std::vector<endpoint> rows_;
  std::vector<std::vector<std::string>> patterns_;  // the segments of each row
  std::string openapi_;
};

}  // namespace bangtin::scheduler::http
