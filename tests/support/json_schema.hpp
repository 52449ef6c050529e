// The part of JSON Schema that our own schemas use: a validator, and a generator of random values that a
// schema allows.
#pragma once

#include <rapidcheck.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <regex>
#include <string>

#include "base/json.hpp"

namespace bangtin::test {

// The schema that "$ref" names, or the schema itself if it has no "$ref".
inline const json::object& resolved(const json::object& schema, const json::object& components) {
  const json::value* ref = schema.if_contains("$ref");
  if (ref == nullptr) return schema;
  std::string name(ref->as_string());
  return components.at(name.substr(name.rfind('/') + 1)).as_object();
}

inline bool has_type(const json::value& v, std::string_view type) {
  if (type == "null") return v.is_null();
  if (type == "boolean") return v.is_bool();
  if (type == "integer") return v.is_int64() || v.is_uint64();
  if (type == "string") return v.is_string();
  if (type == "array") return v.is_array();
  return type == "object" && v.is_object();
}

// The first violation, with its place; empty when the value is valid.
std::optional<std::string> violation(const json::value& v, const json::object& schema,
                                     const json::object& components, const std::string& place = "$");

inline std::optional<std::string> text_violation(std::string_view text, const json::object& s) {
  if (const json::value* pattern = s.if_contains("pattern")) {
    if (!std::regex_search(text.begin(), text.end(), std::regex(std::string(pattern->as_string())))) {
      return "does not match its pattern";
    }
  }
  if (const json::value* max = s.if_contains("maxLength")) {
    // maxLength counts characters, not bytes.
    auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (characters > max->as_int64()) return "is too long";
  }
  return std::nullopt;
}

inline std::optional<std::string> number_violation(std::int64_t n, const json::object& s) {
  const json::value* min = s.if_contains("minimum");
  const json::value* max = s.if_contains("maximum");
  if (min != nullptr && n < min->as_int64()) return "is too small";
  if (max != nullptr && n > max->as_int64()) return "is too large";
  return std::nullopt;
}

inline std::optional<std::string> list_violation(const json::array& list, const json::object& s,
                                                 const json::object& components, const std::string& place) {
  if (const json::value* max = s.if_contains("maxItems")) {
    if (static_cast<std::int64_t>(list.size()) > max->as_int64()) return place + " has too many entries";
  }
  const json::value* items = s.if_contains("items");
  for (std::size_t i = 0; items != nullptr && i < list.size(); ++i) {
    if (auto bad = violation(list[i], items->as_object(), components, place + "." + std::to_string(i))) {
      return bad;
    }
  }
  return std::nullopt;
}

inline std::optional<std::string> object_violation(const json::object& o, const json::object& s,
                                                   const json::object& components, const std::string& place) {
  if (const json::value* required = s.if_contains("required")) {
    for (const json::value& key : required->as_array()) {
      if (!o.contains(key.as_string())) return place + " lacks " + std::string(key.as_string());
    }
  }
  const json::value* properties = s.if_contains("properties");
  if (properties == nullptr) return std::nullopt;
  for (const auto& pair : o) {
    std::string below = place + "." + std::string(pair.key());
    // Our schemas name every property that we write.
    const json::value* property = properties->as_object().if_contains(pair.key());
    if (property == nullptr) return below + " is not in the schema";
    if (auto bad = violation(pair.value(), property->as_object(), components, below)) return bad;
  }
  return std::nullopt;
}

inline std::optional<std::string> violation(const json::value& v, const json::object& schema,
                                            const json::object& components, const std::string& place) {
  const json::object& s = resolved(schema, components);
  if (const json::value* any = s.if_contains("anyOf")) {
    for (const json::value& one : any->as_array()) {
      if (!violation(v, one.as_object(), components, place)) return std::nullopt;
    }
    return place + " fits none of its schemas";
  }
  if (const json::value* type = s.if_contains("type")) {
    bool fits = false;
    json::array types = type->is_array() ? type->as_array() : json::array{*type};
    for (const json::value& one : types) fits = fits || has_type(v, std::string_view(one.as_string()));
    if (!fits) return place + " is of another type: " + json::serialize(v);
  }
  if (const json::value* values = s.if_contains("enum")) {
    bool found = false;
    for (const json::value& one : values->as_array()) found = found || one == v;
    if (!found) return place + " is not in its enumeration: " + json::serialize(v);
  }
  std::optional<std::string> bad;
  if (v.is_string()) bad = text_violation(v.get_string(), s);
  if (v.is_int64()) bad = number_violation(v.get_int64(), s);
  if (bad) return place + " " + *bad + ": " + json::serialize(v);
  if (v.is_array()) return list_violation(v.get_array(), s, components, place);
  if (v.is_object()) return object_violation(v.get_object(), s, components, place);
  return std::nullopt;
}

// ---- values that a schema allows

inline json::value any_of(const json::object& schema, const json::object& components);

inline std::string any_text(const json::object& s) {
  if (const json::value* pattern = s.if_contains("pattern")) {
    // Every pattern of ours is "^[0-9a-f]{N}$".
    std::string p(pattern->as_string());
    auto digits = static_cast<std::size_t>(std::stoi(p.substr(p.find('{') + 1)));
    std::string hex =
        *rc::gen::container<std::string>(digits, rc::gen::elementOf(std::string("0123456789abcdef")));
    return hex;
  }
  static const std::vector<std::string> pieces{"a",  "Z",  "7", " ", "/",
                                               "\"", "\\", "ễ", "…", "\xF0\x9F\x98\x80"};
  std::int64_t max = s.contains("maxLength") ? std::min<std::int64_t>(s.at("maxLength").as_int64(), 64) : 64;
  std::string text;
  for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) {
    if (static_cast<std::int64_t>(text.size() + piece.size()) <= max) text += piece;
  }
  return text;
}

