// What the files of this folder share. Each subject of the API (media, screens, notices, ...) is one class in
// its own header and source: `deps` lists what the class works with, and `rows` returns the endpoints that it
// answers. The daemon joins the rows of all subjects into one table; docs/http.md shows them.
//
//   endpoint_table t(site_handlers::rows({.ledger = ledger, .programmes = programmes, ...}));
//
// Rows own the object that handles them; everything that `deps` refers to must outlive the rows. A handler is
// one coroutine on the network's thread. It awaits the ledger's thread or a pool for everything that blocks,
// and after each co_await it checks again what may have changed meanwhile. For an expected failure it replies
// with a problem document; if it throws, the reply has the status 500.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "scheduler/http/endpoints.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

using handled = asio::awaitable<http::reply>;

// The limit for request bodies with a few plain values.
constexpr std::uint64_t max_small_body_bytes = 64 * 1024;

// For the documentation of a row: a body that is a value of wire/admin, or a list of such values, as JSON.
template <class T>
http::body_doc json_body() {
  return {"application/json", wire::admin::codec<T>::name()};
}
template <class T>
http::body_doc json_list() {
  return {"application/json", wire::admin::codec<T>::name(), true};
}

// Makes a member function the handler of a row, which shares ownership of `subject`.
template <class Subject>
std::function<handled(http::request&)> to(std::shared_ptr<Subject> subject,
                                          handled (Subject::*what)(http::request&)) {
  return [subject = std::move(subject), what](http::request& r) { return ((*subject).*what)(r); };
}

}  // namespace bangtin::scheduler::api
