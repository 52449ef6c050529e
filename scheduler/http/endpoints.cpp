#include "scheduler/http/endpoints.hpp"

#include "base/text.hpp"

namespace bangtin::scheduler {

namespace {

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}

// What stood for the names, or nothing when the path is another.
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

json::object describe_row(const endpoint& row, const std::vector<std::string>& pattern) {
  json::object o;
  o["summary"] = row.summary;
  json::array parameters;
  for (const std::string& segment : pattern) {
    if (!is_name(segment)) continue;
    parameters.push_back({{"name", segment.substr(1, segment.size() - 2)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  }
  if (!parameters.empty()) o["parameters"] = std::move(parameters);
  if (row.body != body_use::none) {
    const char* type = row.body == body_use::streamed ? "application/octet-stream" : "application/json";
    o["requestBody"] = {{"required", true}, {"content", {{type, json::object()}}}};
  }
  if (row.who == access::screen) o["security"] = json::array{{{"screen", json::array()}}};
  if (row.who == access::admin) {
    o["security"] = json::array{{{"admin", json::array()}}};
    o["description"] = "Only over the daemon's Unix socket.";
  }
  o["responses"] = {
      {"2XX", {{"description", "done"}}},
      {"default",
       {{"description", "refused"},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/problem"}}}}}}}}}};
  return o;
}

json::object components() {
  json::object message = {
      {"type", "object"},
      {"properties",
       {{"id", {{"type", "string"}}}, {"args", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
  json::object properties = {{"type", {{"type", "string"}}},
                             {"title", {{"type", "string"}}},
                             {"status", {{"type", "integer"}}},
                             {"detail", {{"type", "string"}}},
                             {"code", {{"type", "string"}}},
                             {"what", message},
                             {"remedy", message}};
  return {{"schemas", {{"problem", {{"type", "object"}, {"properties", std::move(properties)}}}}},
          {"securitySchemes",
           {{"screen", {{"type", "http"}, {"scheme", "bearer"}}},
            {"admin",
             {{"type", "http"},
              {"scheme", "unix"},
              {"description", "the Unix socket; the kernel names the user"}}}}}};
}

}  // namespace

endpoint_table::endpoint_table(std::vector<endpoint> rows) : rows_(std::move(rows)) {
  json::object paths;
  for (const endpoint& row : rows_) {
    patterns_.push_back(split(row.pattern.substr(1), '/'));
    std::string method;
    for (char c : row.method) method += static_cast<char>(c - 'A' + 'a');
    json::value& path = paths[row.pattern];
    if (!path.is_object()) path = json::object();
    path.get_object()[method] = describe_row(row, patterns_.back());
  }
  openapi_ = canonical({{"openapi", "3.1.0"},
                        {"info", {{"title", "Bang tin daemon"}, {"version", BANGTIN_VERSION}}},
                        {"paths", std::move(paths)},
                        {"components", components()}});
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

}  // namespace bangtin::scheduler
