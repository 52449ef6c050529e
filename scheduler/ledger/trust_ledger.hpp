// The site statements (wire/site_trust.hpp), as root signed them.
//
// Use it through `ledger::trust()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::ledger {

class trust_ledger {
 public:
  virtual ~trust_ledger() = default;

  // The newest statement; empty before the first one.
  virtual result<std::optional<wire::trust_document>> newest() = 0;
  // Replaces it. The caller has checked that it may follow. Pins `root` as the site's root key when none is
  // pinned; errc::verification when another one is.
  virtual result<void> put(const wire::trust_document& statement, const public_key& root) = 0;
};

}  // namespace bangtin::scheduler::ledger
