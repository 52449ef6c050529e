// Why a screen shows what it shows at one instant, and why each other campaign is not on. The slot comes from
// the timeline itself, the reasons from the windows from which the timeline is made. Pure, like the timeline;
// docs/timeline.md has the rules.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

// All campaign numbers here are indices into programme.campaigns.

// An event at an instant that ends what was possible before it.
enum class barrier_kind { campaign_begins, window_ends, screen_closes, day_ends };
struct barrier {
  utc_ms at{};
  barrier_kind kind = barrier_kind::day_ends;
  std::vector<std::int32_t> campaigns;  // of campaign_begins: which campaigns, the first `max_named` by name
  bool operator==(const barrier&) const = default;
};
constexpr std::size_t max_named = 8;

// The slot at the instant, and the rule that put it there. Facts about other campaigns hold at `item_from`,
// when the item was chosen.
struct presence {
  schedule::slot shown;
  utc_ms item_from{}, item_to{};  // of the whole item: of a guide, all its pages
  // reason share: the campaigns by share of that level which were active, including this one, by name.
  std::vector<std::int32_t> turns;
  // reason every: the earliest due time that this item serves.
  utc_ms due{};
  // reason slate: no offered item fits before this barrier. Nothing: no campaign was offered at all.
  std::optional<barrier> edge;
  // When the campaign's window ended while this item ran; nothing if the campaign is still active.
  std::optional<utc_ms> window_ended;
  bool operator==(const presence&) const = default;
};

// Why a campaign is not on: the first reason of this list that holds. Hours belong to the day on which they
// begin, so that day's date counts.
enum class why_not {
  other_screens,  // it is not for this screen
  dates,          // outside its range of dates
  exception,      // on one of its exceptions
  weekday,        // not one of its weekdays
  rule,           // its iCalendar rule does not include the day
  hours,          // outside its hours
  closed,         // the screen is closed
  silenced,       // a campaign by share is active at a higher level
  not_due,        // its cadence is not due
  no_room,        // its next item does not fit before the next hard edge
  turn,           // it is active, and its turn comes later
  no_turn         // it is active, but it stops being active or is silenced before its turn comes
};

struct absence {
  std::int32_t campaign = -1;
  why_not reason = why_not::other_screens;
  // Until when the reason holds. dates to hours: when its next window begins; closed: when the screen opens;
  // silenced: when no higher level is active any more; not_due: when it is due, or when `before` comes if
  // that is sooner; no_room and no_turn: when `before` comes; turn: when its turn comes. Nothing: for ever,
  // or longer than two years.
  std::optional<utc_ms> until;
  // When it is next on within the local day.
  std::optional<utc_ms> next;
  programme::local_day day{};  // dates to hours: the day that counts
  // silenced: the campaigns that silence it, the first `max_named` by name
  std::vector<std::int32_t> silencers;
  std::optional<barrier> before;  // not_due (see `until`), no_room, no_turn
  milliseconds item{};            // no_room: the length of its next item
  bool operator==(const absence&) const = default;
};

struct explanation {
  std::optional<presence> now;  // the current slot; nothing: the screen is closed
  std::optional<utc_ms> opens;  // when closed: the next opening, if within two years
  std::vector<absence> others;  // every campaign except the one that is on, in the programme's order
};

// `on` is an element of p.screens; `p` must be free of bad references. The cost is one day's timeline, plus,
// for each campaign that is not active, a walk over its days until the next one on which it is.
explanation explain(const programme::programme& p, const programme::screen& on, utc_ms at);

// The names as above: "other_screens", "campaign_begins".
std::string_view to_string(why_not reason);
std::string_view to_string(barrier_kind kind);

}  // namespace bangtin::playlists::analysis
