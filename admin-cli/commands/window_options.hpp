// The options that say when a campaign or a ticker runs, read as people type them. Pure.
#pragma once

#include "admin-cli/commands/command.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// Changes in `w` what --from, --to, --yearly, --lunar, --days, --hours, --except and --rrule say, and nothing
// else; an empty value takes back what was chosen. A date without a year gets it as date_ranges.hpp says: the
// season that runs on `today`, else the next one; with --yearly or --lunar dates have no year. A window that
// comes every year stays so until a date with a year is given, or both ends are taken back. errc::usage for
// what cannot be read or does not fit together; then `w` is undefined.
result<void> apply_window_options(const arguments& given, const playlists::programme::calendar_date& today,
                                  playlists::programme::run_window& w);

}  // namespace bangtin::admin_cli::commands
