// Where one plan can give way to another: which segments of two plans look the same, and at which instants a
// plan can take over. Pure; all instants are wall-clock time. The conductor decides with it when a new
// programme arrives and when the wall clock steps.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "player/core/plan.hpp"
#include "player/core/schedule.hpp"

namespace bangtin::player::core {

// Less of an item than this is not worth joining, unless it is half of the item.
constexpr milliseconds min_join{1'500};
bool is_worth_joining(const segment& s, utc_ms at);

// The segment of `plan` that shows the same as `s`, in the same slot, at `at` or at the begin of `s` if that
// is later: the same file in the same way, with the same sound, link and subtitles. `s` is a segment of a
// schedule, `plan` one of `by`. Null if there is none, or if `s` was given up.
const segment* same_in(const std::vector<segment>& plan, const ready_programme& by,
                       const scheduled_segment& s, std::string_view screen, utc_ms at);

// The first instant at or after `from` at which `plan` can be joined; `from` if the plan ends before.
utc_ms first_join(const std::vector<segment>& plan, utc_ms from);

// The first instant within [from, to] at which a play of `current` ends or one of `plan` begins, and at which
// `plan` can be joined. Where there is none, the turn of a guide's page will do.
std::optional<utc_ms> first_boundary(const schedule& current, const std::vector<segment>& plan, utc_ms from,
                                     utc_ms to);

}  // namespace bangtin::player::core
