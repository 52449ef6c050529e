// Durations as people read them: "1 h 30 min", in Vietnamese "1 giờ 30 phút". What files and options take is
// format_duration's notation (base/text.hpp). Pure; any thread.
#pragma once

#include <chrono>

#include "base/message.hpp"

namespace bangtin {

// Not negative; "0 s" for 0. In another message it is an argument: msg("takes {}",
// inner(duration_message(d))).
message duration_message(std::chrono::milliseconds d);

}  // namespace bangtin
