// Messages inside JSON documents: {"args":[...],"id":"..."}, where an argument is a text or another message
// (base/inner_message.hpp). Both directions; the reader trusts nothing, for the text ends in format strings
// and on people's screens. Any thread.
#pragma once

#include <cstddef>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin {

// How many messages may be within one another below the outermost one: the writer writes no more, the reader
// accepts no more, and the schema (wire/admin/schemas.hpp) describes no more.
inline constexpr int max_message_depth = 4;

// What the reader accepts. The text and each value must be clean UTF-8 (base/text.hpp) in any case.
struct message_limits {
  std::size_t max_id_bytes = 4096;
  std::size_t max_args = 16;
  std::size_t max_arg_bytes = 4096;  // json_reader::texts accepts no more
  std::size_t max_place_digits = 2;  // of N in {N}
  bool escaped_braces = true;        // whether the text may have {{ and }}
};

// Messages deeper than `depth`, from 0 to max_message_depth, become English text, cut at what the reader's
// default limits accept.
json::value to_value(const message& m, int depth = max_message_depth);
// errc::invalid for anything else, for what is beyond the limits, and for an `id` that is more than text with
// {} or {0} in it: a sender must not choose how wide a number is printed.
result<message> message_from_value(const json::value& v, const message_limits& limits = {});

}  // namespace bangtin
