// The keys with which the daemon has signed receipts: the one in force, and those before it, which the site
// statement names (docs/formats.md, "Site statements"). Plain values; any thread may use them.
#pragma once

#include <optional>
#include <vector>

#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::scheduler::api {

class daemon_keys {
 public:
  daemon_keys(const public_key& only) : all_{only} {}  // NOLINT: where there was never another one
  // The one in force comes first. Precondition: not empty.
  explicit daemon_keys(std::vector<public_key> all) : all_(std::move(all)) {}

  const public_key& in_force() const { return all_.front(); }
  // Which of the keys has signed it; empty: none.
  std::optional<public_key> signer_of(const evidence::signed_text& note) const;
  bool have_signed(const evidence::signed_text& note) const { return signer_of(note).has_value(); }

 private:
  std::vector<public_key> all_;
};

}  // namespace bangtin::scheduler::api
