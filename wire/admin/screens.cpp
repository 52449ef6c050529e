// The JSON fields of each value in screens.hpp. described.hpp explains the notation.
#include "wire/admin/screens.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

std::string_view to_string(pairing_kind k) {
  if (k == pairing_kind::paired) return "paired";
  return k == pairing_kind::unpaired ? "unpaired" : "none";
}

template <>
struct enum_names<pairing_kind> {
  static std::vector<pairing_kind> all() {
    return {pairing_kind::paired, pairing_kind::unpaired, pairing_kind::none};
  }
};
template <>
struct json_of<pairing_kind> : json_of_enum<pairing_kind> {};

template <>
inline constexpr auto description<pairing_state> = object("pairing_state", "The request waits for a person.",
                                                          member("status", &pairing_state::status));
template struct codec<pairing_state>;

template <>
inline constexpr auto description<waiting_screen> = object(
    "waiting_screen", "A player that asks to be paired.", member("screen_key", &waiting_screen::screen_key),
    member("version", &waiting_screen::version, {.about = "of the player's program"}),
    member("seen", &waiting_screen::seen),
    member("address", &waiting_screen::address, {.presence = presence::newer}),
    member("screen", &waiting_screen::screen,
           {.presence = presence::newer, .about = "that this machine is or was here; empty: none"}),
    member("root", &waiting_screen::root,
           {.presence = presence::newer, .about = "of the site that it belongs to; null: none yet"}),
    member("certified", &waiting_screen::certified,
           {.presence = presence::newer, .about = "when its certificate was issued; null: it has none"}));
template struct codec<waiting_screen>;

template <>
inline constexpr auto description<pairing_order> = object(
    "pairing_order", "Pairs the screen that shows a code.", member("screen_key", &pairing_order::screen_key),
    member("root", &pairing_order::root),
    member("tag", &pairing_order::tag, {.about = "proves to the screen that its code was known"}),
    member("name", &pairing_order::name, {.max = 100}), member("title", &pairing_order::title, {.max = 1000}),
    member("venue", &pairing_order::venue, {.max = 1000}),
    member("certificate", &pairing_order::certificate, {.about = "of the screen, signed by root"}),
    member("replace", &pairing_order::replace,
           {.presence = presence::when_set, .about = "takes the name from the screen that has it"}),
    member("tag_2", &pairing_order::tag_2,
           {.presence = presence::when_set, .about = "the same as tag, and covers the daemon's authority"}));
template struct codec<pairing_order>;

template <>
inline constexpr auto description<paired_screen> = object("paired_screen", "The screen is paired.",
                                                          member("name", &paired_screen::name),
                                                          member("title", &paired_screen::title),
                                                          member("venue", &paired_screen::venue),
                                                          member("paired", &paired_screen::paired));
template struct codec<paired_screen>;

template <>
inline constexpr auto description<reported_problem> = object(
    "reported_problem", "Something that a person should look at.", member("what", &reported_problem::what),
    member("remedy", &reported_problem::remedy, {.presence = presence::newer}));
template struct codec<reported_problem>;

// For a screen without a report, older daemons leave these fields out or send null.
template <>
inline constexpr auto description<screen> = object(
    "screen", "A paired screen and what it reports of itself.", member("name", &screen::name),
    member("title", &screen::title, {.presence = presence::newer}),
    member("venue", &screen::venue, {.presence = presence::newer}),
    member("paired", &screen::paired, {.presence = presence::newer}),
    member("last_seen", &screen::last_seen, {.presence = presence::newer, .about = "null: not heard of yet"}),
    member("version", &screen::version, {.presence = presence::newer, .about = "of its program"}),
    member("programme_version", &screen::programme_version, {.presence = presence::newer}),
    member("now_playing", &screen::now_playing, {.presence = presence::newer}),
    member("campaign", &screen::campaign, {.presence = presence::newer}),
    member("problem", &screen::problem, {.presence = presence::newer}),
    member("unsent_records", &screen::unsent_records, {.presence = presence::newer}),
    member("disk_free_bytes", &screen::disk_free_bytes, {.presence = presence::newer}),
    member("disk_total_bytes", &screen::disk_total_bytes,
           {.presence = presence::newer, .about = "0: not known"}),
    member("frames_dropped", &screen::frames_dropped, {.presence = presence::newer}),
    member("output", &screen::output,
           {.presence = presence::newer, .about = "connected, disconnected, unknown or empty"}),
    member("temperature_mc", &screen::temperature_mc,
           {.min = -1'000'000,
            .max = 1'000'000,
            .presence = presence::newer,
            .about = "thousandths of a degree Celsius; null: no sensor"}),
    member("clock", &screen::clock, {.presence = presence::newer, .about = "synced, estimated or unsynced"}),
    member("clock_offset_ms", &screen::clock_offset_ms,
           {.min = -max_integer, .presence = presence::newer, .about = "its clock less the daemon's"}),
    member("clock_bound_ms", &screen::clock_bound_ms,
           {.presence = presence::newer, .about = "how far an estimated clock can be off; else null"}),
    member("alarms", &screen::alarms, {.presence = presence::newer, .about = "of its evidence"}),
    member("programme_format", &screen::programme_format,
           {.min = 1, .presence = presence::newer, .about = "the newest format of programmes that it reads"}),
    member("next_version", &screen::next_version,
           {.presence = presence::newer, .about = "of the programme that it fetches; 0: of none"}),
    member("fetch_bytes", &screen::fetch_bytes,
           {.presence = presence::newer, .about = "of all files of that programme"}),
    member("fetch_missing_bytes", &screen::fetch_missing_bytes,
           {.presence = presence::newer, .about = "those that have not arrived"}),
    member("fetch_bytes_per_s", &screen::fetch_bytes_per_s, {.presence = presence::newer, .about = "lately"}),
    member("supply", &screen::supply,
           {.presence = presence::newer, .about = "slow, withheld, frozen, or empty for well"}),
    member("changeover_version", &screen::changeover_version,
           {.presence = presence::newer, .about = "of the programme it changes over to; 0: to none"}),
    member("changeover", &screen::changeover, {.presence = presence::newer, .about = "when"}),
    member("pairing", &screen::pairing, {.presence = presence::newer, .about = "its state of pairing"}),
    member("in_programme", &screen::in_programme,
           {.presence = presence::newer, .about = "whether the published programme names it"}),
    member("shown_since", &screen::shown_since,
           {.presence = presence::newer, .about = "when it first reported what it shows; null: not known"}),
    member("playing_title", &screen::playing_title,
           {.presence = presence::newer, .about = "of what it shows, in the published programme; or empty"}),
    member("carried", &screen::carried,
           {.presence = presence::newer, .about = "its last report came by USB stick"}),
    member(
        "state", &screen::state,
        {.max = 16, .presence = presence::newer, .about = "the daemon's judgement in one word, or empty"}));
template struct codec<screen>;

}  // namespace bangtin::wire::admin
