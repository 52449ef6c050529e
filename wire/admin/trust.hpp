// The site statement and which screens obey it: /v1/trust. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"
#include "wire/root_succession.hpp"

namespace bangtin::wire::admin {

// The body of POST /v1/trust.
struct trust_order {
  std::string text;  // a wire::site_trust
  bangtin::signature signature;
  public_key root;  // signed it
  bool operator==(const trust_order&) const = default;
};

// A paired screen, and the number of the statement that it says it keeps.
struct trust_screen {
  std::string name;
  // Empty: it has not asked since the daemon's start, or its player is too old. 0: it keeps none.
  std::optional<std::int64_t> number;
  std::optional<utc_ms> last_seen;
  bool operator==(const trust_screen&) const = default;
};

// The answer of GET /v1/trust, and of POST.
struct trust_state {
  std::string text;                             // of the statement in force; empty: there is none
  std::optional<bangtin::signature> signature;  // of it, by root
  std::vector<trust_screen> screens;            // ascending by name
  root_chain roots{};                           // how the root that signed it followed those before it
  bool operator==(const trust_state&) const = default;
};

// The answer of GET /v1/certificates: every certificate that the daemon has stored, once.
struct certificate_list {
  std::vector<signed_text> approvers, screens;
  bool operator==(const certificate_list&) const = default;
};

// The body of POST /v1/root: a new root key takes over. The new root has signed the statement and every
// certificate of certificate_list.
struct root_order {
  std::string text;  // a wire::site_trust
  bangtin::signature signature;
  public_key root;                   // the new one
  root_chain roots;                  // leads to it; with the approvers' certificates
  std::vector<signed_text> screens;  // their certificates
  bool operator==(const root_order&) const = default;
};

// The answer of POST /v1/daemon-key.
struct daemon_key_pair {
  public_key now;   // in force
  public_key next;  // signs once root has named it
  bool operator==(const daemon_key_pair&) const = default;
};

}  // namespace bangtin::wire::admin
