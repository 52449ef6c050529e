// The endpoints by which screens send their play records and ask for their newest receipt. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "scheduler/api/intake_queue.hpp"
#include "scheduler/api/intake_rate.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class intake_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const screen_directory& directory;
    ledger::worker_pool& documents;  // parses and verifies batches
    secret_key daemon;               // signs the receipts
    daemon_keys all;                 // that the daemon has had
    const clock_source& clock;
    play_judge& judge;              // used on the ledger's thread only
    std::uint64_t& records_stored;  // incremented by the number of newly stored records
    std::int64_t records_per_hour = max_records_per_hour;  // of one screen
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit intake_handlers(deps d)
      : deps_(std::move(d)), queue_(deps_.ledger), rate_(deps_.records_per_hour) {}

 private:
  handled post_plays(http::request& r);
  handled post_carried(http::request& r);
  // A screen that posts too many records has to wait; what a person brings was written long before.
  handled take(http::request& r, bool rated);
  handled newest_receipt(http::request& r);
  // Decides about the batch in the pool, from what the ledger has of its log now.
  asio::awaitable<result<judged_batch>> judge(sender from, evidence::batch b);
  // Whether the last unproven batch of the screen had the same bytes.
  bool came_before(const judged_batch& b, const digest& bytes);

  deps deps_;
  intake_queue queue_;
  intake_rate rate_;
  std::map<std::string, digest> unproven_;  // by screen: the bytes of its last unproven batch
};

}  // namespace bangtin::scheduler::api
