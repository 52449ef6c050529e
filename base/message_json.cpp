#include "base/message_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin {

namespace {

// Only {} and {N}, and {{ and }} where they are allowed.
bool has_plain_places(std::string_view id, const message_limits& limits) {
  auto doubled = [&](std::size_t i) {
    return limits.escaped_braces && id.substr(i + 1, 1) == id.substr(i, 1);
  };
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (id[i] != '{' && id[i] != '}') continue;
    if (doubled(i)) {
      ++i;
      continue;
    }
    if (id[i] == '}') return false;
    std::size_t end = i + 1;
    while (end < id.size() && id[end] >= '0' && id[end] <= '9') ++end;
    if (end >= id.size() || id[end] != '}' || end - i - 1 > limits.max_place_digits) return false;
    i = end;
  }
  return true;
}

}  // namespace

json::value to_value(const message& m, int depth) {
  json::array args;
  for (const std::string& arg : m.args) {
    std::optional<message> within = inner_message(arg);
    if (!within) {
      args.emplace_back(arg);
    } else if (depth > 0) {
      args.push_back(to_value(*within, depth - 1));
    } else {
      args.emplace_back(cut_at_character(in_english(*within), message_limits{}.max_arg_bytes));
    }
  }
  return json::object{{"args", std::move(args)}, {"id", m.id}};
}

namespace {

// `depth`: how many more messages may be within this one.
result<message> read(const json::value& v, const message_limits& limits, int depth);

// The argument; nothing if it is neither a clean text nor a message.
std::optional<std::string> argument(const json::value& v, const message_limits& limits, int depth) {
  if (const json::string* text = v.if_string()) {
    bool clean = text->size() <= limits.max_arg_bytes && is_clean_utf8(*text);
    return clean ? std::optional<std::string>(*text) : std::nullopt;
  }
  if (!v.is_object() || depth == 0) return std::nullopt;
  result<message> within = read(v, limits, depth - 1);
  return within ? std::optional(inner(*within)) : std::nullopt;
}

result<message> read(const json::value& v, const message_limits& limits, int depth) {
  json_reader f(v);
  message m{f.text("id", limits.max_id_bytes), {}};
  bool clean = is_clean_utf8(m.id);
  for (const json::value& one : f.list("args", limits.max_args)) {
    std::optional<std::string> arg = argument(one, limits, depth);
    clean = clean && arg;
    m.args.push_back(arg.value_or(""));
  }
  if (!clean || !has_plain_places(m.id, limits)) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a message", "id"),
            msg("correct the field and send it again")});
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  return m;
}

}  // namespace

result<message> message_from_value(const json::value& v, const message_limits& limits) {
  return read(v, limits, max_message_depth);
}

}  // namespace bangtin
