// Logs: to the journal when a service manager started us, else to stderr. In English; for those who mend
// things.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace bangtin {

// Sets spdlog's default logger for this program. Levels: trace, debug, info, warning, error, off; anything
// else is errc::usage. Call once, first thing in main; spdlog::info() and its kin may then be called from any
// thread.
result<void> start_logging(std::string_view level);

}  // namespace bangtin
