// The site as a whole: GET /v1/site, GET /healthz. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

struct site {
  public_key daemon_key;
  std::optional<public_key> root;          // empty before the first pairing or approval
  std::string version;                     // of the daemon's program
  std::int64_t programme_version = 0;      // 0: nothing is published
  std::string timezone = "UTC";            // IANA name
  std::optional<utc_ms> programme_issued;  // when it was approved, by the approver's clock
  std::optional<utc_ms> now{};             // by the daemon's clock; empty: an older daemon
  std::string clock{};                     // the daemon's: "synced", "unsynced", or empty: an older daemon
  bool operator==(const site&) const = default;
};

struct health {
  std::string status = "ok";
  bool operator==(const health&) const = default;
};

}  // namespace bangtin::wire::admin
