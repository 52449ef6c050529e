// What a programme names and the loaded plan does not have: tasks of campaigns, themes of items, venues of
// screens. Part of "check".
#pragma once

#include <vector>

#include "evidence/report/plan.hpp"
#include "playlists/analysis/finding.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// One warning for each, with the nearest code of the plan; in the programme's order. A list that the plan
// leaves empty says nothing. Pure.
std::vector<playlists::analysis::finding> compare_with_plan(const playlists::programme::programme& p,
                                                            const evidence::report::plan& plan);

}  // namespace bangtin::admin_cli::commands
