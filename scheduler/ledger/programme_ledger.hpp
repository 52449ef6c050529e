// The draft that staff work on, and every published programme.
//
// Use it through `ledger::programmes()`; "ledger.hpp" states the rules about threads, transactions and
// errc::io that hold for every call. No call changes or removes a published programme; the versions are 1, 2,
// 3 and so on without a gap.
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

  // The draft's bytes as they were set; empty before the first draft.
  virtual result<std::optional<std::string>> draft() = 0;
  // Replaces the draft.
  virtual result<void> set_draft(const std::string& bytes) = 0;

  // Newest version first.
  virtual result<std::vector<published_row>> published() = 0;
  // 0 when nothing is published.
  virtual result<std::int64_t> newest_version() = 0;
  // The JSON of the wire::signed_programme, as screens get it; empty when that version is not published.
  virtual result<std::optional<std::string>> json_of(std::int64_t version) = 0;
  // Stores a published programme. Pins `root` as the site's root key when none is pinned; errc::verification
  // when another one is. errc::conflict unless the version is the newest version + 1.
  virtual result<void> publish(const published_row& row, const std::string& json, const public_key& root) = 0;
};

}  // namespace bangtin::scheduler::ledger
