// The answer of "preview" for people: each day as a strip per hour and as a list of its parts, and totals
// with the legend.
#pragma once

#include "admin-cli/views/printing.hpp"
#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// Prints `days` days of the screen from `first` on. The strips are drawn at a terminal only, so that scripts
// that read the text get the lists alone. `on` is a screen of `p`.
void print_preview(printer& out, const playlists::programme::programme& p,
                   const playlists::programme::screen& on, playlists::programme::local_day first, int days);

}  // namespace bangtin::admin_cli::views
