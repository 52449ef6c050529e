// The plan by which reports are set, the reports that were handed out, and how far the logs reach into a
// month.
//
// Use it through `ledger::reports()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. No call changes or removes a report that was handed out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "evidence/chain.hpp"

namespace bangtin::scheduler::ledger {

// What a report said of one screen.
struct reported_screen {
  std::string screen;
  std::int64_t plays = 0;   // that count
  std::int64_t starts = 0;  // plays, partial, failed and uncounted together
  digest figures{};         // of all that the report said of the screen; all zero: not known
  bool operator==(const reported_screen&) const = default;
};

// A month's report as it was handed out. `rows` is the digest of everything in it that records decide.
struct handed_out_report {
  std::string month;  // "2026-10"
  int revision = 1;
  digest rows;
  utc_ms at{};                           // when it was handed out first
  std::vector<reported_screen> screens;  // by name
  std::vector<evidence::head> heads;     // by log
  digest evidence{};                     // of the evidence file that it names; all zero: it names none yet
  bool operator==(const handed_out_report&) const = default;
};

// How far a log reaches: its newest play in a time, by the record that ends it, or by its START where it has
// no END yet.
struct log_reach {
  std::string log, screen;
  std::int64_t seq = 0;
  clock_trust trust = clock_trust::unsynced;  // of that play's time
  bool operator==(const log_reach&) const = default;
};

class report_ledger {
 public:
  virtual ~report_ledger() = default;

  // The plan's JSON as it was set; empty before the first.
  virtual result<std::optional<std::string>> plan() = 0;
  // The plan that there was becomes the previous one.
  virtual result<void> set_plan(const std::string& json) = 0;
  // The plan that the present one replaced; empty before the second.
  virtual result<std::optional<std::string>> previous_plan() = 0;

  // The reports of that month that were handed out, by revision.
  virtual result<std::vector<handed_out_report>> handed_out(const std::string& month) = 0;
  // errc::conflict unless its revision is the month's newest + 1.
  virtual result<void> hand_out(const handed_out_report& report) = 0;
  // Sets which evidence file a revision names. errc::conflict if it names one already, or is unknown.
  virtual result<void> name_evidence(const std::string& month, int revision, const digest& evidence) = 0;

  // The logs with a judged START that is counted in the local days [from, to), by name.
  virtual result<std::vector<log_reach>> reach(std::chrono::local_days from, std::chrono::local_days to) = 0;
  // The oldest receipt for a head of the log at `seq` or after it; empty when there is none.
  virtual result<std::optional<evidence::signed_text>> receipt_from(const std::string& log,
                                                                    std::int64_t seq) = 0;
};

}  // namespace bangtin::scheduler::ledger
