// The site's screens at a glance: the answer of "status". Pure.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "admin-cli/views/screen_state.hpp"
#include "base/clock.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

// A sign and a word in the process language: "× no display", "! unpaired", "✓ fine".
cell state_cell(screen_state s);

// Sorts the screens by state, the worst first; equal ones keep their order.
void sort_worst_first(std::vector<wire::admin::screen>& screens, const wire::admin::site& site, utc_ms now);
// "3 screens, 1 with a problem".
std::string summary_line(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site,
                         utc_ms now);

// Which version waits for a second signature, whose it has, and what to do.
std::string waiting_line(const wire::admin::waiting_programme& w);
// Prints the daemon's version and the published programme's, and what waits for a second signature.
void print_site_line(printer& out, const wire::admin::site& site);
// Prints all of "status" for people: the summary, the table, the worst first, and then what is wrong with its
// remedy. `waiting` are the players that show a pairing code.
void print_status(printer& out, const wire::admin::site& site, std::vector<wire::admin::screen> screens,
                  const std::vector<wire::admin::waiting_screen>& waiting, utc_ms now);

}  // namespace bangtin::admin_cli::views
