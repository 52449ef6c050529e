// The hash chain of the audit log; docs/formats.md has the format ("The audit log"). Pure.
#pragma once

#include <cstdint>

#include "scheduler/ledger/audit_ledger.hpp"

namespace bangtin::scheduler::ledger {

// The hash before the first line.
digest first_audit_hash();
// The hash of the chain up to this line, given that up to the line before.
digest next_audit_hash(const digest& before, std::int64_t number, const audit_line& line);

}  // namespace bangtin::scheduler::ledger
