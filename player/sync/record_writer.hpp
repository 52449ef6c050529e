// Writes the conductor's records into the journal: many in one commit, each END after its START. When the
// disk refuses for a while, records wait, and none is written twice. Not thread-safe; the journal thread owns
// it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "evidence/journal/journal.hpp"
#include "player/core/conductor.hpp"

namespace bangtin::player::sync {

using record_write = std::variant<core::write_start, core::write_end, core::write_note>;
using record_outcome = std::variant<core::start_durable, core::journal_failed>;

// Adds the plays of `gap` to `into`. False, and nothing changes, unless both are GAPs of the same reason that
// know how many plays they stand for.
bool merge_gap(evidence::record& into, const evidence::record& gap);

// The notes of a screen that has no journal now. GAPs of one reason become one; of more than 2,000 notes the
// oldest are dropped. Not thread-safe.
class unwritten_notes {
 public:
  // Keeps a note; a START or END is not kept.
  void add(const record_write& message);
  // Returns them, oldest first, and forgets them.
  std::vector<record_write> take();

 private:
  std::deque<evidence::record> notes_;
};

// The operations of evidence::journal that the writer needs, with the journal's errors. Tests have a twin
// that fails on request.
class journal_api {
 public:
  virtual ~journal_api() = default;
  virtual result<std::int64_t> append(std::span<evidence::record> records) = 0;
  virtual result<void> reopen() = 0;
  virtual std::int64_t last_seq() const = 0;
  virtual result<std::vector<evidence::record>> open_plays() const = 0;
};

class record_writer {
 public:
  // `book` must outlive it. `boot_reason`: what BOOT says, see evidence/output_rule.hpp.
  explicit record_writer(journal_api& book, std::string boot_reason = "start")
      : book_(book), boot_reason_(std::move(boot_reason)) {}

  // Call it once, first. Writes BOOT, and an END for each play that an earlier run left open; because nobody
  // knows what was seen of them, these ENDs claim nothing. `bound`: how far `now` can be off, if that is to
  // be written. Returns the journal's errors.
  result<void> begin(const time_reading& now, std::optional<milliseconds> bound = {});

  // Writes the records in order, in one commit, after those that wait. A START that could not be written is
  // answered with journal_failed, and its END is then ignored. ENDs and notes wait until the disk accepts
  // writes again; when 2,000 wait, the oldest is dropped. GAPs of one reason wait as one, whose `lost` is
  // their sum.
  std::vector<record_outcome> take(std::vector<record_write> messages);
  // Tries again to write the records that wait. True when none waits any more and the journal works.
  bool retry();
  std::size_t waiting() const { return waiting_.size(); }

  // Why the last write failed; empty after a write that succeeded.
  const std::optional<error>& problem() const { return problem_; }
  // The journal's file is gone or damaged, so that this writer can write nothing more. Open the journal again
  // with another writer, which takes `salvage`.
  bool journal_is_lost() const { return problem_ && problem_->code == errc::invalid && if_kept_; }
  // The plays under way have their STARTs in another log, which tells of them: their ENDs are ignored, and
  // `salvage` makes no GAP for them.
  void forget_plays();
  // The notes that wait, and a GAP for the plays under way, whose STARTs are in the lost journal. Call it
  // once.
  std::vector<record_write> salvage(const time_reading& now);

 private:
  enum class outcome { written, refused, unknown };
  struct waiting_record {
    evidence::record what;
    bool unknown = false;  // it was in a commit whose outcome is not known yet
  };
  outcome append(std::vector<evidence::record>& records);
  bool clear_up();
  result<void> reopen();
  void push_waiting(std::vector<evidence::record> records, bool unknown);

  journal_api& book_;
  const std::string boot_reason_;
  std::map<core::play_token, std::int64_t> seq_of_;  // of STARTs whose END has not come yet
  std::deque<waiting_record> waiting_;               // ENDs and notes that the disk refused
  std::optional<error> problem_;
  std::optional<std::int64_t> if_kept_;  // the journal's last_seq if the unknown commit was written
};

}  // namespace bangtin::player::sync
