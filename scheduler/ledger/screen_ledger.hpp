// The paired and the unpaired screens, and the last status report of each.
//
// Use it through `ledger::screens()`; "ledger.hpp" states the rules about threads, transactions and errc::io
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
  std::optional<utc_ms> unpaired{};  // since then its token is worth nothing
  std::optional<digest> tag_2{};  // covers the daemon's TLS authority too; empty: an older command paired it
  bool operator==(const paired_screen&) const = default;
};

// A screen's last status report.
struct screen_report {
  utc_ms last_seen{};                // when it arrived, by our clock
  std::int64_t clock_offset_ms = 0;  // the screen's clock minus ours at that time
  wire::screen_status status;
  // When the first of the reports arrived that say without a break that it shows this; empty: not known.
  std::optional<utc_ms> shown_since{};
  // It came by USB stick: then `last_seen` is when the screen wrote it, by the screen's clock.
  bool carried = false;
  bool operator==(const screen_report&) const = default;
};

class screen_ledger {
 public:
  virtual ~screen_ledger() = default;

  // All screens that are or were paired and were not removed, ordered by name.
  virtual result<std::vector<paired_screen>> all() = 0;
  // Stores the screen. Replaces a screen of the same name together with its report. Pins `screen.root` as the
  // site's root key when none is pinned; errc::verification when another one is. Keeps the certificate for
  // evidence files, also when the screen is removed.
  virtual result<void> pair(const paired_screen& screen) = 0;
  // From now on its player must be paired again. Keeps its report. Does nothing to a screen that is unpaired
  // already; errc::not_found when there is no such screen.
  virtual result<void> unpair(const std::string& screen, utc_ms at) = 0;
  // Forgets the screen and its report. Its evidence stays. errc::not_found when there is no such screen.
  virtual result<void> remove(const std::string& screen) = 0;
  // Empty when the screen is not paired or has not reported yet. Also empty when an older version of this
  // program stored a report that this one cannot read; the screen sends a new report soon.
  virtual result<std::optional<screen_report>> report_of(const std::string& screen) = 0;
  // Replaces the report. Does nothing when no such screen is paired.
  virtual result<void> set_report(const std::string& screen, const screen_report& report) = 0;
};

}  // namespace bangtin::scheduler::ledger
