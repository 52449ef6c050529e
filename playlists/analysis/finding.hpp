// The findings that `check` (lint.hpp) reports about a programme, as values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"

namespace bangtin::playlists::analysis {

enum class severity {
  error,    // a part of the programme will not do what is written
  warning,  // it does what is written, but that is probably not what the author meant
  note      // worth knowing
};

// In the order of gravity: findings of one severity come in this order.
enum class finding_kind {
  approval_expired,   // error: the programme's validity has ended
  media_missing,      // a file does not exist; the caller of `check` adds it, because `check` knows no files
  no_screen,          // error: the programme has no screens
  never_runs,         // error: no day of the calendar ahead belongs to the campaign
  never_open,         // error: its windows and the opening hours of its screens never meet
  silenced,           // error: a higher level plays whenever the campaign could
  never_fits,         // error: none of its items fits before an edge
  never_its_turn,     // error: it is active in the days ahead, but others take all the time
  item_never_fits,    // error: one of its items never fits before an edge, and blocks the others
  cadence_over,       // error: cadences ask for more than the whole time
  text_unreadable,    // error: a text that nobody can read on a screen (playlists/text/readable.hpp)
  screen_empty,       // only the slate shows; error: for good, warning: in the days ahead
  approval_expires,   // warning: in 30 days or less
  runs_dry,           // warning: campaigns end within 14 days and leave a screen with only the slate
  empty_days,         // warning: days on which an open screen shows only the slate
  share_missed,       // warning: a campaign gets much less airtime than its share asks for
  slate_hold,         // warning: the slate shows for long because no item fits before an edge
  takeovers_overlap,  // warning: two takeovers by share are active at once
  duration_differs,   // warning: a video is cut, or its last frame stays
  item_outlasts_hours,  // warning: an item is longer than the hours of its campaign, and runs past them
  begins_late,          // warning: a campaign begins after the end of the calendar ahead
  ticker_never_shows,   // warning: a ticker has no time ahead at which one of its screens is open; note: its
                        // time has ended
  link_too_long,        // warning: a link's QR code cannot be read from three metres
  picture_covered,   // warning: a code in the corner, a ticker or the logo lies over more than a twentieth of
                     // a picture
  link_not_https,    // warning: telephones do not open the link of a QR code; note: browsers warn of it
  still_too_short,   // warning: a still or a page is shown for less than a second
  dates_swapped,     // warning: dates that recur look as if day and month were swapped
  logo_no_picture,   // warning: a screen's logo is not an image
  subtitles_unused,  // warning: subtitles for an item that is not a video
  review_due,        // warning: an item is to be looked at again by now; the caller of `check` adds it
  task_unknown,      // warning: the plan lacks a campaign's task; the caller of `check` adds it, and also
                     // theme_unknown and venue_unknown
  theme_unknown,     // warning: the plan lacks an item's theme
  venue_unknown,     // warning: the plan lacks a screen's venue
  player_without_screen,  // warning: a player is paired as a screen that the programme does not have; the
                          // caller of `check` adds it, and also screen_without_player
  screen_without_player,  // note: no player is paired as the screen
  is_over,                // note: a campaign has ended
  duplicate_item,         // note: a playlist names a file twice
  playlist_unused,        // note
  media_unused,           // note
  call_unused,            // note: a call to action without a link
  rule_every_month,       // note: a yearly rule with days of the month and no month
  share_small,            // note: a campaign's share is a twentieth of another's or less
  length_assumed,         // note: the caller assumed the length of a file that nobody opened
  capped                  // note: the programme is too large to check completely
};

std::string_view to_string(severity s);      // error, warning, note
std::string_view to_string(finding_kind k);  // as above

// The subjects are names in the programme: empty where there is none, the first where there are several
// screens. The messages hold the values.
struct finding {
  analysis::severity severity = analysis::severity::note;
  finding_kind kind = finding_kind::capped;
  std::string screen, campaign, playlist, media;
  std::int32_t item = -1;    // index in the playlist, from 0; -1: none
  std::int32_t ticker = -1;  // index in the programme, from 0; -1: none
  message what, why, remedy;
};

// How far to look ahead. Work is counted in steps (one window of a campaign, or one slot), not in time, so
// that the same programme has the same findings on every machine; the default below takes some seconds.
struct horizon {
  int days = 31;            // days of the timeline, including today; at least 1
  int calendar_days = 731;  // days for "never"; at least 1
  std::int64_t steps = 100'000'000;
};

constexpr std::size_t max_findings = 1'000;

// The longest link whose QR code has modules large enough to be read from three metres
// (player/overlay/layout.hpp): 33 modules a side at the lowest error correction level.
constexpr std::size_t max_link_bytes = 78;

// Whether the kind says that a campaign never plays (never_its_turn: in the days ahead) and is not over.
bool says_never(finding_kind k);

// Sorts findings into the order of `check`, and truncates them at its limit.
void order_findings(std::vector<finding>& all);

}  // namespace bangtin::playlists::analysis
