// Checks that no line of the audit log was changed or taken away since it was written: reads the whole log in
// pieces, so that it delays nobody, and computes the chain again (docs/formats.md, "The audit log").
#pragma once

#include <cstdint>
#include <optional>

#include "scheduler/ledger/audit_chain.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// Not thread-safe. An object checks the log once.
class audit_check {
 public:
  static constexpr int lines_per_piece = 1000;

  // Checks the next lines. False: that was the last piece, or a fault was found. Call it on the ledger's
  // thread.
  result<bool> next_piece(ledger::ledger& l);

  // The first thing that is wrong; empty as long as there is none.
  const std::optional<message>& fault() const { return fault_; }
  // The last line that was checked.
  const ledger::audit_tip& checked() const { return checked_; }

 private:
  ledger::audit_tip checked_{0, ledger::first_audit_hash()};
  std::optional<message> fault_;
};

}  // namespace bangtin::scheduler::api
