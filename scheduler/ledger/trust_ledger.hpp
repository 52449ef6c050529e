// The site statements (wire/site_trust.hpp), as root signed them, and the site's change to a new root key.
//
// Use it through `ledger::trust()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <optional>
#include <vector>

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

  // The approvers' certificates of all programmes and notices, and of the programme that waits: each text
  // once, ascending.
  virtual result<std::vector<evidence::signed_text>> approver_certificates() = 0;
  // A new root key takes over: pins `root` in place of the one before, replaces the statement, and gives
  // every stored certificate the signature that `certificates` has for its text. The caller has checked all
  // of it. What screens were handed at their pairing stays as it was. errc::conflict, and nothing is changed,
  // when a stored certificate is not among them.
  virtual result<void> succeed_root(const wire::trust_document& statement, const public_key& root,
                                    const std::vector<evidence::signed_text>& certificates) = 0;
};

}  // namespace bangtin::scheduler::ledger
