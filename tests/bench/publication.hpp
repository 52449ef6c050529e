// Publishes a programme in a ledger, as an approver's signature would.
#pragma once

#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::bench {

// The approver's certificate begins an hour before the programme and ends with it. Throws std::runtime_error
// when the disk refuses.
void publish(scheduler::ledger::ledger& l, const playlists::programme::programme& p, const secret_key& root,
             const secret_key& approver);

}  // namespace bangtin::bench
