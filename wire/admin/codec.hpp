// The values of the admin interface (docs/http.md) and their JSON. Each value is a plain struct of its
// subject's header; its fields are listed once, in that header's source, and encoder, decoder and JSON schema
// come from the list:
//
//   site s = ...;
//   std::string body = canonical(encode(s));                     // the daemon
//   result<site> read = decode<site>(*parse_json(body));         // the command
//   json::object schema = codec<site>::schema();                 // the OpenAPI document
//
// Times are milliseconds since 1970-01-01 UTC, keys and hashes hexadecimal; an absent optional is null.
// Everything here is pure and may be called from any thread. A decoder fails with errc::invalid and names the
// first field that is missing or wrong.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire::admin {

// What a decoder does with a field that it does not know. A command reads what a newer daemon adds; a daemon
// refuses it, so that a misspelt field is not lost silently.
enum class unknown_fields { passed, refused };

// Instantiated in the sources of this folder for each of its values, and for the messages of screens.
template <class T>
struct codec {
  static std::string_view name();  // of the schema, "media_item"
  static json::value encode(const T& value);
  static result<T> decode(const json::value& v, unknown_fields unknown);
  static json::object schema();
};

template <class T>
json::value encode(const T& value) {
  return codec<T>::encode(value);
}

template <class T>
json::array encode_list(const std::vector<T>& values) {
  json::array list;
  for (const T& value : values) list.push_back(codec<T>::encode(value));
  return list;
}

// For answers: unknown fields are passed over.
template <class T>
result<T> decode(const json::value& v) {
  return codec<T>::decode(v, unknown_fields::passed);
}

template <class T>
result<std::vector<T>> decode_list(const json::value& v) {
  const json::array* list = v.if_array();
  if (list == nullptr) return error{errc::invalid, msg("it is not a list"), {}};
  std::vector<T> values;
  for (const json::value& entry : *list) {
    result<T> value = decode<T>(entry);
    if (!value) return value.error();
    values.push_back(std::move(*value));
  }
  return values;
}

// For the bodies of requests: unknown fields are refused. The caller bounds the text's length, and its depth
// and number of values where the document is a small one.
template <class T>
result<T> decode_request(std::string_view body, const json_limits& limits = {}) {
  result<json::value> v = parse_json(body, limits);
  if (!v) return v.error();
  return codec<T>::decode(*v, unknown_fields::refused);
}

}  // namespace bangtin::wire::admin
