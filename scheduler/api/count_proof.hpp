// Proves that what is counted is what the play records tell, by judging all of them again. The records are
// verified by their chains, so they are the truth: what differs is made what they tell, logged, audited, and
// told by the status.
//
//   count_proof proof({ledger, backlog, clock});
//   result<bool> more = co_await proof.next_slice();     // in the background, after each start and daily
//   result<void> done = co_await proof.of_days(from, to);  // before a report of these days
//
// Use it on the network's thread, from any number of coroutines: they share one recount. It must outlive all
// of them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

// How long the status tells of counts that were put right.
constexpr std::chrono::days repair_is_told{30};

class count_proof {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    play_backlog& backlog;  // used on the ledger's thread only
    const clock_source& clock;
  };
  explicit count_proof(deps d);
  ~count_proof();

  // Does a slice, some ten milliseconds of the ledger's thread, of the recount that runs or of a new one.
  // False: it ended with this slice. After an error, which is the ledger's, the next call begins a new one.
  asio::awaitable<result<bool>> next_slice();
  // Recounts all records; where a recount runs already, its rest. What differed is put right.
  asio::awaitable<result<wire::admin::play_recount>> recount();
  // Makes sure that the roll-up of the local days [from, to) is what the records tell. Quick, unless somebody
  // else changed it, or no recount has ended since the ledger was opened.
  asio::awaitable<result<void>> of_days(std::chrono::local_days from, std::chrono::local_days to);

 private:
  struct comparison;

  // On the ledger's thread:
  result<bool> step(ledger::ledger& l);
  result<bool> advance(ledger::ledger& l);
  result<void> begin(ledger::ledger& l);
  result<void> compare_plays(ledger::ledger& l);
  result<void> compare_log(ledger::ledger& l, const ledger::judged_log& stored);
  result<bool> compare_days(ledger::ledger& l);
  result<void> finish(ledger::ledger& l);
  result<void> tell(ledger::ledger& l, std::int64_t rows, const std::string& what);

  deps deps_;
  std::unique_ptr<comparison> running_;
  std::int64_t ended_ = 0;  // how many recounts have
  wire::admin::play_recount newest_;
};

}  // namespace bangtin::scheduler::api
