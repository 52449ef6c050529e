// What `check` (lint.hpp) reports of a programme, as values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"

namespace bangtin::playlists::analysis {

enum class severity {
  error,    // something will not do what is written
  warning,  // it does what is written, and that is probably not what was meant
  note      // worth knowing
};

// The worst first: findings of one severity come in this order.
enum class finding_kind {
  approval_expired,     // error: the programme's validity is over
  media_missing,        // a file is not there; `check` knows no files, its caller does
  no_screen,            // error: the programme has no screens
  never_runs,           // error: no day of the calendar ahead is a campaign's
  never_open,           // error: its windows and the opening hours of its screens never meet
  silenced,             // error: a higher level plays whenever it could
  never_fits,           // error: none of its items ends before an edge
  never_its_turn,       // error: it is active in the days ahead, and others take all the time
  item_never_fits,      // error: one item of a campaign never ends before an edge, and holds up the others
  cadence_over,         // error: cadences ask for more than all the time
  screen_empty,         // nothing but the slate; error: for good, warning: in the days ahead
  approval_expires,     // warning: in 30 days or less
  runs_dry,             // warning: campaigns end within 14 days and leave a screen with nothing
  empty_days,           // warning: days on which an open screen shows nothing but the slate
  share_missed,         // warning: a campaign gets much less airtime than its share asks for
  slate_hold,           // warning: the slate stands long because no item fits before an edge
  takeovers_overlap,    // warning: two takeovers by share play at once
  duration_differs,     // warning: a video is cut, or its last frame holds
  item_outlasts_hours,  // warning: an item is longer than the hours of its campaign, and plays past them
  begins_late,          // warning: a campaign begins after the calendar ahead
  ticker_never_shows,   // warning: no time ahead is a ticker's while one of its screens is open; note: it is
                        // over
  link_too_long,        // warning: a link's QR code cannot be read from three metres
  logo_no_picture,      // warning: a screen's logo is a video or a guide
  subtitles_unused,     // warning: subtitles of what is no video
  is_over,              // note: a campaign has ended
  duplicate_item,       // note: a playlist names a file twice
  playlist_unused,      // note
  media_unused,         // note
  call_unused,          // note: a call to action without a link
  length_assumed,       // note: the caller filled in the length of a file that nobody opened
  capped                // note: the programme is too large to look at all of it
};

std::string_view to_string(severity s);      // error, warning, note
std::string_view to_string(finding_kind k);  // as above

// The subjects are names in the programme, empty where there is none; of several screens the first. The
// values are in the messages.
struct finding {
  analysis::severity severity = analysis::severity::note;
  finding_kind kind = finding_kind::capped;
  std::string screen, campaign, playlist, media;
  std::int32_t item = -1;    // of the playlist, from 0; -1: none
  std::int32_t ticker = -1;  // of the programme, from 0; -1: none
  message what, why, remedy;
};

// How far to look. Work is counted in steps (one window of a campaign, one slot) and not in time, so that the
// same programme has the same findings on every machine; the number below
// is some seconds.
struct horizon {
  int days = 31;            // of the timeline, today included; at least 1
  int calendar_days = 731;  // for "never"; at least 1
  std::int64_t steps = 100'000'000;
};

constexpr std::size_t max_findings = 1'000;

// The longest link whose QR code has modules large enough for three metres (player/overlay/layout.hpp):
// 33 modules a side at the lowest level.
constexpr std::size_t max_link_bytes = 78;

// Puts findings into the order of `check`, and cuts them off at its bound.
void order_findings(std::vector<finding>& all);

}  // namespace bangtin::playlists::analysis
