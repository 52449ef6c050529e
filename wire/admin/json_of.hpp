// How each type of member is written to JSON, read from it and described in a schema. Only described.hpp
// includes this header. The types are strings, whole numbers, times, keys and hashes, enumerations, messages,
// signed documents, optionals and lists of these, and other described structs.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/message_json.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "playlists/programme/notation.hpp"
#include "wire/admin/codec.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/pairing.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::wire::admin {

enum class presence {
  required,  // always written; the reader demands it
  newer,     // always written; the reader uses the default if an older program leaves it out or writes null
  optional,  // for requests: our programs always write it; other clients may leave it out
  when_set   // written only if it differs from the default
};

constexpr std::int64_t max_integer = (std::int64_t{1} << 53) - 1;  // every JSON reader keeps it exactly
constexpr std::int64_t max_time_ms = 253'402'300'799'999;          // the end of the year 9999
constexpr std::int64_t max_text_bytes = 4096;
constexpr std::int64_t max_list_entries = 100'000;
constexpr std::int64_t max_of_type = -1;  // in member_rules: the type's own maximum

struct member_rules {
  std::int64_t min = 0;            // of a number
  std::int64_t max = max_of_type;  // of a number; of a text in bytes; of a list in entries
  admin::presence presence = admin::presence::required;
  std::string_view about = {};  // for people, in the schema
};

// The names of an enumeration's values.
template <class E>
struct enum_names;
template <>
struct enum_names<playlists::programme::media_kind> {
  static std::vector<playlists::programme::media_kind> all() {
    using enum playlists::programme::media_kind;
    return {video, image, pages, subtitles};
  }
};
template <>
struct enum_names<clock_trust> {
  static std::vector<clock_trust> all() {
    return {clock_trust::synced, clock_trust::estimated, clock_trust::unsynced};
  }
};

inline error wrong_field(message what) {
  return {errc::invalid, std::move(what), msg("correct the field and send it again")};
}
inline json::object schema_ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

// A described struct: its own codec does the work.
template <class T>
struct json_of {
  static json::value write(const T& value) { return codec<T>::encode(value); }
  static result<T> read(const json::value& v, std::string_view, const member_rules&, unknown_fields unknown) {
    return codec<T>::decode(v, unknown);
  }
  static json::object schema(const member_rules&) { return schema_ref(codec<T>::name()); }
};

// The authority of the daemon's TLS certificates, with its statement (wire/authority.hpp).
template <>
struct json_of<stated_authority> {
  static json::value write(const stated_authority& value) { return to_value(value); }
  static result<stated_authority> read(const json::value& v, std::string_view, const member_rules&,
                                       unknown_fields) {
    return stated_authority_from_value(v);
  }
  static json::object schema(const member_rules&) { return schema_ref("stated_authority"); }
};

template <>
struct json_of<bool> {
  static json::value write(bool value) { return value; }
  static result<bool> read(const json::value& v, std::string_view key, const member_rules&, unknown_fields) {
    if (v.is_bool()) return v.get_bool();
    return wrong_field(msg("the field \"{}\" is neither true nor false", key));
  }
  static json::object schema(const member_rules&) { return {{"type", "boolean"}}; }
};

template <>
struct json_of<std::int64_t> {
  static std::int64_t max_of(const member_rules& r) { return r.max == max_of_type ? max_integer : r.max; }
  static json::value write(std::int64_t value) { return value; }
  static result<std::int64_t> read(const json::value& v, std::string_view key, const member_rules& r,
                                   unknown_fields) {
    if (v.is_int64() && v.get_int64() >= r.min && v.get_int64() <= max_of(r)) return v.get_int64();
    return wrong_field(msg("the field \"{}\" is not a whole number from {} to {}", key, r.min, max_of(r)));
  }
  static json::object schema(const member_rules& r) {
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", r.min}, {"maximum", max_of(r)}};
  }
};

template <>
struct json_of<std::string> {
  static std::int64_t max_of(const member_rules& r) { return r.max == max_of_type ? max_text_bytes : r.max; }
  static json::value write(const std::string& value) { return json::value(value); }
  static result<std::string> read(const json::value& v, std::string_view key, const member_rules& r,
                                  unknown_fields) {
    if (v.is_string() && static_cast<std::int64_t>(v.get_string().size()) <= max_of(r)) {
      return std::string(v.get_string());
    }
    return wrong_field(msg("the field \"{}\" is not a text of at most {} bytes", key, max_of(r)));
  }
  static json::object schema(const member_rules& r) { return {{"type", "string"}, {"maxLength", max_of(r)}}; }
};

template <>
struct json_of<milliseconds> {
  static json::value write(milliseconds value) { return value.count(); }
  static result<milliseconds> read(const json::value& v, std::string_view key, const member_rules& r,
                                   unknown_fields unknown) {
    result<std::int64_t> ms = json_of<std::int64_t>::read(v, key, r, unknown);
    if (!ms) return ms.error();
    return milliseconds(*ms);
  }
  static json::object schema(const member_rules& r) { return json_of<std::int64_t>::schema(r); }
};

template <>
struct json_of<utc_ms> {
  static constexpr member_rules rules{.max = max_time_ms};
  static json::value write(utc_ms value) { return to_unix_ms(value); }
  static result<utc_ms> read(const json::value& v, std::string_view key, const member_rules&,
                             unknown_fields unknown) {
    result<std::int64_t> ms = json_of<std::int64_t>::read(v, key, rules, unknown);
    if (!ms) return ms.error();
    return from_unix_ms(*ms);
  }
  static json::object schema(const member_rules&) {
    json::object o = json_of<std::int64_t>::schema(rules);
    o["description"] = "milliseconds since 1970-01-01 UTC";
    return o;
  }
};

