// The JSON fields of each value in plays.hpp. described.hpp explains the notation.
#include "wire/admin/plays.hpp"

#include <algorithm>
#include <array>

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

namespace {

constexpr member_rules grouped{.presence = presence::when_set, .about = "where plays are grouped by it"};

constexpr std::array<play_grouping, 7> groupings{{{"task", &play_count::task},
                                                  {"theme", &play_count::theme},
                                                  {"campaign", &play_count::campaign},
                                                  {"screen", &play_count::screen},
                                                  {"venue", &play_count::venue},
                                                  {"media", &play_count::media},
                                                  {"day", &play_count::day}}};

}  // namespace

template <>
inline constexpr auto description<play_count> =
    object("play_count", "Plays with the same values in the columns by which they are grouped.",
           member("task", &play_count::task, grouped), member("theme", &play_count::theme, grouped),
           member("campaign", &play_count::campaign, grouped), member("screen", &play_count::screen, grouped),
           member("venue", &play_count::venue, grouped), member("media", &play_count::media, grouped),
           member("day", &play_count::day, grouped), member("plays", &play_count::plays),
           member("airtime_s", &play_count::airtime_s, {.about = "of the plays that count"}),
           member("partial", &play_count::partial), member("failed", &play_count::failed));
template struct codec<play_count>;

std::span<const play_grouping> play_groupings() {
  return groupings;
}

const play_grouping* find_play_grouping(std::string_view name) {
  auto found =
      std::find_if(groupings.begin(), groupings.end(), [&](const auto& g) { return g.name == name; });
  return found == groupings.end() ? nullptr : &*found;
}

}  // namespace bangtin::wire::admin
