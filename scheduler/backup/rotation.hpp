// When a nightly backup is due, and which ones go. The names of the files are all that it goes by, so a
// daemon that was off for some nights makes one as soon as it starts.
//
// Pure; any thread may call these functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace bangtin::scheduler::backup {

using std::chrono::local_days;

struct nightly_plan {
  milliseconds at = std::chrono::hours(2);  // of the local day
  // How many to keep: the newest ones, and the newest of each of the last weeks (from Monday) and months that
  // have one. At least one stays.
  int daily = 7, weekly = 4, monthly = 12;
};

// "bangtin-2026-11-30.tar".
std::string file_of(local_days night);
// The inverse; empty for any other name.
std::optional<local_days> night_of(std::string_view file);

// The night for which a backup is missing now; empty: none is due. Files from the future (the clock was
// wrong) do not count.
std::optional<local_days> due(local_days today, milliseconds time, const nightly_plan& plan,
                              const std::vector<local_days>& there);
// Those of them that may go, oldest first.
std::vector<local_days> superseded(const nightly_plan& plan, std::vector<local_days> there);

}  // namespace bangtin::scheduler::backup
