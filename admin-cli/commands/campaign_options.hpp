// The options of "campaign create" and "campaign edit", read as people type them. Pure.
#pragma once

#include "admin-cli/commands/command.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// Whether any option that changes a campaign is given.
bool has_campaign_options(const arguments& given);

// Changes in `c` what is given, and nothing else; an empty value takes back what was chosen. Names of
// playlists, screens and groups are those of `p` (choose_name). A date without a year is the next such day
// after `today`, and `--to` the next one after `--from`; with --yearly or --lunar dates have no year. Refuses
// what cannot be read or does not fit together: errc::usage, and errc::not_found for names.
result<void> apply_campaign_options(const arguments& given, const playlists::programme::programme& p,
                                    const playlists::programme::calendar_date& today,
                                    playlists::programme::campaign& c);

// A new name for a campaign of `p`: in form C, without hidden letters, and used by no campaign but `now`
// (empty for a new campaign). errc::usage, errc::conflict.
result<std::string> new_campaign_name(const std::string& typed, const playlists::programme::programme& p,
                                      std::string_view now = {});

}  // namespace bangtin::admin_cli::commands
