// Each row becomes one operation. Refusals and schemas are written once, as components that operations refer
// to.
#include "scheduler/http/openapi.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "base/version.hpp"
#include "wire/admin/schemas.hpp"
#include "wire/problem.hpp"

namespace bangtin::scheduler::http {

namespace {

// The statuses with which the session itself may answer any request: malformed, too slow, too large, too
// soon after others, or our own failure.
constexpr std::array<int, 8> refusals_of_all{400, 408, 413, 414, 417, 429, 431, 500};

struct tag_row {
  std::string_view name, about;
};
constexpr std::array<tag_row, 8> tags{
    {{"site", "The daemon: its health, its figures, its keys."},
     {"people", "Who may use the daemon, and the audit log of what they did."},
     {"screens", "Screens: how they are paired, and how they are."},
     {"notices", "Emergency notices, signed by an approver, and what screens say about them."},
     {"screenshots", "What a screen shows now, as a small picture."},
     {"programmes", "The draft, and the signed programmes that screens follow."},
     {"media", "Files on their way in and out, and the media items made of them."},
     {"plays", "Play records and the counts made of them."}}};

json::object schema_ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

std::string refusal_name(int status) {
  return "refusal_" + std::to_string(status);
}

json::object content_of(const body_doc& b) {
  json::object media_type;
  if (!b.schema.empty() && b.list) {
    media_type["schema"] = {{"type", "array"}, {"items", schema_ref(b.schema)}};
  } else if (!b.schema.empty()) {
    media_type["schema"] = schema_ref(b.schema);
  } else if (b.type.starts_with("text/")) {
    media_type["schema"] = {{"type", "string"}};
  }
  return {{b.type, std::move(media_type)}};
}

json::object parameter_of(const parameter_doc& p) {
  json::object schema{{"type", p.type}};
  if (p.type == "integer") schema["minimum"] = 0;
  return {{"name", p.name},
          {"in", p.place == parameter_place::query ? "query" : "header"},
          {"required", p.required},
          {"description", p.about},
          {"schema", std::move(schema)}};
}

json::array parameters_of(const endpoint& row) {
  json::array all;
  for (const std::string& segment : split(row.pattern.substr(1), '/')) {
    if (!segment.starts_with('{')) continue;
    all.push_back({{"name", segment.substr(1, segment.size() - 2)},
                   {"in", "path"},
                   {"required", true},
                   {"schema", {{"type", "string"}}}});
  }
  for (const parameter_doc& p : row.doc.parameters) all.push_back(parameter_of(p));
  return all;
}

json::object response_of(const answer_doc& a) {
  json::object o{{"description", a.about}};
  if (!a.body.type.empty()) o["content"] = content_of(a.body);
  json::object headers;
  for (std::string_view name : a.headers) headers[name] = {{"schema", {{"type", "string"}}}};
  if (!headers.empty()) o["headers"] = std::move(headers);
  return o;
}

std::set<int> refusals_of(const endpoint& row) {
  std::set<int> all(refusals_of_all.begin(), refusals_of_all.end());
  all.insert(row.doc.refusals.begin(), row.doc.refusals.end());
  if (row.body != body_use::none) all.insert(411);
  if (row.who != access::open) all.insert(401);
  if (row.who != access::open) all.insert(403);
  if (row.who != access::open) all.insert(429);
  return all;
}

json::array security_of(access who) {
  if (who == access::open) return {};
  if (who == access::screen) return {json::object{{"screen", json::array()}}};
  // In OpenAPI 3.1 the list names the roles that a caller needs.
  const std::optional<wire::role> least = least_role(who);
  const json::array role = least ? json::array{to_string(*least)} : json::array();
  return {json::object{{"person", role}}, json::object{{"socket", role}}};
}

json::object operation_of(const endpoint& row) {
  json::object o{{"operationId", row.doc.id},
                 {"tags", json::array{row.doc.tag}},
                 {"summary", row.summary},
                 {"security", security_of(row.who)}};
  if (json::array parameters = parameters_of(row); !parameters.empty()) {
    o["parameters"] = std::move(parameters);
  }
  if (row.body != body_use::none) {
    o["requestBody"] = {{"required", true}, {"content", content_of(row.doc.takes)}};
  }
  json::object responses;
  for (const answer_doc& a : row.doc.answers) {
    json::object response = response_of(a);
    json::value& there = responses[std::to_string(a.status)];
    if (!there.is_object()) {
      there = std::move(response);
      continue;
    }
    json::object& content = there.get_object()["content"].get_object();
    for (const auto& type : response["content"].get_object()) content[type.key()] = type.value();
  }
  for (int status : refusals_of(row)) {
    responses[std::to_string(status)] = {{"$ref", "#/components/responses/" + refusal_name(status)}};
  }
  o["responses"] = std::move(responses);
  return o;
}

json::object refusals_among(std::span<const endpoint> rows) {
  std::set<int> used;
  for (const endpoint& row : rows) used.merge(refusals_of(row));
  json::object all;
  for (int status : used) {
    all[refusal_name(status)] =
        response_of({status, wire::reason_phrase(status), {"application/problem+json", "problem"}, {}});
  }
  return all;
}

void collect_refs(const json::value& v, std::set<std::string>& names) {
  if (const json::array* list = v.if_array()) {
    for (const json::value& entry : *list) collect_refs(entry, names);
  }
  const json::object* o = v.if_object();
  if (o == nullptr) return;
  for (const auto& pair : *o) {
    bool is_ref = pair.key() == "$ref" && pair.value().is_string();
    std::string name = is_ref ? std::string(pair.value().get_string()) : "";
    if (is_ref && names.insert(name.substr(name.rfind('/') + 1)).second) {
      const json::value* schema =
          wire::admin::component_schemas().if_contains(name.substr(name.rfind('/') + 1));
      if (schema != nullptr) collect_refs(*schema, names);
    }
    collect_refs(pair.value(), names);
  }
}

// Only the schemas that the paths and refusals refer to, directly or through other schemas.
json::object schemas_for(const json::object& paths, const json::object& refusals) {
  std::set<std::string> names;
  collect_refs(paths, names);
  collect_refs(refusals, names);
  json::object all;
  for (const auto& pair : wire::admin::component_schemas()) {
    if (names.contains(std::string(pair.key()))) all.insert(pair);
  }
  return all;
}

json::object security_schemes() {
  return {{"screen",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"description", "the token that the screen made for itself"}}},
          {"person",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"description",
             "A person's token (POST /v1/users/{name}/tokens). The role beside it is the least that is "
             "needed; viewer, editor, approver and operator each may do what those before them may."}}},
          {"socket",
           {{"type", "http"},
            {"scheme", "unix"},
            {"description",
             "Over the daemon's Unix socket without a token: the kernel names the user, who is an operator "
             "unless a user with a smaller role is bound to the account."}}}};
}

