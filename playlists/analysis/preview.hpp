// The timeline as scripts, spreadsheets and calendar programs see it.
//
// All three: `p` must be free of bad references, `on` is one of its screens, days >= 0. The text comes in
// pieces of at most a few hundred kilobytes, so that a month of the shortest items needs no more memory than
// one day of it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

using text_sink = std::function<void(std::string_view piece)>;

// One document of compact JSON without a newline:
// {"screen","timezone","programme","days":[{"date","slots":[{"start","end","campaign","level","media","item",
// "page","reason"}]}]}, as docs/timeline.md shows.
void preview_json(const programme::programme& p, const programme::screen& on, programme::local_day first,
                  int days, const text_sink& out);

// RFC 4180 in UTF-8 with a byte order mark and CRLF; a line per slot under the heading
// screen,date,start,end,utc_offset,duration_ms,campaign,level,media,item,page,reason. `start` and `end` are
// the site's wall time as spreadsheets read it (2026-10-10 07:00:00.000), `utc_offset` the one that holds at
// the start. The slate has neither campaign, level nor item.
void preview_csv(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, const text_sink& out);

// RFC 5545: an event for every stretch of a day in which a campaign plays, from its first slot to the end of
// its last, cut where its windows end and where the screen closes; none for the slate. Times are UTC, so a
// calendar program shows them in its own zone. `stamp` says when the programme was made (DTSTAMP); the same
// arguments give the same bytes, and the same stretch keeps its UID, so that importing twice doubles nothing.
void preview_ics(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, utc_ms stamp, const text_sink& out);

}  // namespace bangtin::playlists::analysis
