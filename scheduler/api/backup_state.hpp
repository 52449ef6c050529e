// How the nightly backup does, for the status and the figures. A plain value; the daemon owns it, and only
// the network's thread uses it.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::api {

struct backup_state {
  bool on = false;                 // a folder for it is configured
  std::optional<utc_ms> newest{};  // when the newest whole one was made
  std::optional<error> failure{};  // of the last try; empty: it succeeded, or none was made yet
};

}  // namespace bangtin::scheduler::api
