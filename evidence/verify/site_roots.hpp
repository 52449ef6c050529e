// The root keys that a site has had one after the other, as the `succession` lines of an evidence file say it
// (docs/formats.md, "A new root key"). Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "wire/root_succession.hpp"

namespace bangtin::evidence::checker {

class site_roots {
 public:
  // Adds the next succession. False when it does not follow those before it, or one of its two signatures
  // does not hold; then no root counts as an earlier one any more.
  bool add(wire::signed_succession s);
  // The root in force; empty without a succession, or when one does not hold.
  std::optional<public_key> newest() const;
  // When an earlier root was succeeded by the next one; empty for every other key.
  std::optional<utc_ms> succeeded(const public_key& earlier) const;

 private:
  bool holds_ = true;
  wire::root_chain chain_;
  std::vector<public_key> roots_;    // from the first to the newest
  std::vector<utc_ms> successions_;  // when each of them but the newest was succeeded
};

}  // namespace bangtin::evidence::checker
