// One row of the endpoint table: who may call the endpoint, how long a body may be, its documentation, and
// its handler. Plain values. Their string views refer to literals.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "scheduler/http/http_types.hpp"
#include "wire/role.hpp"

namespace bangtin::scheduler::http {

// The least that a caller needs. From `viewer` on it is a person's role, and higher roles may call it too.
enum class access {
  undecided,  // nobody may call it: every row must name one of the others
  open,       // anybody
  screen,     // the screen that the path names, with its token
  viewer,
  editor,
  approver,
  site_operator
};

// The role that a caller needs; empty where it is no person's endpoint.
constexpr std::optional<wire::role> least_role(access who) {
  if (who < access::viewer) return std::nullopt;
  return wire::roles[static_cast<std::size_t>(who) - static_cast<std::size_t>(access::viewer)];
}

// How the handler gets the request's body: not at all, as `request::body`, or piece by piece.
enum class body_use { none, whole, streamed };

// ---- for the OpenAPI document; they do not influence how requests are served

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
  std::string_view type = {};    // content type; empty: there is no body
  std::string_view schema = {};  // a name in wire::admin::component_schemas(); empty: bytes or text
  bool list = false;             // the body is a list of what the schema describes
};

struct answer_doc {
  int status = 200;
  std::string_view about = {};
  body_doc body = {};
  std::vector<std::string_view> headers = {};  // those that matter to a client
};

struct endpoint_doc {
  std::string_view id = {};   // operationId, unique
  std::string_view tag = {};  // one of those listed in openapi.cpp
  std::vector<parameter_doc> parameters = {};
  body_doc takes = {};
  // 2xx and 3xx. A status may stand there twice, with bodies of two content types.
  std::vector<answer_doc> answers = {};
  std::vector<int> refusals = {};  // the 4xx and 5xx of the handler itself
};

struct endpoint {
  std::string_view method;   // a row for "GET" also answers HEAD
  std::string_view pattern;  // "/v1/screens/{name}/plays"
  access who = access::undecided;
  body_use body = body_use::none;
  std::uint64_t max_body_bytes = 0;
  std::string_view summary;
  endpoint_doc doc = {};
  std::function<asio::awaitable<reply>(request&)> handle;
};

}  // namespace bangtin::scheduler::http
