// Reads the plan file (plan.toml; docs/plan-file.md), as staff write it. Pure and thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "evidence/report/plan.hpp"
#include "playlists/text/diagnostic.hpp"

namespace bangtin::evidence::report {

struct parsed_plan {
  plan value;  // meaningful only if `diagnostics` is empty; then check_plan() accepts it
  std::vector<playlists::text::diagnostic> diagnostics;  // in the order of the text
};

constexpr std::size_t max_plan_bytes = 1024 * 1024;

// Never throws for bad input. Refuses what the programme file's reader refuses: unknown keys, wrong types,
// codes that are missing or stand twice, texts with control characters; each with line and column.
parsed_plan parse_plan(std::string_view text);

}  // namespace bangtin::evidence::report
