// Text for people, with its values apart, so that it can cross a network and be translated where it is read
// (base/language.hpp).
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace bangtin {

// A sentence with its values apart: `id` is the English text with `{}` or `{0}` for each of `args`, and the
// key of the translation. An empty id means that there is nothing to say.
struct message {
  std::string id;
  std::vector<std::string> args;

  bool empty() const { return id.empty(); }
  bool operator==(const message&) const = default;
};

// Makes a message. Every call's text is found by xgettext, so `id` must be a literal.
template <class... Args>
message msg(std::string_view id, const Args&... args) {
  return message{std::string(id), {fmt::to_string(args)...}};
}

}  // namespace bangtin
