// Characters that nobody sees, by Unicode's tables. Whether one of them is right depends on what stands
// before it in an emoji; the caller knows that. Pure; any thread.
#pragma once

#include <algorithm>
#include <span>

namespace bangtin {

struct code_range {
  char32_t from, to;  // both included
};
constexpr bool lies_in(std::span<const code_range> ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const code_range& r) { return r.from <= c && c <= r.to; });
}

// Turns the direction of reading.
bool turns_direction(char32_t c);
// Takes no room or looks like a space; the characters below are among them.
bool is_invisible(char32_t c);

// They mean something within an emoji: the first three join or select, and flag letters follow a black flag.
inline constexpr char32_t emoji_joiner = 0x200D, emoji_as_text = 0xFE0E, emoji_as_picture = 0xFE0F;
inline constexpr char32_t black_flag = 0x1F3F4;
constexpr bool is_flag_letter(char32_t c) {
  return c >= 0xE0020 && c <= 0xE007F;
}

}  // namespace bangtin
