// One call of play_judge: gathers what changes and writes it once at its end. For play_judge.cpp.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evidence/record.hpp"
#include "scheduler/api/cited_programmes.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

class judging {
 public:
  // All outlive this object.
  judging(ledger::ledger& l, ledger::play_ledger& plays, cited_programmes& programmes,
          ledger::judged_log& log)
      : ledger_(l), plays_(plays), programmes_(programmes), log_(log) {}

  result<void> begin();
  // The log's next record. It must live until finish(). Of records that do not verify some may be missing.
  result<void> take(const evidence::record& r, utc_ms received);
  // Judges again which plays have a record at or after the log's `doubt_from`, or their time from one.
  result<void> heed_doubt();
  result<void> finish();

 private:
  struct touched {
    std::optional<ledger::judged_play> before;  // as it is stored
    ledger::judged_play now;
    const evidence::record* start = nullptr;  // nullptr: it was damaged since
    const evidence::record* end = nullptr;
  };

  result<ledger::judged_boot*> boot_of(const evidence::record& r);
  result<void> take_start(const evidence::record& r, ledger::judged_boot& boot, utc_ms received);
  result<void> take_end(const evidence::record& r, utc_ms received);
  // Gives the boot's plays after `after` the times that its clock tells now.
  result<void> date_again(std::int64_t after, const ledger::judged_boot& boot);
  result<void> judge(touched& t);
  result<void> judge_by_rule_one(touched& t, cited_programme& cited);
  result<touched*> find(std::int64_t seq);
  result<const evidence::record*> record_at(std::int64_t seq);

  void count(const ledger::judged_play& p, bool add);

  // ---- records that do not verify (judging_doubts.cpp)
  bool is_doubted(std::int64_t seq) const { return log_.doubt_from != 0 && seq >= log_.doubt_from; }
  // In a log that does not verify to its end, an END that is not known lies in what does not verify.
  bool is_doubted(const ledger::judged_play& p) const {
    return log_.doubt_from != 0 && (p.end_seq == 0 || is_doubted(std::max(p.seq, p.end_seq)));
  }
  // The judged records before the doubted ones, in their order.
  result<void> for_each_sound_record(const std::function<void(const evidence::record&)>& f);
  result<std::map<std::int64_t, evidence::boot_clock>> learn_sound_clocks();
  result<void> date_by_sound_records();

  // ---- plays that exclude each other (judging_clashes.cpp)
  bool stands_alone(const touched& t);
  result<void> settle_clashes();
  result<std::vector<ledger::judged_play>> neighbours(const evidence::rules::claim& of);
  result<std::string> clash_of(const ledger::judged_play& p);
  result<bool> is_earlier(const ledger::judged_play& a, const ledger::judged_play& b);
  result<const std::string*> name_of(std::int64_t log);

  ledger::ledger& ledger_;
  ledger::play_ledger& plays_;
  cited_programmes& programmes_;
  ledger::judged_log& log_;
  ledger::judged_screen screen_;
  std::map<std::string, std::pair<ledger::judged_boot, ledger::judged_boot>> boots_;  // now, and as stored
  std::map<std::int64_t, touched> plays_touched_;                                     // by seq
  std::deque<evidence::record> read_;                                                 // from the ledger
  std::map<std::int64_t, const evidence::record*> records_;                           // by seq
  std::map<std::int64_t, std::string> log_names_;
  ledger::count_changes changes_;
};

}  // namespace bangtin::scheduler::api
