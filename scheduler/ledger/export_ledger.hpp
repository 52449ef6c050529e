// What an evidence file needs of the ledger to choose its records: logs, where their runs begin, receipts,
// forks with their lines, and every certificate that a screen ever had. The records themselves are read by
// check_ledger.hpp.
//
// Use it through `ledger::exports()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. No call changes anything. scheduler/api/evidence_export.hpp decides what belongs
// to a month.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "scheduler/ledger/evidence_ledger.hpp"

namespace bangtin::scheduler::ledger {

struct exported_log {
  std::string log, screen;
  public_key key;  // zeros: it is damaged
  std::int64_t old_rule_to = 0;
  std::int64_t last = 0;  // the newest seq that has a receipt
  bool operator==(const exported_log&) const = default;
};

// A judged START: see play_ledger.hpp.
struct exported_play {
  std::int64_t seq = 0, end_seq = 0;
  utc_ms at{};                    // corrected
  std::chrono::local_days day{};  // to which it is counted
  bool is_unplanned = false;      // uncounted, because the timeline lacks it
};

struct receipt_figures {
  std::int64_t receipts = 0;
  int newest_rules = 1;
  bool operator==(const receipt_figures&) const = default;
};

class export_ledger {
 public:
  virtual ~export_ledger() = default;

  // All logs that have records, by screen, then log.
  virtual result<std::vector<exported_log>> logs() = 0;
  // The BOOT records of the log up to seq `last`, ascending.
  virtual result<std::vector<stored_record>> boots(const std::string& log, std::int64_t last) = 0;
  virtual result<std::optional<stored_record>> record_at(const std::string& log, std::int64_t seq) = 0;
  // The greatest seq among the first ENDs of the judged plays whose STARTs have the seqs first..last; 0:
  // none.
  virtual result<std::int64_t> last_end_of(const std::string& log, std::int64_t first, std::int64_t last) = 0;
  // The judged plays of the log with after < seq <= last, ascending, at most `max`.
  virtual result<std::vector<exported_play>> plays_of(const std::string& log, std::int64_t after,
                                                      std::int64_t last, int max) = 0;
  // The seq of the first receipt at or after `seq`; of the last receipt before `seq`. 0: none.
  virtual result<std::int64_t> receipt_from(const std::string& log, std::int64_t seq) = 0;
  virtual result<std::int64_t> receipt_before(const std::string& log, std::int64_t seq) = 0;
  virtual result<receipt_figures> receipts_between(const std::string& log, std::int64_t first,
                                                   std::int64_t last) = 0;
  // The head, signed by the screen, that came with the receipt for `seq`. errc::not_found: no such receipt.
  virtual result<signed_text> head_at(const std::string& log, std::int64_t seq) = 0;
  // All forks of the log with their lines, by seq, then hash.
  virtual result<std::vector<recorded_fork>> forks(const std::string& log) = 0;
  // The certificates of all screens that are or ever were paired, in no order.
  virtual result<std::vector<signed_text>> screen_certificates() = 0;
};

}  // namespace bangtin::scheduler::ledger
