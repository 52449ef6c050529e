// The messages of screens have their own strict codecs in wire/messages and wire/notice. This file describes
// them once more for their schemas; tests compare the two.
#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<pairing_request> =
    object("pairing_request", "A player asks to be paired.",
           member("lookup", &pairing_request::lookup, {.max = 4, .about = "the first half of its code"}),
           member("number", &pairing_request::number,
                  {.min = 1, .about = "greater than that of every earlier request of this key"}),
           member("root", &pairing_request::root, {.about = "of the screen's site; null: it has none yet"}),
           member("screen_key", &pairing_request::screen_key),
           member("signature", &pairing_request::signature, {.about = "of bangtin-pairing-request-1"}),
           member("token_sha256", &pairing_request::token_sha256, {.about = "of its bearer token"}),
           member("version", &pairing_request::version, {.max = 64, .about = "of the player's program"}));
template struct codec<pairing_request>;

template <>
inline constexpr auto description<pairing_grant> = object(
    "pairing_grant", "What a player learns once it is paired.",
    member("certificate", &pairing_grant::certificate, {.about = "of the screen, signed by root"}),
    member("daemon", &pairing_grant::daemon), member("root", &pairing_grant::root),
    member("screen", &pairing_grant::screen, {.max = 256, .about = "its name"}),
    member("tag", &pairing_grant::tag, {.about = "proves that its code was known"}),
    member("authority", &pairing_grant::authority,
           {.presence = presence::when_set, .about = "of the daemon's TLS certificates; with pairing=2"}),
    member("tag_2", &pairing_grant::tag_2,
           {.presence = presence::when_set, .about = "covers the authority too; with pairing=2"}));
template struct codec<pairing_grant>;

template <>
inline constexpr auto description<screen_status> = object(
    "screen_status", "What a screen reports of itself.", member("campaign", &screen_status::campaign),
    member("changeover_ms", &screen_status::changeover_ms,
           {.max = max_time_ms, .presence = presence::optional, .about = "0: not known"}),
    member("changeover_version", &screen_status::changeover_version,
           {.presence = presence::optional, .about = "of the programme it changes over to; 0: to none"}),
    member("clock", &screen_status::clock),
    member("clock_bound_ms", &screen_status::clock_bound_ms,
           {.presence = presence::when_set, .about = "how far an estimated clock can be off"}),
    member("disk_free_bytes", &screen_status::disk_free_bytes),
    member("disk_total_bytes", &screen_status::disk_total_bytes,
           {.presence = presence::optional, .about = "0: not known"}),
    member("fetch_bytes", &screen_status::fetch_bytes,
           {.presence = presence::optional, .about = "of all files of the programme that it fetches"}),
    member("fetch_bytes_per_s", &screen_status::fetch_bytes_per_s,
           {.presence = presence::optional, .about = "lately"}),
    member("fetch_missing_bytes", &screen_status::fetch_missing_bytes,
           {.presence = presence::optional, .about = "those that have not arrived"}),
    member("frames_dropped", &screen_status::frames_dropped),
    member("next_version", &screen_status::next_version,
           {.presence = presence::optional, .about = "of the programme that it fetches; 0: of none"}),
    member("now_playing", &screen_status::now_playing),
    member("output", &screen_status::output,
           {.max = 32, .presence = presence::optional, .about = "connected, disconnected, unknown or empty"}),
    member("problem", &screen_status::problem, {.about = "in English; empty: none"}),
    member("problem_remedy", &screen_status::problem_remedy),
    member("problem_what", &screen_status::problem_what),
    member("programme_format", &screen_status::programme_format,
           {.min = 1,
            .max = 1'000'000,
            .presence = presence::optional,
            .about = "the newest format of programmes that it reads"}),
    member("programme_version", &screen_status::programme_version),
    member("supply", &screen_status::supply,
           {.max = 32,
            .presence = presence::optional,
            .about = "how the daemon serves it: slow, withheld, frozen, or empty for well"}),
    member("temperature_mc", &screen_status::temperature_mc,
           {.min = -1'000'000,
            .max = 1'000'000,
            .presence = presence::optional,
            .about = "thousandths of a degree Celsius; null: no sensor"}),
    member("unsent_records", &screen_status::unsent_records),
    member("utc_ms", &screen_status::utc_ms_now, {.max = max_time_ms, .about = "the screen's clock"}),
    member("version", &screen_status::version, {.max = 64, .about = "of the player's program"}));
template struct codec<screen_status>;

template <>
inline constexpr auto description<screen_commands> =
    object("screen_calls", "What is wanted of a screen at once.",
           member("notices", &screen_commands::notices, {.about = "newer than the screen's, ascending"}),
           member("shot", &screen_commands::screenshot_request,
                  {.about = "the number of a wish for a screenshot; 0: none"}));
template struct codec<screen_commands>;

template <>
inline constexpr auto description<acknowledgement> =
    object("acknowledgement", "What a screen says about a notice.",
           member("notice", &acknowledgement::notice, {.max = 64, .about = "its id"}),
           member("shown", &acknowledgement::shown, {.presence = presence::optional}),
           member("ended", &acknowledgement::ended, {.presence = presence::optional}),
           member("refused", &acknowledgement::refused, {.about = "why it was not taken; empty: it was"}));
template struct codec<acknowledgement>;

}  // namespace bangtin::wire::admin
