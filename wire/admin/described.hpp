// How a source of this folder describes a struct for its codec (codec.hpp). Only sources of this folder
// include this header:
//
//   template <>
//   inline constexpr auto description<upload_state> =
//       object("upload_state", "How much of an upload has arrived.",
//              member("arrived", &upload_state::arrived, {.about = "bytes"}),
//              member("complete", &upload_state::complete, {.presence = presence::newer}));
//   template struct codec<upload_state>;
//
// The type of a member decides how it is written; json_of.hpp lists the supported types.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string_view>
#include <tuple>

#include "wire/admin/codec.hpp"
#include "wire/admin/json_of.hpp"

namespace bangtin::wire::admin {

template <class T, class M>
struct described_member {
  std::string_view key;
  M T::*place;
  member_rules rules;
};
template <class T, class M>
constexpr described_member<T, M> member(std::string_view key, M T::*place, member_rules rules = {}) {
  return {key, place, rules};
}

template <class... Members>
struct described_object {
  std::string_view name, about;
  std::tuple<Members...> members;
};
template <class... Members>
constexpr described_object<Members...> object(std::string_view name, std::string_view about,
                                              Members... members) {
  return {name, about, {members...}};
}

template <class T>
inline constexpr auto description = nullptr;

// Reads one member into `value`. Empty on success, else what is wrong with it.
template <class T, class M>
std::optional<error> read_member(const json::object& from, const described_member<T, M>& m, T& value,
                                 unknown_fields unknown) {
  const json::value* v = from.if_contains(m.key);
  bool may_lack = m.rules.presence != presence::required;
  if (v == nullptr && !may_lack) {
    return error{errc::invalid, msg("the field \"{}\" is missing", m.key),
                 msg("add the field and send it again")};
  }
  if (v == nullptr || (v->is_null() && may_lack)) return std::nullopt;
  result<M> read = json_of<M>::read(*v, m.key, m.rules, unknown);
  if (!read) return read.error();
  value.*m.place = std::move(*read);
  return std::nullopt;
}

template <class T>
std::string_view codec<T>::name() {
  return description<T>.name;
}

template <class T>
json::value codec<T>::encode(const T& value) {
  json::object o;
  o.reserve(std::tuple_size_v<decltype(description<T>.members)>);
  auto write = [&]<class M>(const described_member<T, M>& m) {
    static const M unset{};
    if (m.rules.presence == presence::when_set && value.*m.place == unset) return;
    o.emplace(m.key, json_of<M>::write(value.*m.place));
  };
  std::apply([&](const auto&... members) { (write(members), ...); }, description<T>.members);
  return o;
}

template <class T>
result<T> codec<T>::decode(const json::value& v, unknown_fields unknown) {
  const json::object* o = v.if_object();
  if (o == nullptr) return wrong_field(msg("an object was expected, in braces"));
  T value{};
  std::optional<error> wrong;
  auto read = [&](const auto& m) {
    if (!wrong) wrong = read_member(*o, m, value, unknown);
  };
  std::apply([&](const auto&... members) { (read(members), ...); }, description<T>.members);
  if (wrong) return *wrong;
  if (unknown == unknown_fields::passed) return value;
  for (const auto& pair : *o) {
    bool known = std::apply([&](const auto&... members) { return ((members.key == pair.key()) || ...); },
                            description<T>.members);
    if (known) continue;
    return error{errc::invalid, msg("the field \"{}\" is not known", std::string_view(pair.key())),
                 msg("leave the field out, or check how it is written")};
  }
  return value;
}

template <class T>
json::object codec<T>::schema() {
  json::object properties;
  json::array required;
  auto add = [&]<class M>(const described_member<T, M>& m) {
    json::object s = json_of<M>::schema(m.rules);
    if (!m.rules.about.empty()) s["description"] = m.rules.about;
    properties[m.key] = std::move(s);
    bool always = m.rules.presence == presence::required || m.rules.presence == presence::newer;
    if (always) required.emplace_back(m.key);
  };
  std::apply([&](const auto&... members) { (add(members), ...); }, description<T>.members);
  json::object o{
      {"type", "object"}, {"description", description<T>.about}, {"properties", std::move(properties)}};
  if (!required.empty()) o["required"] = std::move(required);
  return o;
}

}  // namespace bangtin::wire::admin
