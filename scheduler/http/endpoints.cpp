// Finds a row by comparing the path's segments with each pattern in turn: the table is short.
#include "scheduler/http/endpoints.hpp"

#include "base/text.hpp"
#include "scheduler/http/openapi.hpp"

namespace bangtin::scheduler::http {

namespace {

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}

// The path's segments in place of the pattern's {names}; empty when the path does not match the pattern.
std::optional<std::vector<std::string>> capture(const std::vector<std::string>& pattern,
                                                const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::vector<std::string> captured;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_name(pattern[i])) {
      captured.push_back(path[i]);
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return captured;
}

}  // namespace

endpoint_table::endpoint_table(std::vector<endpoint> rows) : rows_(std::move(rows)) {
  for (const endpoint& row : rows_) {
    const bool is_root = row.pattern == "/";  // it has no segments, as the target has none
    patterns_.push_back(is_root ? std::vector<std::string>() : split(row.pattern.substr(1), '/'));
  }
  openapi_ = canonical(openapi_document(rows_));
}

endpoint_table::match endpoint_table::find(std::string_view method,
                                           const std::vector<std::string>& segments) const {
  match m;
  std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::optional<std::vector<std::string>> captured = capture(patterns_[i], segments);
    if (!captured) continue;
    if (rows_[i].method == wanted) {
      m.found = &rows_[i];
      m.captured = std::move(*captured);
      return m;
    }
    if (!m.allow.empty()) m.allow += ", ";
    m.allow += rows_[i].method;
    if (rows_[i].method == "GET") m.allow += ", HEAD";
  }
  return m;
}

}  // namespace bangtin::scheduler::http
