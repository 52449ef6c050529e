// Why a screen shows what it does at one instant, and why each other campaign does not. What is shown is
// taken from the timeline itself, and the reasons from the windows that the timeline is made of. Pure, like
// the timeline; the rules are in docs/timeline.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

// Campaigns are indices into programme.campaigns throughout.

// Something that comes at an instant and ends what could be before it.
enum class barrier_kind { campaign_begins, window_ends, screen_closes, day_ends };
struct barrier {
  utc_ms at{};
  barrier_kind kind = barrier_kind::day_ends;
  std::vector<std::int32_t> campaigns;  // of campaign_begins: which, the first `most_named` by name
  bool operator==(const barrier&) const = default;
};
constexpr std::size_t max_named = 8;

// The slot at the instant, and the rule by which it is there. What is said of others holds at `item_from`,
// when the item was chosen.
struct presence {
  schedule::slot shown;
  utc_ms item_from{}, item_to{};  // of the whole item: all pages of a guide
  // reason share: the campaigns by share of that level which were active, this one included, by name.
  std::vector<std::int32_t> turns;
  // reason every: the earliest due time that the item serves.
  utc_ms due{};
  // reason slate: nothing that was offered fits before this. Nothing: no campaign was offered at all.
  std::optional<barrier> edge;
  // The campaign is not active any more: its window ended then, while the item ran.
  std::optional<utc_ms> window_ended;
  bool operator==(const presence&) const = default;
};

// Why a campaign is not on. The first that holds, in this order. A campaign's hours belong to the day on
// which they begin: it is that day's date which counts.
enum class why_not {
  other_screens,  // it is for other screens
  dates,          // outside its range of dates
  exception,      // on one of its exceptions
  weekday,        // not one of its weekdays
  rule,           // its iCalendar rule does not name the day
  hours,          // outside its hours
  closed,         // the screen is closed
  silenced,       // a campaign by share is active at a higher level
  not_due,        // its cadence is not due
  no_room,        // its next item does not fit before the next hard edge
  turn,           // it is active, and its turn comes later
  no_turn         // it is active, and its turn does not come before it ceases to be, or is silenced
};

struct absence {
  std::int32_t campaign = -1;
  why_not reason = why_not::other_screens;
  // Until when the reason holds: dates to hours, when its next window begins; closed, when the screen opens;
  // silenced, when no higher level is active any more; not_due, when it is due, or `before` comes if that is
  // sooner; no_room and no_turn, when `before` comes; turn, when its turn comes. Nothing: not within two
  // years, or for ever.
  std::optional<utc_ms> until;
  // When it is on next within the local day.
  std::optional<utc_ms> next;
  programme::local_day day{};           // dates to hours: the day that counts
  std::vector<std::int32_t> silencers;  // silenced: by whom, the first `most_named` by name
  std::optional<barrier> before;        // not_due (see `until`), no_room, no_turn
  milliseconds item{};                  // no_room: how long its next item takes
  bool operator==(const absence&) const = default;
};

struct explanation {
  std::optional<presence> now;  // nothing: the screen is closed
  std::optional<utc_ms> opens;  // when closed: when it opens next, if within two years
  std::vector<absence> others;  // every campaign but the one that is on, in the programme's order
};

// `on` is an element of p.screens; `p` must be free of bad references. Takes the time of one day's timeline,
// and for each campaign which is not active that of looking through its days up to the next on which it is.
explanation explain(const programme::programme& p, const programme::screen& on, utc_ms at);

// The names as above: "other_screens", "campaign_begins".
std::string_view to_string(why_not reason);
std::string_view to_string(barrier_kind kind);

}  // namespace bangtin::playlists::analysis
