// Emergency notices and stops as approvers signed them, and what each screen said about them.
//
// Use it through `ledger::notices()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. No call changes or removes a notice.
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

// An emergency notice or a stop, as the daemon received it.
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
  message refused;  // empty: the screen accepted it
  bool operator==(const acknowledgement&) const = default;
};

class notice_ledger {
 public:
  virtual ~notice_ledger() = default;

  // The notices that expire after `valid_after`, greatest number first, at most `max`.
  virtual result<std::vector<stored_notice>> newest(utc_ms valid_after, int max) = 0;
  // The greatest number; 0 when there is no notice.
  virtual result<std::int64_t> newest_number() = 0;
  // Stores a notice. Pins `root` as the site's root key when none is pinned; errc::verification when another
  // one is. errc::conflict unless the number is greater than that of every stored notice and the id is new.
  virtual result<void> add(const stored_notice& notice, const public_key& root) = 0;
  // What screens said about one notice, ordered by the screens' names; empty for an unknown id.
  virtual result<std::vector<acknowledgement>> acknowledgements(const std::string& id) = 0;
  // Merges the acknowledgement with what the screen has said before: the first `shown` stays; a later `ended`
  // and the latest `refused` replace the stored ones. Returns true when the screen says for the first time
  // that it shows the notice or that it refuses it: then the caller adds an audit line. errc::not_found when
  // there is no such notice.
  virtual result<bool> acknowledge(const std::string& screen, const wire::acknowledgement& said) = 0;
};

}  // namespace bangtin::scheduler::ledger
