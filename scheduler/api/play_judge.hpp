// Judges play records: what each START tells of, by the rules that were in force when it was receipted, and
// keeps the roll-up of the counts equal to that.
//
// The verdicts depend on the records and receipts alone. They do not depend on how the records were split
// into batches or in which order logs arrived, so a recount gives the same.
//
// Not thread-safe; use it only on the ledger's thread. Call it in the transaction that stores what it judges.
#pragma once

#include <list>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "evidence/record.hpp"
#include "scheduler/api/cited_programmes.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

class play_judge {
 public:
  // Judges consecutive records of a log; the first one follows `log.judged_to`. `received`: when each was
  // receipted first. Updates `log` and stores it.
  result<void> judge(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                     std::span<const evidence::record> records, std::span<const utc_ms> received);
  // The STARTs of a fork: the lines that the log itself does not hold. Does nothing for a fork that was
  // judged before, or that is not stored because the screen sent too many.
  result<void> judge_fork(ledger::ledger& l, ledger::play_ledger& plays, const ledger::recorded_fork& fork);
  // Nothing that the log says from `from_seq` on counts any more.
  result<void> doubt(ledger::ledger& l, ledger::play_ledger& plays, const std::string& log,
                     std::int64_t from_seq);

 private:
  cited_programmes programmes_;
};

// Judges the records that take_batch has just appended to `log`, all of them receipted at `now`. A log of
// which older records still wait is left to the backlog.
result<void> judge_new_records(play_judge& judge, ledger::ledger& l, const std::string& log,
                               const std::vector<evidence::record>& records, utc_ms now);

// Judges stored records in slices: those that wait after an update, and all of them for a recount.
class play_backlog {
 public:
  explicit play_backlog(play_judge& judge) : judge_(judge) {}
  // One slice, at most `max` records. True when nothing waits any more. `plays`: the ledger's, or its
  // recount.
  result<bool> run(ledger::ledger& l, ledger::play_ledger& plays, int max);

 private:
  // When each record of a log was receipted first, by the heads' seqs.
  struct receipt_times {
    std::string log;
    std::int64_t tip = 0;
    std::vector<std::pair<std::int64_t, utc_ms>> first;
    utc_ms of(std::int64_t seq) const;
  };
  result<void> read_receipts(ledger::play_ledger& plays, const ledger::judged_log& log);
  result<void> judge_forks(ledger::ledger& l, ledger::play_ledger& plays);
  result<void> heed_doubts(ledger::ledger& l, ledger::play_ledger& plays);
  result<void> give_up(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                       const ledger::stored_doubt& why);

  play_judge& judge_;
  receipt_times receipts_;
  bool forks_judged_ = false;
};

}  // namespace bangtin::scheduler::api
