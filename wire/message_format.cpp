// Answers come from many handlers, and few of them have a message within another. So the two doors of a
// connection look for one in the finished text, and take only such a text apart.
#include "wire/message_format.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "base/message_json.hpp"
#include "base/text.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view args_begin =
    "{\"args\":[";  // no text of a document has it: its quotes are escaped

// Where the string that begins at `at` is over.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1;
}

bool has_inner_message(std::string_view json) {
  for (std::size_t at = json.find(args_begin); at != json.npos; at = json.find(args_begin, at)) {
    at += args_begin.size();
    while (at < json.size() && json[at] == '"') {
      at = end_of_string(json, at);
      if (at < json.size() && json[at] == ',') ++at;
    }
    if (at < json.size() && json[at] == '{') return true;
  }
  return false;
}

bool is_message(const json::object& o) {
  const json::value* id = o.if_contains("id");
  const json::value* args = o.if_contains("args");
  return o.size() == 2 && id != nullptr && id->is_string() && args != nullptr && args->is_array();
}

void flatten_messages(json::value& v) {
  if (json::array* list = v.if_array()) {
    for (json::value& entry : *list) flatten_messages(entry);
  }
  json::object* o = v.if_object();
  if (o == nullptr) return;
  if (is_message(*o)) {
    if (result<message> m = message_from_value(v)) v = to_value(*m, 0);
    return;
  }
  for (auto& pair : *o) flatten_messages(pair.value());
}

}  // namespace

std::int64_t announced_message_format(std::string_view value) {
  return parse_integer(value, 1, 1'000'000).value_or(1);
}

std::optional<std::string> in_message_format(std::string_view json, std::int64_t format) {
  if (format >= message_format || !has_inner_message(json)) return std::nullopt;
  result<json::value> document = parse_json(json);
  if (!document) return std::nullopt;
  flatten_messages(*document);
  return canonical(*document);
}

}  // namespace bangtin::wire
