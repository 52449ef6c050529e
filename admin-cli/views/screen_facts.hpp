// Prints all that is known of one screen.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/draft_state.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

// The keys of [[screen]] in the programme file, all of them, with their values.
json::object to_json(const playlists::programme::screen& s);

// A label and a value per line: what the programme says of the screen, and how the draft differs from what is
// published. `planned` is the draft's screen, else the published one; nullptr: neither has it.
table screen_facts(const std::string& name, const playlists::programme::screen* planned,
                   const playlists::programme::screen* published, draft_state state);
// Adds the player: pairing, last report, version, and what it shows now.
void add_player(table& to, const wire::admin::screen& row, const wire::admin::site& site, utc_ms now);

// "a, b, c"; "–" for none.
std::string listed(const std::vector<std::string>& names);

}  // namespace bangtin::admin_cli::views
