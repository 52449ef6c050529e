// Checks the whole ledger in the background, piece by piece: the counts against the records, every table's
// structure, and every log from its first link. What does not verify is set aside, told and logged, never
// counted and never deleted. The check goes on after a restart where it stopped, but compares the counts
// first.
//
// Only the network's thread may use it. It reads and writes on the ledger's thread, a bounded piece at a
// time, and verifies in the pool.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/ledger_check.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

constexpr int records_of_piece = 1000;

class ledger_checker {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    ledger::worker_pool& documents;
    daemon_keys daemon;  // whose receipts these are
    const clock_source& clock;
    std::optional<secret_key> own{};  // the same daemon's: makes check_log faster
    count_proof* counts = nullptr;    // each pass also compares the counts with the records
  };
  explicit ledger_checker(deps d) : deps_(std::move(d)) {}

  // Does the next piece. True: the pass has more; false: it ended with this piece, and the next call begins a
  // new one. Errors are the ledger's; a later call tries again.
  asio::awaitable<result<bool>> next_piece();

  // Checks whether the log ends before a record whose plays were counted; sets aside what is missing.
  asio::awaitable<result<void>> check_end(std::string log);

  // Same, and checks the records first..last of the log now: from the last receipt before them to the first
  // one at or after them. Sets aside what does not verify. With `every_head` also if it is a head for which a
  // later one vouches.
  asio::awaitable<result<void>> check_log(std::string log, std::int64_t first, std::int64_t last,
                                          bool every_head = false);

 private:
  struct piece {
    ledger::raw_log log;
    std::vector<ledger::raw_record> records;
    std::vector<ledger::raw_receipt> receipts;
  };

  asio::awaitable<result<bool>> next_table();
  asio::awaitable<result<bool>> next_records();
  asio::awaitable<result<bool>> next_log();
  asio::awaitable<result<bool>> end_log(std::optional<check_finding> found);
  asio::awaitable<result<piece>> read(std::string log, std::int64_t after);
  asio::awaitable<result<void>> set_aside(const ledger::raw_log& log, check_finding found);
  asio::awaitable<result<void>> remember();
  asio::awaitable<result<bool>> finish();

  deps deps_;
  bool loaded_ = false;   // position_ was read
  bool counted_ = false;  // in this pass, and by this daemon
  ledger::check_position position_;
  std::optional<std::vector<std::string>> tables_;  // those that this pass has yet to examine
  message fault_;                                   // what this pass has found in them
  std::optional<verified_to> done_;                 // of the log at the position
  ledger::raw_log log_;                             // its row
  int pieces_ = 0;                                  // since the position was stored
};

}  // namespace bangtin::scheduler::api
