// One row of the endpoint table: who may call, how long a body may be, what it documents, and who handles it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

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
  std::uint64_t max_body_bytes = 0;
  std::string_view summary;
  endpoint_doc doc = {};
  std::function<asio::awaitable<reply>(request&)> handle;
};

}  // namespace bangtin::scheduler::http
