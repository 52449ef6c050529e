// The daemon's own OpenAPI document. Tests compare the daemon's answers with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "scheduler/http/raw_client.hpp"

namespace bangtin::scheduler::test {

class api_document {
 public:
  explicit api_document(json::value document) : document_(std::move(document)) {}

  // What in the answer the document does not declare: its status, its content type, or a body that does not
  // fit the schema. Empty when there is nothing, or when the document does not have this request.
  std::optional<std::string> violation(std::string_view method, std::string_view target,
                                       const answer& a) const;

 private:
  const json::object* operation(std::string_view method, std::string_view target) const;
  json::value document_;
};

}  // namespace bangtin::scheduler::test
