// The draft that staff work on, and every programme that was published.
//
// Reached through `ledger::programmes()`; "ledger.hpp" states the rules about threads, transactions and
// errc::io that hold for every call. Published programmes are never changed and never removed; their versions
// are 1, 2, 3 and so on without a gap.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"

namespace bangtin::scheduler::ledger {

// A published programme without its text.
struct published_row {
  std::int64_t version = 0;
  digest programme_digest;
  std::string approver;
  utc_ms issued{}, expires{}, published{};
  bool operator==(const published_row&) const = default;
};

class programme_ledger {
 public:
  virtual ~programme_ledger() = default;

  // The draft's bytes as they came; nothing before the first one.
  virtual result<std::optional<std::string>> draft() = 0;
  // Replaces the draft.
  virtual result<void> set_draft(const std::string& bytes) = 0;

  // Newest version first.
  virtual result<std::vector<published_row>> published() = 0;
  // 0 when nothing is published.
  virtual result<std::int64_t> newest_version() = 0;
  // The wire::signed_programme as it is handed out; nothing when that version is not published.
  virtual result<std::optional<std::string>> json_of(std::int64_t version) = 0;
  // Pins `root` as the site's when none is pinned; errc::verification when another is. errc::conflict unless
  // the version is the newest + 1.
  virtual result<void> publish(const published_row& row, const std::string& json, const public_key& root) = 0;
};

}  // namespace bangtin::scheduler::ledger
