// The month that the plays commands are about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// "2026-11" from what staff write: 2026-11, 11/2026 or 2026/11. errc::usage for anything else.
result<std::string> parse_month(std::string_view written);

// The query of a request about this month; empty without one: the daemon then takes its own month.
result<std::string> month_query(const std::optional<std::string>& written);

}  // namespace bangtin::admin_cli::commands
