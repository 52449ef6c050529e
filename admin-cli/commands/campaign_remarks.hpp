// What staff should hear about a campaign that they have just changed.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "playlists/analysis/finding.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// What "check" finds about the campaign in `after`, and what it finds there about others and did not find in
// `before`: a takeover that silences another campaign. Both must be free of bad references. Looks less far
// than "check", so that a command answers at once. Pure.
std::vector<playlists::analysis::finding> campaign_remarks(const playlists::programme::programme& before,
                                                           const playlists::programme::programme& after,
                                                           std::string_view campaign, utc_ms now);

// For each campaign of `p` what "check" finds about why it never plays; nothing for those that do, and where
// the programme is not free of bad references yet. Pure.
std::vector<std::optional<playlists::analysis::finding>> never_playing(
    const playlists::programme::programme& p, utc_ms now);

}  // namespace bangtin::admin_cli::commands
