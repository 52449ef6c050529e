// Searches in stored records of which some may be damaged or missing, because their log is set aside. Call it
// on the ledger's thread; each call reads a bounded number of records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "evidence/record.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// The line as the record of the log with that seq; empty when it is anything else.
std::optional<evidence::record> legible(const std::string& log, const ledger::judged_line& line);

// The first legible record of first..last, or the last one. Empty when none is found near that end. The
// ledger's errors.
result<std::optional<evidence::record>> first_legible(ledger::ledger& l, const std::string& log,
                                                      std::int64_t first, std::int64_t last);
result<std::optional<evidence::record>> last_legible(ledger::ledger& l, const std::string& log,
                                                     std::int64_t first, std::int64_t last);

}  // namespace bangtin::scheduler::api
