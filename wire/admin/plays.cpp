// The JSON fields of each value in plays.hpp. described.hpp explains the notation.
#include "wire/admin/plays.hpp"

#include <algorithm>
#include <array>

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

namespace {

constexpr member_rules grouped{.presence = presence::when_set, .about = "where plays are grouped by it"};

constexpr std::array<play_grouping, 8> groupings{{{"task", &play_count::task},
                                                  {"theme", &play_count::theme},
                                                  {"campaign", &play_count::campaign},
                                                  {"screen", &play_count::screen},
                                                  {"venue", &play_count::venue},
                                                  {"media", &play_count::media},
                                                  {"day", &play_count::day},
                                                  {"hour", &play_count::hour}}};

}  // namespace

template <>
inline constexpr auto description<play_count> = object(
    "play_count", "Plays with the same values in the columns by which they are grouped.",
    member("task", &play_count::task, grouped), member("theme", &play_count::theme, grouped),
    member("campaign", &play_count::campaign, grouped), member("screen", &play_count::screen, grouped),
    member("venue", &play_count::venue, grouped), member("media", &play_count::media, grouped),
    member("day", &play_count::day, grouped), member("hour", &play_count::hour, grouped),
    member("title", &play_count::title,
           {.presence = presence::when_set, .about = "of the media item, where plays are grouped by it"}),
    member("plays", &play_count::plays),
    member("airtime_s", &play_count::airtime_s, {.about = "of the plays that count"}),
    member("partial", &play_count::partial), member("failed", &play_count::failed),
    member("uncounted", &play_count::uncounted,
           {.presence = presence::newer, .about = "STARTs that nothing supports"}));
template struct codec<play_count>;

template <>
inline constexpr auto description<play_shortfall> =
    object("play_shortfall", "Plays that do not count for one reason.",
           member("reason", &play_shortfall::reason, {.about = "a stable word"}),
           member("partial", &play_shortfall::partial), member("failed", &play_shortfall::failed),
           member("uncounted", &play_shortfall::uncounted));
template struct codec<play_shortfall>;

template <>
inline constexpr auto description<play_shortfalls> =
    object("play_shortfalls", "Why plays of a month do not count.",
           member("month", &play_shortfalls::month, {.about = "YYYY-MM"}),
           member("reasons", &play_shortfalls::reasons, {.about = "the most frequent first"}),
           member("near_edge", &play_shortfalls::near_edge,
                  {.about = "counted plays whose uncertain time may belong to the month before or after"}));
template struct codec<play_shortfalls>;

template <>
inline constexpr auto description<play_difference> =
    object("play_difference", "A row of the counts that the records do not confirm.",
           member("day", &play_difference::day), member("hour", &play_difference::hour),
           member("screen", &play_difference::screen), member("campaign", &play_difference::campaign),
           member("media", &play_difference::media), member("reason", &play_difference::reason),
           member("stored", &play_difference::stored, {.about = "STARTs"}),
           member("recounted", &play_difference::recounted, {.about = "STARTs"}));
template struct codec<play_difference>;

template <>
inline constexpr auto description<play_recount> =
    object("play_recount", "Whether the counts are those of the records.",
           member("equal", &play_recount::equal), member("starts", &play_recount::starts),
           member("differences", &play_recount::differences, {.about = "the first of them"}));
template struct codec<play_recount>;

template <>
inline constexpr auto description<play_compliance> = object(
    "play_compliance", "Planned against shown time of one campaign on one screen.",
    member("screen", &play_compliance::screen), member("campaign", &play_compliance::campaign),
    member("planned_s", &play_compliance::planned_s,
           {.about = "shown + partial + failed + off + interrupted + unknown"}),
    member("shown_s", &play_compliance::shown_s), member("partial_s", &play_compliance::partial_s),
    member("failed_s", &play_compliance::failed_s),
    member("off_s", &play_compliance::off_s, {.about = "the display was off, or the player did not run"}),
    member("offline_s", &play_compliance::offline_s,
           {.about = "a part of shown_s: the daemon could not be reached"}),
    member("interrupted_s", &play_compliance::interrupted_s, {.about = "by an emergency notice"}),
    member("unknown_s", &play_compliance::unknown_s, {.about = "no record tells"}),
    member("cause", &play_compliance::cause,
           {.about = "a stable word for most of what is missing; empty when nothing is"}));
template struct codec<play_compliance>;

template <>
inline constexpr auto description<missing_hour> =
    object("missing_hour", "An hour in which planned time was not shown.",
           member("screen", &missing_hour::screen), member("hour", &missing_hour::hour),
           member("planned_s", &missing_hour::planned_s), member("missing_s", &missing_hour::missing_s),
           member("cause", &missing_hour::cause, {.about = "a stable word"}));
template struct codec<missing_hour>;

template <>
inline constexpr auto description<shown_record> = object(
    "shown_record", "What evidence says that a screen showed at an instant.",
    member("screen", &shown_record::screen), member("at", &shown_record::at),
    member("verdict", &shown_record::verdict, {.about = "ours, dark, nothing or unknown"}),
    member("reason", &shown_record::reason, {.about = "a stable word"}),
    member("near_a_change", &shown_record::near_a_change,
           {.about = "by the clock's uncertainty the item before or after is possible too"}),
    member("media", &shown_record::media), member("title", &shown_record::title),
    member("campaign", &shown_record::campaign),
    member("programme", &shown_record::programme, {.about = "its digest"}),
    member("version", &shown_record::version, {.about = "of the programme"}),
    member("approver", &shown_record::approver), member("approved", &shown_record::approved),
    member("began", &shown_record::began), member("ended", &shown_record::ended),
    member("bound_ms", &shown_record::bound_ms, {.about = "how far the times can be off"}),
    member("log", &shown_record::log), member("seq", &shown_record::seq),
    member("end_seq", &shown_record::end_seq,
           {.presence = presence::newer, .about = "of the END of the play; `seq` is its START"}),
    member("planned", &shown_record::planned, {.about = "whether the programme has this play"}),
    member("head_seq", &shown_record::head_seq, {.about = "of the first receipted head that covers it"}),
    member("head_hash", &shown_record::head_hash),
    member("received", &shown_record::received, {.about = "when that receipt was given"}),
    member("notice", &shown_record::notice, {.about = "the emergency notice on show"}),
    member("text", &shown_record::text, {.about = "of the notice"}));
template struct codec<shown_record>;

std::span<const play_grouping> play_groupings() {
  return groupings;
}

const play_grouping* find_play_grouping(std::string_view name) {
  auto found =
      std::find_if(groupings.begin(), groupings.end(), [&](const auto& g) { return g.name == name; });
  return found == groupings.end() ? nullptr : &*found;
}

}  // namespace bangtin::wire::admin
