// Months as text: what commands, endpoints and files write. Pure; any thread may call these functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bangtin::playlists::programme {

// "2026-10"; nothing for any other text.
std::optional<std::chrono::year_month> parse_month(std::string_view text);

std::string to_month_text(std::chrono::year_month month);  // 2026-10

}  // namespace bangtin::playlists::programme
