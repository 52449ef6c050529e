// The site's screens at a glance: the answer of "status". Pure.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

// The state of a screen in one word, the worst first.
enum class screen_state {
  no_player,       // the programme has it, and no player was ever paired as it
  silent,          // it has not been heard of for some minutes
  no_display,      // its player has nothing to show on
  display_off,     // its display is off or unplugged
  evidence_doubt,  // its evidence contradicts itself
  unpaired,        // its player plays on and shows a code
  never_seen,      // it was paired and has not reported yet
  not_planned,     // the published programme does not have it
  faulty,          // it reports a problem, or its machine is in danger
  updates,         // it fetches the published programme, or changes over to it
  closed,
  fine
};

screen_state state_of(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now);
// "no_player", "silent", …: the word in JSON.
std::string_view to_string(screen_state s);
// Whether somebody should do something.
bool needs_attention(screen_state s);
// A sign and a word in the process language: "× no display", "! unpaired", "✓ fine".
cell state_cell(screen_state s);

// Sorts the screens by state, the worst first; equal ones keep their order.
void sort_worst_first(std::vector<wire::admin::screen>& screens, const wire::admin::site& site, utc_ms now);
// "3 screens, 1 with a problem".
std::string summary_line(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site,
                         utc_ms now);

// Prints the daemon's version and the published programme's.
void print_site_line(printer& out, const wire::admin::site& site);
// Prints all of "status" for people: the summary, the table, the worst first, and then what is wrong with its
// remedy. `waiting` are the players that show a pairing code.
void print_status(printer& out, const wire::admin::site& site, std::vector<wire::admin::screen> screens,
                  const std::vector<wire::admin::waiting_screen>& waiting, utc_ms now);

}  // namespace bangtin::admin_cli::views
