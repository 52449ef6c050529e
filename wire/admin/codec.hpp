// The values of the admin interface (docs/http.md) and their JSON. Each value is a plain struct in the header
// of its subject. The source of that header lists the fields once; encoder, decoder and JSON schema are made
// from this list:
//
//   site s = ...;
//   std::string body = canonical(encode(s));                     // the daemon
//   result<site> read = decode<site>(*parse_json(body));         // the command
//   json::object schema = codec<site>::schema();                 // the OpenAPI document
//
// In JSON, times are milliseconds since 1970-01-01 UTC, keys and hashes are hexadecimal, and an empty
// optional is null. Everything here is pure; any thread may call it. A decoder fails with errc::invalid and
// names the first field that is missing or wrong.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire::admin {

// What a decoder does with an unknown field. The command ignores it, because a newer daemon may add fields.
// The daemon refuses it, so that a misspelt field is not lost silently.
enum class unknown_fields { passed, refused };

// The sources of this folder instantiate it for each of their values and for the messages of screens.
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

// For answers: ignores unknown fields.
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

// For request bodies: refuses unknown fields. The caller limits the length of the text, and for a small
// document also its depth and number of values.
template <class T>
result<T> decode_request(std::string_view body, const json_limits& limits = {}) {
  result<json::value> v = parse_json(body, limits);
  if (!v) return v.error();
  return codec<T>::decode(*v, unknown_fields::refused);
}

}  // namespace bangtin::wire::admin
