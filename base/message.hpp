// Text for people, kept apart from its values, so that it can cross a network and be translated where it is
// read (base/language.hpp).
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace bangtin {

// A sentence and its values. `id` is the English text, with `{}` or `{0}` for each of `args`; it is also the
// key of the translation. An empty id means "no message".
struct message {
  std::string id;
  std::vector<std::string> args;

  bool empty() const { return id.empty(); }
  bool operator==(const message&) const = default;
};

// Makes a message. xgettext collects the text of every call, so `id` must be a literal.
template <class... Args>
message msg(std::string_view id, const Args&... args) {
  return message{std::string(id), {fmt::to_string(args)...}};
}

}  // namespace bangtin
