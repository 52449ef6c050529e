// Verifies an evidence file while it is written: the same rows that became lines of the file, so each record
// is read once, and nothing can change between the check and the file. A file in which anything is wrong is
// dropped by its writer, what does not verify is set aside, and the file is made again.
//
// Pure. One thread at a time may use it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/signing.hpp"
#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/ledger_check.hpp"

namespace bangtin::scheduler::api {

// A section that does not verify. ledger_checker::check_log finds out from which record on.
struct damaged_section {
  std::string log;
  std::int64_t first = 0, last = 0;
  bool operator==(const damaged_section&) const = default;
};

class export_check {
 public:
  // `daemon`: whose receipts these are. `e` must be planned, and outlive this object.
  export_check(const evidence_export& e, secret_key daemon) : export_(e), daemon_(std::move(daemon)) {}

  // Verifies the parts that the export read next, in their order: the chain, the columns beside each line,
  // each receipt, and at a section's end the head, which the screen signed. Returns the first section that
  // does not verify.
  std::optional<damaged_section> verify(std::span<const export_part> parts);

 private:
  bool holds(const export_part& part, const export_section& s);

  const evidence_export& export_;
  secret_key daemon_;
  std::optional<std::size_t> section_;  // to which done_ and receipts_ belong
  verified_to done_;
  ledger::receipt_figures receipts_;
};

}  // namespace bangtin::scheduler::api
