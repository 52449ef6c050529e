// The JSON fields of each value in site.hpp. described.hpp explains the notation.
#include "wire/admin/site.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

extern template struct codec<reported_problem>;  // screens.cpp has it

template <>
inline constexpr auto description<waiting_programme> =
    object("waiting_programme", "A programme that waits for a second signature.",
           member("version", &waiting_programme::version),
           member("identity", &waiting_programme::programme_digest,
                  {.about = "SHA-256 of the programme's canonical bytes"}),
           member("approver", &waiting_programme::approver, {.about = "who has signed it"}),
           member("issued", &waiting_programme::issued), member("stored", &waiting_programme::stored));
template struct codec<waiting_programme>;

template <>
inline constexpr auto description<site> = object(
    "site", "Keys and versions of the site.", member("daemon_key", &site::daemon_key),
    member("root", &site::root,
           {.presence = presence::newer, .about = "null before the first pairing or approval"}),
    member("version", &site::version, {.about = "of the daemon's program"}),
    member("programme_version", &site::programme_version,
           {.presence = presence::newer, .about = "0: nothing is published"}),
    member("programme_issued", &site::programme_issued,
           {.presence = presence::newer, .about = "when it was approved; null: nothing is published"}),
    member("timezone", &site::timezone, {.presence = presence::newer, .about = "IANA name"}),
    member("now", &site::now, {.presence = presence::newer, .about = "by the daemon's clock"}),
    member("clock", &site::clock, {.presence = presence::newer, .about = "the daemon's: synced or unsynced"}),
    member("problems", &site::problems,
           {.presence = presence::when_set, .about = "of its ledger, that a person should look at"}),
    member("ledger_checked", &site::ledger_checked,
           {.presence = presence::when_set, .about = "when the whole ledger was last checked"}),
    member("pairing", &site::pairing,
           {.min = 1, .presence = presence::newer, .about = "the newest form of pairing that it hands on"}),
    member("authority", &site::authority,
           {.presence = presence::when_set, .about = "SHA-256 of the authority of its TLS certificates"}),
    member("address", &site::address,
           {.presence = presence::when_set, .about = "where others reach it over TLS"}),
    member("approvals", &site::approvals,
           {.presence = presence::newer, .about = "how many approvers must sign a programme"}),
    member("waiting", &site::waiting,
           {.presence = presence::when_set, .about = "the programme that waits for a second signature"}),
    member("alerts", &site::alerts,
           {.presence = presence::when_set, .about = "whether anybody is told of alerts: on or off"}));
template struct codec<site>;

template <>
inline constexpr auto description<health> =
    object("health", "The daemon and its database answer.", member("status", &health::status),
           member("evidence", &health::evidence,
                  {.presence = presence::when_set,
                   .about = "doubt: records of a log do not verify; damaged: the database is"}));
template struct codec<health>;

}  // namespace bangtin::wire::admin
