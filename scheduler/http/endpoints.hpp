// The table of everything that the daemon answers to: finds the row (endpoint.hpp) of a request. The OpenAPI
// document (openapi.hpp) is made from the same rows. Immutable once made; any thread may read it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/http/endpoint.hpp"

namespace bangtin::scheduler::http {

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
