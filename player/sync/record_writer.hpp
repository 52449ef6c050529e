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
  // knows what was seen of them, these ENDs claim nothing. Returns the journal's errors.
  result<void> begin(const time_reading& now);

  // Writes the records in order, in one commit, after those that wait. A START that could not be written is
  // answered with journal_failed, and its END is then ignored. ENDs and notes wait until the disk accepts
  // writes again; when 2,000 wait, the oldest is dropped.
  std::vector<record_outcome> take(std::vector<record_write> messages);
  // Tries again to write the records that wait. True when none waits any more and the journal works.
  bool retry();
  std::size_t waiting() const { return waiting_.size(); }

 private:
  enum class outcome { written, refused, unknown };
  struct waiting_record {
    evidence::record what;
    bool unknown = false;  // it was in a commit whose outcome is not known yet
  };
  outcome append(std::vector<evidence::record>& records);
  bool clear_up();
  void push_waiting(std::vector<evidence::record> records, bool unknown);

  static constexpr std::size_t max_waiting = 2'000;
  journal_api& book_;
  const std::string boot_reason_;
  std::map<core::play_token, std::int64_t> seq_of_;  // of STARTs whose END has not come yet
  std::deque<waiting_record> waiting_;               // ENDs and notes that the disk refused
  std::optional<std::int64_t> if_kept_;  // the journal's last_seq if the unknown commit was written
};

}  // namespace bangtin::player::sync
