// The draft that staff work on, the drafts before it, and every published programme.
//
// Use it through `ledger::programmes()`; "ledger.hpp" states the rules about threads, transactions and
// errc::io that hold for every call. No call changes or removes a published programme; the versions are 1, 2,
// 3 and so on without a gap.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"

namespace bangtin::scheduler::ledger {

// A published programme without its text.
struct published_row {
  std::int64_t version = 0;
  digest programme_digest;
  std::string approver;
  utc_ms issued{}, expires{}, published{};
  bool operator==(const published_row&) const = default;
};

// What a change of the draft was. The ledger keeps it and does not read it.
struct draft_step {
  std::string kind = "edit";  // the name of a wire::admin::draft_step_kind; empty: nobody kept it
  std::int64_t change = 0;    // the number of the change that an undo took back, or a redo made again
  bool operator==(const draft_step&) const = default;
};

// A draft that another one replaced, without its text.
struct kept_draft {
  std::int64_t number = 0;  // of the change that replaced it: 1, 2, 3 ...; none is used twice
  digest identity;          // SHA-256 of its bytes
  std::string who;          // changed it
  utc_ms replaced{};
  std::int64_t bytes = 0;
  draft_step step{};  // what the change was
  bool operator==(const kept_draft&) const = default;
};

// For how long, and how many replaced drafts are kept.
constexpr std::chrono::hours keep_replaced_drafts{30 * 24};
constexpr std::int64_t max_kept_drafts = 500;
constexpr std::int64_t max_kept_draft_bytes = 128 * 1024 * 1024;

// Who replaces the draft, when, what step that is, and how much is kept then.
struct draft_change {
  utc_ms at{};
  std::string who;
  draft_step step{};
  std::int64_t max_drafts = max_kept_drafts;
  std::int64_t max_bytes = max_kept_draft_bytes;  // of all of them together
};

// The programme that was exported to be signed on another machine.
struct exported_draft {
  std::string bytes;  // canonical, with its version
  bool two = false;   // a first signature makes it wait for a second one
  bool operator==(const exported_draft&) const = default;
};

class programme_ledger {
 public:
  virtual ~programme_ledger() = default;

  // The draft's bytes as they were set; empty before the first draft.
  virtual result<std::optional<std::string>> draft() = 0;
  // Replaces the draft.
  virtual result<void> set_draft(const std::string& bytes) = 0;

  // Keeps a copy of the draft, because `set_draft` is about to replace it; without a draft it keeps nothing.
  // Then it deletes the kept drafts that were replaced `keep_replaced_drafts` before or earlier, and the
  // oldest ones while there are more than `change` allows. Call it in the transaction of `set_draft`.
  virtual result<void> keep_draft(const draft_change& change) = 0;
  // The kept drafts that were replaced after `after` and have a number below `below`: newest first, at most
  // `max`.
  virtual result<std::vector<kept_draft>> kept_drafts(utc_ms after, std::int64_t below, int max) = 0;
  // The bytes of a kept draft; empty when there is none of that number.
  virtual result<std::optional<std::string>> kept_draft_bytes(std::int64_t number) = 0;

  // Newest version first.
  virtual result<std::vector<published_row>> published() = 0;
  // 0 when nothing is published.
  virtual result<std::int64_t> newest_version() = 0;
  // The JSON of the wire::signed_programme, as screens get it; empty when that version is not published.
  virtual result<std::optional<std::string>> json_of(std::int64_t version) = 0;
  // Stores a published programme. Pins `root` as the site's root key when none is pinned; errc::verification
  // when another one is. errc::conflict unless the version is the next one: the newest, or
  // `highest_elsewhere` where that is higher, + 1. Nothing waits any more.
  virtual result<void> publish(const published_row& row, const std::string& json, const public_key& root,
                               std::int64_t highest_elsewhere = 0) = 0;

  // The programme that one approver has signed and that waits for another's signature; `published` is when it
  // was stored. There is one at most.
  virtual result<std::optional<published_row>> waiting() = 0;
  // Its JSON, as json_of; empty when nothing waits.
  virtual result<std::optional<std::string>> waiting_json() = 0;
  // Replaces it. Same checks as publish().
  virtual result<void> put_waiting(const published_row& row, const std::string& json, const public_key& root,
                                   std::int64_t highest_elsewhere = 0) = 0;
  // errc::not_found when nothing waits.
  virtual result<void> drop_waiting() = 0;

  // What an approver signs on another machine, as it was exported last; empty when nothing is. A publication
  // ends it, because its version has been used.
  virtual result<std::optional<exported_draft>> exported() = 0;
  // Replaces it.
  virtual result<void> put_exported(const exported_draft& d) = 0;
};

}  // namespace bangtin::scheduler::ledger
