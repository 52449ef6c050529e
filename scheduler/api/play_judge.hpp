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
  // Judges consecutive records of a log; the first one follows `log.judged_to`. Of those that do not verify,
  // some may be missing. `received`: when each was
  // receipted first. Updates `log` and stores it.
  result<void> judge(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log,
                     std::span<const evidence::record> records, std::span<const utc_ms> received);
  // The STARTs of a fork: the lines that the log itself does not hold. Does nothing for a fork that was
  // judged before, or that is not stored because the screen sent too many.
  result<void> judge_fork(ledger::ledger& l, ledger::play_ledger& plays, const ledger::recorded_fork& fork);
  // Takes over, into a recount, what the ledger counts of the records that do not verify: at most `max`
  // STARTs after `log.judged_to`. They stay uncounted as they were received, because they cannot be read
  // again.
  result<void> take_over_doubted(ledger::ledger& l, ledger::play_ledger& recount, ledger::judged_log& log,
                                 int max);
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

// Judges stored records in slices: those that wait after an update, and all of them for a recount. Records
// that cannot be read are set aside: no log keeps the others from being counted. What the check of the ledger
// sets aside meanwhile changes the ledger's counts, and a recount must then begin again.
class play_backlog {
 public:
  explicit play_backlog(play_judge& judge) : judge_(judge) {}
  // One slice, at most `max` records. True when nothing waits any more. `plays`: the ledger's, or its
  // recount.
  result<bool> run(ledger::ledger& l, ledger::play_ledger& plays, int max);
  // The next `run` looks for forks that came since.
  void judge_forks_again() { forks_judged_ = false; }

 private:
  // When each record of a log was receipted first, by the heads' seqs.
  struct receipt_times {
    std::string log;
    std::int64_t tip = 0;
    std::vector<std::pair<std::int64_t, utc_ms>> first;
    utc_ms of(std::int64_t seq) const;
  };
  struct slice {
    std::vector<evidence::record> records;
    std::vector<utc_ms> received;
    std::int64_t to = 0;                          // the log is read up to here
    std::optional<ledger::stored_doubt> damaged;  // why no further, though more is stored
  };
  result<void> read_receipts(ledger::play_ledger& plays, const ledger::judged_log& log);
  result<void> judge_forks(ledger::ledger& l, ledger::play_ledger& plays);
  result<void> heed_doubts(ledger::ledger& l);
  result<slice> read_slice(ledger::play_ledger& plays, const ledger::judged_log& log, int max) const;
  // Judges more of the log. Returns how many records it took.
  result<int> run_log(ledger::ledger& l, ledger::play_ledger& plays, ledger::judged_log& log, int max);

  play_judge& judge_;
  receipt_times receipts_;
  bool forks_judged_ = false;
};

}  // namespace bangtin::scheduler::api
