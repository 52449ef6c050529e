// A record separator, and then id and arguments, each with its length before it: "5:{} on" "2:at". No text
// for people begins with a control character.
#include "base/inner_message.hpp"

#include <charconv>

namespace bangtin {

namespace {

constexpr char mark = '\x1e';

void append(std::string& all, std::string_view part) {
  all += std::to_string(part.size());
  all += ':';
  all += part;
}

// Takes the next part off the front; nothing if there is none.
std::optional<std::string> take(std::string_view& rest) {
  std::size_t size = 0;
  auto [end, bad] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (bad != std::errc{} || !rest.starts_with(':') || rest.size() - 1 < size) return std::nullopt;
  std::string part(rest.substr(1, size));
  rest.remove_prefix(1 + size);
  return part;
}

}  // namespace

std::string inner(const message& m) {
  std::string all(1, mark);
  append(all, m.id);
  for (const std::string& arg : m.args) append(all, arg);
  return all;
}

std::optional<message> inner_message(std::string_view argument) {
  if (!argument.starts_with(mark)) return std::nullopt;
  argument.remove_prefix(1);
  std::optional<std::string> id = take(argument);
  if (!id) return std::nullopt;
  message m{std::move(*id), {}};
  while (!argument.empty()) {
    std::optional<std::string> arg = take(argument);
    if (!arg) return std::nullopt;
    m.args.push_back(std::move(*arg));
  }
  return m;
}

}  // namespace bangtin
