#include "wire/channel.hpp"

#include <fmt/format.h>

#include <array>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"

namespace bangtin::wire {

std::string to_text(const channel_position& p) {
  return fmt::format("{}.{}.{}.{}.{}", p.notice, p.trust, p.authority, p.shot, p.programme);
}

std::optional<channel_position> channel_position_from(std::string_view text) {
  channel_position p;
  for (std::int64_t* number : {&p.notice, &p.trust, &p.authority, &p.shot}) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    std::optional<std::int64_t> value = parse_integer(text.substr(0, dot), 0, evidence::largest_integer);
    if (!value) return std::nullopt;
    *number = *value;
    text.remove_prefix(dot + 1);
  }
  if (!text.empty() && !digest::from(text)) return std::nullopt;
  p.programme = text;
  return p;
}

}  // namespace bangtin::wire
