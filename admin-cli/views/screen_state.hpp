// The judgement that the command shares with the daemon, under the names that its views use.
#pragma once

#include "wire/admin/screen_state.hpp"

namespace bangtin::admin_cli::views {

using wire::admin::hot_c;
using wire::admin::is_missed;
using wire::admin::little_disk_bytes;
using wire::admin::needs_attention;
using wire::admin::screen_state;
using wire::admin::state_of;
using wire::admin::temperature_c;
using wire::admin::wrong_clock_ms;

}  // namespace bangtin::admin_cli::views
