// What the files of this folder share. A subject of the API (media, screens, notices, ...) is one class in
// one header and source: its `deps` name what it works with, and `rows` returns the endpoints that it
// answers. The daemon concatenates the rows of all subjects into its table; docs/http.md shows them.
//
//   endpoint_table t(site_handlers::rows({.ledger = ledger, .programmes = programmes, ...}));
//
// Rows own the object that handles them. What `deps` refers to outlives the rows. A handler is one coroutine
// on the network's thread: it awaits the ledger's thread or a pool for all that blocks, and after each
// co_await looks again at what may have changed meanwhile. An expected failure is a reply with a problem
// document; what a handler throws becomes a reply with the status 500.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "scheduler/http/endpoints.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

using handled = asio::awaitable<http::reply>;

// For bodies of a few plain values.
constexpr std::uint64_t max_small_body_bytes = 64 * 1024;

// For a row's documentation: a value of wire/admin, or a list of them, as JSON.
template <class T>
http::body_doc json_body() {
  return {"application/json", wire::admin::codec<T>::name()};
}
template <class T>
http::body_doc json_list() {
  return {"application/json", wire::admin::codec<T>::name(), true};
}

// A member function as the handler of a row.
template <class Subject>
std::function<handled(http::request&)> to(std::shared_ptr<Subject> subject,
                                          handled (Subject::*what)(http::request&)) {
  return [subject = std::move(subject), what](http::request& r) { return ((*subject).*what)(r); };
}

}  // namespace bangtin::scheduler::api
