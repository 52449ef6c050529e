// Counts, and the daemon's start, on a large ledger.
#pragma once

#include <cstdint>
#include <filesystem>

namespace bangtin::bench {

// Makes a ledger with so many records of one month under `folder`, prints what counts and start cost there,
// and deletes it.
void large_ledger(const std::filesystem::path& folder, std::int64_t records, int rounds);

}  // namespace bangtin::bench
