// Writes the timeline as JSON for scripts, CSV for spreadsheets and iCalendar for calendar programs.
//
// For all three functions `p` must be free of bad references, `on` is one of its screens, and days >= 0. They
// pass the text on in pieces of at most a few hundred kilobytes, so a month of the shortest items needs no
// more memory than one day of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

using text_sink = std::function<void(std::string_view piece)>;

// What the screen shows of a day's slots: a published programme holds until it expires, and from then on its
// screens show the slate while they are open. Drafts and files have no end.
void end_at_expiry(const programme::programme& p, std::vector<schedule::slot>& slots);

// One document of compact JSON without a newline:
// {"screen","timezone","programme","days":[{"date","slots":[{"start","end","campaign","level","media","item",
// "page","reason"}]}]}; see docs/timeline.md.
void preview_json(const programme::programme& p, const programme::screen& on, programme::local_day first,
                  int days, const text_sink& out);

// RFC 4180 in UTF-8 with a byte order mark and CRLF. The heading is
// screen,date,start,end,utc_offset,duration_ms,campaign,level,media,item,page,reason, followed by a line per
// slot. `start` and `end` are the site's wall time in the form that spreadsheets read (2026-10-10
// 07:00:00.000), `utc_offset` is the offset at the start. The slate has neither campaign, level nor item.
void preview_csv(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, const text_sink& out);

// RFC 5545: an event for every stretch of a day in which a campaign plays, from its first slot to the end of
// its last, cut where its windows end and where the screen closes. The slate has no events. Times are UTC, so
// a calendar program shows them in its own zone. `stamp` is the time at which the programme was made
// (DTSTAMP). Equal arguments give equal bytes, and a stretch keeps its UID, so a second import creates no
// duplicates.
void preview_ics(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, utc_ms stamp, const text_sink& out);

}  // namespace bangtin::playlists::analysis
