// The site as a whole: GET /v1/site, GET /healthz. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::wire::admin {

// A programme that one approver has signed, where a second signature is needed or wanted.
struct waiting_programme {
  std::int64_t version = 0;
  digest programme_digest;
  std::string approver;       // the one who has signed
  utc_ms issued{}, stored{};  // by the approver's clock, and by the daemon's
  bool operator==(const waiting_programme&) const = default;
};

struct site {
  public_key daemon_key;
  std::optional<public_key> root;            // empty before the first pairing or approval
  std::string version;                       // of the daemon's program
  std::int64_t programme_version = 0;        // 0: nothing is published
  std::string timezone = "UTC";              // IANA name
  std::optional<utc_ms> programme_issued;    // when it was approved, by the approver's clock
  std::optional<utc_ms> now{};               // by the daemon's clock; empty: an older daemon
  std::string clock{};                       // the daemon's: "synced", "unsynced", or empty: an older daemon
  std::vector<reported_problem> problems{};  // of its ledger
  std::optional<utc_ms> ledger_checked{};    // when the last check of the whole ledger ended; empty: none has
  std::int64_t pairing = 1;                  // the newest bangtin-pairing-N that the daemon hands on
  std::optional<digest> authority{};         // SHA-256 of the daemon's own TLS authority; empty: it has none
  // Where others reach the daemon over TLS, "https://10.0.0.5:8470"; empty: they do not.
  std::string address{};
  std::int64_t approvals = 1;  // how many approvers must sign a programme, as the daemon has it
  std::optional<waiting_programme> waiting{};
  std::string alerts{};  // "on", "off": somebody is told, or nobody; empty: an older daemon
  bool operator==(const site&) const = default;
};

struct health {
  std::string status = "ok";
  // "doubt" when the records of a log do not verify, "damaged" when the database's structure is; else empty.
  std::string evidence{};
  bool operator==(const health&) const = default;
};

}  // namespace bangtin::wire::admin
