// Prints emergency notices. `timezone` is an IANA name.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/admin/notices.hpp"

namespace bangtin::admin_cli::views {

namespace admin = wire::admin;

enum class notice_state { on, stopped, over };

// The state of the notice at `now`.
notice_state state_at(const wire::admin::notice& n, utc_ms now);

json::object to_json(const wire::admin::notice& n, const std::string& timezone, utc_ms now);
// Prints a line for each notice, and a line per screen for those that are active.
void print_notices(printer& out, const std::vector<wire::admin::notice>& notices, const std::string& timezone,
                   utc_ms now);

}  // namespace bangtin::admin_cli::views
