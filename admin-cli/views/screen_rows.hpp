// Prints screens. `timezone` is an IANA name.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::admin_cli::views {

namespace admin = wire::admin;

json::object to_json(const wire::admin::screen& s, const std::string& timezone);

// A screen that was not seen for this long counts as silent.
constexpr std::chrono::minutes silent_after{3};
bool is_silent(const wire::admin::screen& s, utc_ms now);
cell seen_cell(const wire::admin::screen& s, utc_ms now);
// What it plays now; highlighted if there is nothing on which it could.
cell playing_cell(const wire::admin::screen& s);
// "61 °C", highlighted if it is too hot.
cell temperature_cell(const wire::admin::screen& s);
// Everything about the screen that needs attention, in the process language.
std::vector<std::string> problems_of(const wire::admin::screen& s, utc_ms now,
                                     std::int64_t published_version);

}  // namespace bangtin::admin_cli::views