// Keys, hashes and signatures.
template <class T, int digits>
struct json_of_hex {
  static json::value write(const T& value) { return json::value(value.hex()); }
  static result<T> read(const json::value& v, std::string_view key, const member_rules&, unknown_fields) {
    std::optional<T> value = v.is_string() ? T::from(v.get_string()) : std::nullopt;
    if (value) return *value;
    return wrong_field(msg("the field \"{}\" is not in lower-case hexadecimal", key));
  }
  static json::object schema(const member_rules&) {
    return {{"type", "string"}, {"pattern", "^[0-9a-f]{" + std::to_string(digits) + "}$"}};
  }
};
template <>
struct json_of<digest> : json_of_hex<digest, 64> {};
template <>
struct json_of<public_key> : json_of_hex<public_key, 64> {};
template <>
struct json_of<bangtin::signature> : json_of_hex<bangtin::signature, 128> {};

template <class E>
struct json_of_enum {
  static json::value write(E value) { return json::value(to_string(value)); }
  static result<E> read(const json::value& v, std::string_view key, const member_rules&, unknown_fields) {
    for (E value : enum_names<E>::all()) {
      if (v.is_string() && v.get_string() == to_string(value)) return value;
    }
    return wrong_field(msg("the field \"{}\" has a value that is not known here", key));
  }
  static json::object schema(const member_rules&) {
    json::array names;
    for (E value : enum_names<E>::all()) names.emplace_back(to_string(value));
    return {{"type", "string"}, {"enum", std::move(names)}};
  }
};
template <>
struct json_of<playlists::programme::media_kind> : json_of_enum<playlists::programme::media_kind> {};
template <>
struct json_of<clock_trust> : json_of_enum<clock_trust> {};

template <>
struct json_of<message> {
  static json::value write(const message& value) { return bangtin::to_value(value); }
  static result<message> read(const json::value& v, std::string_view, const member_rules&, unknown_fields) {
    return message_from_value(v);
  }
  static json::object schema(const member_rules&) { return schema_ref("message"); }
};

template <>
struct json_of<evidence::signed_text> {
  static json::value write(const evidence::signed_text& value) { return wire::to_value(value); }
  static result<evidence::signed_text> read(const json::value& v, std::string_view, const member_rules&,
                                            unknown_fields) {
    return note_from_value(v);
  }
  static json::object schema(const member_rules&) { return schema_ref("signed_note"); }
};

template <>
struct json_of<signed_notice> {
  static json::value write(const signed_notice& value) { return wire::to_value(value); }
  static result<signed_notice> read(const json::value& v, std::string_view, const member_rules&,
                                    unknown_fields) {
    return signed_notice_from_value(v);
  }
  static json::object schema(const member_rules&) { return schema_ref("signed_notice"); }
};

template <>
struct json_of<signed_programme> {
  static json::value write(const signed_programme& value) {
    return wire::to_value(static_cast<const signed_statement&>(value));
  }
  static result<signed_programme> read(const json::value& v, std::string_view, const member_rules&,
                                       unknown_fields) {
    return signed_programme_from_value(v);
  }
  static json::object schema(const member_rules&) { return schema_ref("signed_programme"); }
};

template <class T>
struct json_of<std::optional<T>> {
  static json::value write(const std::optional<T>& value) {
    return value ? json_of<T>::write(*value) : json::value();
  }
  static result<std::optional<T>> read(const json::value& v, std::string_view key, const member_rules& r,
                                       unknown_fields unknown) {
    if (v.is_null()) return std::optional<T>();
    result<T> value = json_of<T>::read(v, key, r, unknown);
    if (!value) return value.error();
    return std::optional<T>(std::move(*value));
  }
  static json::object schema(const member_rules& r) {
    json::object inner = json_of<T>::schema(r);
    if (!inner.contains("type")) return {{"anyOf", json::array{inner, {{"type", "null"}}}}};
    inner["type"] = json::array{inner["type"], "null"};
    return inner;
  }
};

template <class T>
struct json_of<std::vector<T>> {
  static std::int64_t max_of(const member_rules& r) {
    return r.max == max_of_type ? max_list_entries : r.max;
  }
  static json::value write(const std::vector<T>& values) {
    json::array list;
    for (const T& value : values) list.push_back(json_of<T>::write(value));
    return list;
  }
  static result<std::vector<T>> read(const json::value& v, std::string_view key, const member_rules& r,
                                     unknown_fields unknown) {
    const json::array* list = v.if_array();
    if (list == nullptr || static_cast<std::int64_t>(list->size()) > max_of(r)) {
      return wrong_field(msg("the field \"{}\" is not a list of at most {} entries", key, max_of(r)));
    }
    std::vector<T> values;
    for (const json::value& entry : *list) {
      result<T> value = json_of<T>::read(entry, key, {}, unknown);
      if (!value) return value.error();
      values.push_back(std::move(*value));
    }
    return values;
  }
  static json::object schema(const member_rules& r) {
    return {{"type", "array"}, {"items", json_of<T>::schema({})}, {"maxItems", max_of(r)}};
  }
};

}  // namespace bangtin::wire::admin
