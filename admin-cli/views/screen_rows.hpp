// Prints screens.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "playlists/analysis/finding.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

namespace admin = wire::admin;

json::object to_json(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now);

// "bangtin screen pair CODE --name lobby", with the name as one word of a shell.
std::string pair_command(const std::string& screen);
// Same for a player that waits and was the screen `was`; empty: none. Takes one of `rows` where one has no
// player, else a new screen.
std::string pair_command(const std::vector<wire::admin::screen>& rows, const std::string& was);

cell seen_cell(const wire::admin::screen& s, utc_ms now);
// "synced", "estimated ±40 ms", or "unsynced", which is highlighted.
cell clock_cell(const wire::admin::screen& s);
// What it plays now; highlighted if there is nothing on which it could.
cell playing_cell(const wire::admin::screen& s);
// "61 °C", highlighted if it is too hot.
cell temperature_cell(const wire::admin::screen& s);
// Something about the screen that needs attention, in the process language. The remedy is empty where it only
// needs time.
struct screen_problem {
  playlists::analysis::severity severity = playlists::analysis::severity::warning;
  std::string what, remedy;
};
std::vector<screen_problem> find_problems(const wire::admin::screen& s, utc_ms now,
                                          const wire::admin::site& site);
// The same as one text each.
std::vector<std::string> problems_of(const wire::admin::screen& s, utc_ms now, const wire::admin::site& site);

}  // namespace bangtin::admin_cli::views
