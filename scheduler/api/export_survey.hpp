// What the judged plays of a log say about a month's evidence file: where the plays of the month stand in the
// log, and which of them no timeline has. Use it on the ledger's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

struct export_span {
  utc_ms from{}, to{};                         // the month
  std::chrono::local_days first_day{}, end{};  // its days
};

class export_survey {
 public:
  // Of the records 1..last; of those after `believed` it only counts the plays.
  export_survey(std::string log, std::int64_t last, std::int64_t believed)
      : log_(std::move(log)), last_(last), believed_(believed) {}

  // Reads the next plays. True when it has read all.
  result<bool> read_more(ledger::export_ledger& records, const export_span& month);

  const std::string& log() const { return log_; }
  std::int64_t believed() const { return believed_; }
  // The first and the last START that may belong to the month; 0: there are none.
  std::int64_t first() const { return first_; }
  std::int64_t last() const { return newest_; }
  // The STARTs of the month after `believed`.
  std::int64_t left_out() const { return left_out_; }
  // The STARTs near the month among `from`..`to`, END included, that the timeline lacks.
  std::vector<std::int64_t> unplanned(std::int64_t from, std::int64_t to) const;

 private:
  std::string log_;
  std::int64_t last_, believed_;
  std::int64_t read_to_ = 0, first_ = 0, newest_ = 0, left_out_ = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> unplanned_;  // START and END
};

}  // namespace bangtin::scheduler::api
