// The JSON fields of each value in schedule.hpp. described.hpp explains the notation.
#include "wire/admin/schedule.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<scheduled_slot> =
    object("scheduled_slot", "One item, or one page of a guide, on a screen.",
           member("from", &scheduled_slot::from), member("to", &scheduled_slot::to),
           member("campaign", &scheduled_slot::campaign, {.about = "null: the slate"}),
           member("media", &scheduled_slot::media), member("title", &scheduled_slot::title),
           member("item", &scheduled_slot::item, {.about = "its place in the playlist, from 0"}),
           member("page", &scheduled_slot::page, {.about = "of a guide, from 1; else 0"}),
           member("reason", &scheduled_slot::reason, {.max = 8, .about = "share, every or slate"}));
template struct codec<scheduled_slot>;

template <>
inline constexpr auto description<screen_schedule> = object(
    "screen_schedule", "What the published programme has for a screen.",
    member("screen", &screen_schedule::screen), member("version", &screen_schedule::version),
    member("slots", &screen_schedule::slots, {.about = "ascending; between them the screen is closed"}));
template struct codec<screen_schedule>;

}  // namespace bangtin::wire::admin
