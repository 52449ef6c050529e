// Brings the conductor's records into the journal: many in one commit, each END behind its START, and none
// lost or doubled when the disk refuses for a while. One thread (the journal thread, or a test's).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "evidence/journal/journal.hpp"
#include "player/core/conductor.hpp"

namespace bangtin::player::sync {

using record_write = std::variant<core::write_start, core::write_end, core::write_note>;
using record_outcome = std::variant<core::start_durable, core::journal_failed>;

// The few verbs of evidence::journal that keeping needs; tests have a twin that fails when told to.
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
  // `book` must outlive it.
  explicit record_writer(journal_api& book) : book_(book) {}

  // At the start of a run: BOOT, and an END for each play that an earlier run left open. What was seen of
  // those is not known, so nothing is claimed.
  result<void> begin(const time_reading& now);

  // In order, in as few commits as can be. A START that could not be kept is answered journal_failed, and its
  // END is then passed over; ENDs and notes wait until the disk is well again.
  std::vector<record_outcome> take(std::vector<record_write> messages);
  // Tries again what waits. True when nothing is left and the book is sound.
  bool retry();
  std::size_t waiting() const { return waiting_.size(); }

 private:
  enum class outcome { written, refused, unknown };
  struct waiting_record {
    evidence::record what;
    bool unknown = false;  // it was in a commit of which nobody could say yet whether it was kept
  };
  outcome append(std::vector<evidence::record>& records);
  bool clear_up();
  void push_waiting(std::vector<evidence::record> records, bool unknown);

  static constexpr std::size_t max_waiting = 2'000;
  journal_api& book_;
  std::map<core::play_token, std::int64_t> seq_of_;  // of STARTs whose END is yet to come
  std::deque<waiting_record> waiting_;               // ENDs and notes that the disk refused
  std::optional<std::int64_t> if_kept_;              // last_seq of the book, had it kept the unknown commit
};

}  // namespace bangtin::player::sync
