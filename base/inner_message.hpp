// A message as an argument of another one: `msg("cannot {}: {}", inner(doing), inner(why))`. The words stay a
// message until the sentence around them is translated, so a daemon never puts its own language into what a
// person reads elsewhere. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/message.hpp"

namespace bangtin {

// The argument. translate() and in_english() put the sentence in its place, and to_value() writes it as a
// message (base/message_json.hpp). Never print or cut it as it is: it is no text.
std::string inner(const message& m);

// The message of which inner() made the argument; nothing for every other text.
std::optional<message> inner_message(std::string_view argument);

}  // namespace bangtin
