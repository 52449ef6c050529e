// The screens that are paired, and what each one last reported of itself.
//
// Reached through `ledger::screens()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::ledger {

struct paired_screen {
  std::string name, title, venue;
  public_key key, root;
  digest token_sha256;
  evidence::signed_text certificate;
  digest tag;
  utc_ms paired{};
  bool operator==(const paired_screen&) const = default;
};

// What a screen last reported of itself.
struct screen_report {
  utc_ms last_seen{};                // when it arrived, by our clock
  std::int64_t clock_offset_ms = 0;  // the screen's clock minus ours at that time
  wire::screen_status status;
  bool operator==(const screen_report&) const = default;
};

class screen_ledger {
 public:
  virtual ~screen_ledger() = default;

  // In the order of their names.
  virtual result<std::vector<paired_screen>> all() = 0;
  // Replaces a screen of the same name, and forgets what that one reported. Pins `screen.root` as the site's
  // when none is pinned; errc::verification when another is.
  virtual result<void> pair(const paired_screen& screen) = 0;
  // Nothing when the screen has not reported yet, or is not paired, or when an older version of this program
  // stored a report that this one cannot read: the screen sends another one soon.
  virtual result<std::optional<screen_report>> report_of(const std::string& screen) = 0;
  // Replaces the report. Does nothing when no such screen is paired.
  virtual result<void> set_report(const std::string& screen, const screen_report& report) = 0;
};

}  // namespace bangtin::scheduler::ledger
