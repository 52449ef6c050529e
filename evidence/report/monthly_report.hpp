// The monthly report as values: what the files of every format (CSV, XLSX, PDF) are written from.
//
// The daemon collects it (scheduler/api/report). A writer takes it and nothing else: it reads no clock, so
// the same report always gives the same bytes. Plain values; any thread may use them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/message.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "evidence/counts.hpp"
#include "evidence/report/plan.hpp"

namespace bangtin::evidence::report {

// Planned against shown, of one campaign on one screen. `campaign` is empty for the slate. Without `planned`
// nothing was due; planned = shown + partial + failed + off + interrupted + unknown.
struct compliance_row {
  std::string screen, campaign;
  milliseconds planned{}, shown{}, partial{}, failed{};
  milliseconds off{};          // the display was off, or the player did not run
  milliseconds offline{};      // a part of `shown`: shown while the daemon could not be reached
  milliseconds interrupted{};  // an emergency notice was on show instead
  milliseconds unknown{};      // no record says what was shown
  std::string cause;           // a stable word for most of what is missing; empty when nothing is
  bool operator==(const compliance_row&) const = default;
};

// Plays that did not count, by their reason (a stable word; reason_text() has a sentence for people).
struct shortfall_row {
  std::string reason;
  std::int64_t partial = 0, failed = 0, uncounted = 0;
  bool operator==(const shortfall_row&) const = default;
};

// The newest link of a screen's log that belongs to the month, with our receipt's time.
struct head_row {
  std::string screen;
  evidence::head head;
  utc_ms received{};
  clock_trust trust = clock_trust::synced;  // of the time of its newest play in the month
  bool operator==(const head_row&) const = default;
};

// A file of the report that was handed out before this one, and the plays that came after it.
struct late_row {
  int revision = 1;  // the one that lacks them
  std::string screen;
  std::int64_t plays = 0;   // counted plays that arrived later
  std::int64_t others = 0;  // plays that do not count and arrived later
  // Neither: only other figures of the screen are known better, like its planned time without records.
  bool operator==(const late_row&) const = default;
};

struct monthly_report {
  std::chrono::year_month month{};
  std::string timezone;  // IANA name, of the site
  int revision = 1;      // 2 and more: records arrived after the report before it; 0: the month has not ended
  std::vector<late_row> late;
  plan the_plan;
  std::string number;                                // of the document; empty: left open for the pen
  std::optional<std::chrono::year_month_day> date;   // of the document; empty: left open
  count_table rows;                                  // by all columns but the hour
  std::map<std::string, std::string> screen_titles;  // by the screen's name
  std::vector<compliance_row> compliance;            // by screen, then campaign
  std::vector<shortfall_row> shortfalls;             // the most frequent first
  std::vector<head_row> heads;                       // by screen, then log
  digest evidence{};               // SHA-256 of the evidence file of the same month; all zero: not known
  std::optional<public_key> root;  // the site's root key, by which a stranger checks the certificates
};

// A sentence for people about a reason for which a play did not count, or a cause of missing airtime. An
// unknown word stands in the sentence as it is.
message reason_text(std::string_view reason);
// The same in Vietnamese whatever the process language: the official form has no other.
std::string reason_in_vietnamese(std::string_view reason);

}  // namespace bangtin::evidence::report