inline json::object any_object(const json::object& s, const json::object& components) {
  json::object o;
  if (!s.contains("properties")) return o;
  const json::value* required = s.if_contains("required");
  for (const auto& pair : s.at("properties").as_object()) {
    bool must = false;
    if (required != nullptr) {
      for (const json::value& key : required->as_array()) must = must || key.as_string() == pair.key();
    }
    if (must || *rc::gen::arbitrary<bool>()) o[pair.key()] = any_of(pair.value().as_object(), components);
  }
  return o;
}

inline json::value any_of(const json::object& schema, const json::object& components) {
  const json::object& s = resolved(schema, components);
  if (const json::value* any = s.if_contains("anyOf")) {
    auto i = *rc::gen::inRange<std::size_t>(0, any->as_array().size());
    return any_of(any->as_array()[i].as_object(), components);
  }
  if (const json::value* values = s.if_contains("enum")) {
    return values->as_array()[*rc::gen::inRange<std::size_t>(0, values->as_array().size())];
  }
  json::array types = s.at("type").is_array() ? s.at("type").as_array() : json::array{s.at("type")};
  std::string type(types[*rc::gen::inRange<std::size_t>(0, types.size())].as_string());
  if (type == "null") return nullptr;
  if (type == "boolean") return *rc::gen::arbitrary<bool>();
  if (type == "string") return json::value(any_text(s));
  if (type == "object") return any_object(s, components);
  if (type == "integer") {
    std::int64_t min = s.at("minimum").as_int64();
    std::int64_t max = s.contains("maximum") ? s.at("maximum").as_int64() : std::int64_t{1} << 40;
    return *rc::gen::oneOf(rc::gen::element(min, max, std::max<std::int64_t>(min, 0)),
                           rc::gen::inRange<std::int64_t>(min, max));
  }
  json::array list;
  auto count = *rc::gen::inRange(0, 3);
  for (int i = 0; i < count; ++i) list.push_back(any_of(s.at("items").as_object(), components));
  return list;
}

}  // namespace bangtin::test
