// Months of requests, and how long they last. Pure; any thread may call these functions.
#pragma once

#include <chrono>
#include <string_view>

#include "base/error.hpp"
#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::scheduler::api {

// "2026-10", from 1970 on. errc::usage for anything else.
result<std::chrono::year_month> parse_month(std::string_view text);

// From the first local midnight of the month to that of the next month, in the programme's time zone.
playlists::programme::instant_range range_of_month(const playlists::programme::programme& zone,
                                                   std::chrono::year_month month);

}  // namespace bangtin::scheduler::api
