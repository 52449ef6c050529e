// The table of all endpoints: finds the row (endpoint.hpp) for a request, and makes the OpenAPI document
// (openapi.hpp) from the same rows. Immutable after construction; any thread may read it.
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
    std::vector<std::string> captured;  // the segments in place of the pattern's {names}
    std::string allow;                  // the methods for this path, "GET, HEAD"; empty: no such path
  };
  match find(std::string_view method, const std::vector<std::string>& segments) const;

  std::span<const endpoint> rows() const { return rows_; }
  // The OpenAPI 3.1 document as canonical JSON.
  const std::string& openapi() const { return openapi_; }

 private:
  std::vector<endpoint> rows_;
  std::vector<std::vector<std::string>> patterns_;  // the segments of each row
  std::string openapi_;
};

}  // namespace bangtin::scheduler::http
