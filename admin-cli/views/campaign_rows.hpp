// Campaigns as JSON and as tables.
#pragma once

#include <optional>
#include <vector>

#include "admin-cli/views/playlist_rows.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "playlists/analysis/finding.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// The keys "from", "to", "yearly", "lunar", "days", "hours", "rrule" and "except" of the programme file; null
// where the file would have none.
void add_window(json::object& to, const playlists::programme::run_window& w);
// All keys of a campaign in the programme file, null where the file would have none; and "draft".
json::object to_json(const playlists::programme::campaign& c, draft_state state);

// `states` and `never` have one for each campaign; `never` is what `check` says of one that never plays.
table campaign_table(const std::vector<playlists::programme::campaign>& all,
                     const std::vector<draft_state>& states,
                     const std::vector<std::optional<playlists::analysis::finding>>& never);

// A campaign with what it means: its playlist, its screens, and when it plays next. `p` has it, and is free
// of bad references.
table campaign_sheet(const playlists::programme::programme& p, const playlists::programme::campaign& c,
                     utc_ms now, const std::optional<playlists::analysis::finding>& never);

}  // namespace bangtin::admin_cli::views
