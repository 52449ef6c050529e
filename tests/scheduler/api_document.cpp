#include "scheduler/api_document.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/json_schema.hpp"

namespace bangtin::scheduler::test {

namespace {

bool fits(std::string_view pattern, std::string_view path) {
  std::vector<std::string> wanted = split(pattern, '/'), given = split(path, '/');
  return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(),
                    [](const std::string& w, const std::string& g) { return w == g || w.starts_with('{'); });
}

}  // namespace

const json::object* api_document::operation(std::string_view method, std::string_view target) const {
  std::string key;
  for (char c : method == "HEAD" ? "GET" : method) key += static_cast<char>(std::tolower(c));
  std::string_view path = target.substr(0, target.find('?'));
  for (const auto& [pattern, operations] : document_.at("paths").as_object()) {
    if (!fits(pattern, path)) continue;
    const json::value* found = operations.as_object().if_contains(key);
    if (found != nullptr) return &found->as_object();
  }
  return nullptr;
}

std::optional<std::string> api_document::violation(std::string_view method, std::string_view target,
                                                   const answer& a) const {
  const json::object* o = operation(method, target);
  if (o == nullptr || a.status == 0) return std::nullopt;
  const json::value* declared = o->at("responses").as_object().if_contains(std::to_string(a.status));
  if (declared == nullptr) return fmt::format("{} {} does not declare {}", method, target, a.status);
  if (const json::value* ref = declared->as_object().if_contains("$ref")) {
    std::string name(ref->as_string());
    declared = &document_.at("components").at("responses").at(name.substr(name.rfind('/') + 1));
  }
  const json::value* content = declared->as_object().if_contains("content");
  auto type = a.headers.find("content-type");
  if (content == nullptr && type == a.headers.end()) return std::nullopt;
  if (content == nullptr || type == a.headers.end() || !content->as_object().contains(type->second)) {
    return fmt::format("{} {} answers {} with another content type", method, target, a.status);
  }
  const json::object& media_type = content->at(type->second).as_object();
  const json::value* schema = media_type.if_contains("schema");
  if (schema == nullptr || method == "HEAD" || type->second.find("json") == std::string::npos) {
    return std::nullopt;
  }
  result<json::value> body = parse_json(a.body);
  if (!body) return fmt::format("{} {} answers {} with no JSON", method, target, a.status);
  const json::object& schemas = document_.at("components").at("schemas").as_object();
  std::optional<std::string> bad = bangtin::test::violation(*body, schema->as_object(), schemas);
  if (!bad) return std::nullopt;
  return fmt::format("{} {} answers {}: {}", method, target, a.status, *bad);
}

}  // namespace bangtin::scheduler::test
