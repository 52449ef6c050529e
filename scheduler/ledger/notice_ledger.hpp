// Emergency notices and stops as approvers signed them, and what each screen said about them.
//
// Reached through `ledger::notices()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. Notices are never changed and never removed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::ledger {

// An emergency notice (or a stop) as it came.
struct stored_notice {
  wire::notice value;
  wire::signed_notice note;
  std::string approver;  // name
  utc_ms received{};
  bool operator==(const stored_notice&) const = default;
};

// What a screen said about one notice.
struct acknowledgement {
  std::string screen;
  std::optional<utc_ms> shown, ended;
  message refused;  // empty: the screen took it
  bool operator==(const acknowledgement&) const = default;
};

class notice_ledger {
 public:
  virtual ~notice_ledger() = default;

  // Those that expire after `valid_after`, greatest number first, at most `max`.
  virtual result<std::vector<stored_notice>> newest(utc_ms valid_after, int max) = 0;
  // The greatest number; 0 when there is no notice.
  virtual result<std::int64_t> newest_number() = 0;
  // Pins `root` as the site's when none is pinned; errc::verification when another is. errc::conflict unless
  // the number is greater than that of every other notice and the id is new.
  virtual result<void> add(const stored_notice& notice, const public_key& root) = 0;
  // What screens said about one notice, in the order of their names; empty for an unknown id.
  virtual result<std::vector<acknowledgement>> acknowledgements(const std::string& id) = 0;
  // Adds to what the screen has said: the first `shown` stays, a later `ended` and the latest `refused`
  // replace. True when the screen says for the first time that it shows the notice, or that it refuses it:
  // that deserves an audit line. errc::not_found when there is no such notice.
  virtual result<bool> acknowledge(const std::string& screen, const wire::acknowledgement& said) = 0;
};

}  // namespace bangtin::scheduler::ledger