json::object info() {
  return {
      {"title", "Bảng tin daemon"},
      {"version", program_version},
      {"description",
       "What bangtind answers over HTTP. Times are milliseconds since 1970-01-01 UTC. Every GET answers HEAD "
       "too. An error is a problem document (RFC 9457)."},
      {"license", {{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}}}};
}

}  // namespace

bool is_openapi_tag(std::string_view tag) {
  return std::any_of(tags.begin(), tags.end(), [&](const tag_row& t) { return t.name == tag; });
}

json::object openapi_document(std::span<const endpoint> rows) {
  json::object paths;
  for (const endpoint& row : rows) {
    std::string method;
    for (char c : row.method) method += static_cast<char>(c - 'A' + 'a');
    json::value& path = paths[row.pattern];
    if (!path.is_object()) path = json::object();
    path.get_object()[method] = operation_of(row);
  }
  json::array described;
  for (const tag_row& t : tags) described.push_back({{"name", t.name}, {"description", t.about}});
  json::object refusals = refusals_among(rows);
  json::object schemas = schemas_for(paths, refusals);
  return {
      {"openapi", "3.1.0"},
      {"info", info()},
      {"servers", json::array{{{"url", "/"}, {"description", "the daemon from which this document comes"}}}},
      {"tags", std::move(described)},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", std::move(schemas)},
        {"responses", std::move(refusals)},
        {"securitySchemes", security_schemes()}}}};
}

}  // namespace bangtin::scheduler::http
