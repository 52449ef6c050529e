// The newest screenshot of each screen.
//
// Use it through `ledger::screenshots()`; "ledger.hpp" states the rules about threads, transactions and
// errc::io that hold for every call.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::ledger {

// A screenshot as a screen sent it.
struct stored_screenshot {
  utc_ms at{};       // when it arrived
  std::string jpeg;  // the file's bytes
  bool operator==(const stored_screenshot&) const = default;
};

class screenshot_ledger {
 public:
  virtual ~screenshot_ledger() = default;

  // Replaces the screen's screenshot.
  virtual result<void> set(const std::string& screen, const stored_screenshot& screenshot) = 0;
  // Empty when the screen has not sent any.
  virtual result<std::optional<stored_screenshot>> newest_of(const std::string& screen) = 0;
};

}  // namespace bangtin::scheduler::ledger
