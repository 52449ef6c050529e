// The daemon's own OpenAPI document, against which tests hold its answers.
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

  // What the answer to the request has that the document does not declare: a status, a content type, or a
  // body outside its schema. Nothing for a request that the document does not have.
  std::optional<std::string> violation(std::string_view method, std::string_view target,
                                       const answer& a) const;

 private:
  const json::object* operation(std::string_view method, std::string_view target) const;
  json::value document_;
};

}  // namespace bangtin::scheduler::test
