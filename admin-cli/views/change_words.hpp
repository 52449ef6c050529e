// What a change of the programme means, for the person who decides on it: a sentence per change, and from
// when which screen shows something else. In the process language. JSON has the fields instead
// (difference.hpp).
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/difference.hpp"
#include "admin-cli/views/printing.hpp"
#include "playlists/analysis/first_change.hpp"

namespace bangtin::admin_cli::views {

// The changes of difference(before, after) as lines: "+" for what comes, "-" for what goes, "~" for what
// changes, with what it was. Media items that come or go with a playlist have no line of their own.
std::vector<std::string> change_lines(const playlists::programme::programme& before,
                                      const playlists::programme::programme& after);

// What it is, in a few words: "items: 3: a.png, b.mp4, c.pdf".
std::string summary_of(const playlists::programme::playlist& l);
std::string summary_of(const playlists::programme::campaign& c);
std::string summary_of(const playlists::programme::ticker& t);
std::string summary_of(const playlists::programme::screen& s);
// "playlist "x"", as the lines above name it.
std::string heading_of(subject what, const std::string& name);

// From when which screens show what instead of what; a line for all screens of which the same is true. Times
// are in the zone `timezone`.
std::vector<std::string> first_change_lines(const std::vector<playlists::analysis::screen_change>& all,
                                            const std::string& timezone, utc_ms now, int days);

// Prints the lines of the changes, or that there is no difference.
void print_changes(printer& out, const playlists::programme::programme& before,
                   const playlists::programme::programme& after);
// Prints from when the screens show something else once `draft` is published in place of `published`; nothing
// where the two do not differ. Says so where the length of a film is not known yet.
void print_first_changes(printer& out, const playlists::programme::programme& published,
                         const playlists::programme::programme& draft, utc_ms now);

}  // namespace bangtin::admin_cli::views
