// Stores the batches of several screens in one commit. A commit costs several syncs of the disk however
// little it holds; while one runs, further batches gather, and the next commit takes them all.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>

#include "scheduler/api/intake.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

class intake_queue {
 public:
  // `l` must outlive the queue.
  explicit intake_queue(ledger::ledger_thread& l) : ledger_(l) {}

  // Carries the batch's decision out (take_batch) and returns the answer when it is on the disk. One batch
  // that fails does not undo the others of its commit; a failed commit is an error of them all.
  asio::awaitable<intake_answer> take(judged_batch b, intake_setup setup);

 private:
  struct waiting {
    judged_batch batch;
    intake_setup setup;
    std::optional<intake_answer> answer;
    std::exception_ptr failure;  // what take_batch threw
  };
  using batches = std::deque<std::shared_ptr<waiting>>;

  // Carries out what has gathered, unless an earlier call has done it. On the ledger's thread.
  void commit(ledger::ledger& l, const std::shared_ptr<waiting>& mine);
  // The oldest batches, as many as one commit takes.
  batches some();

  ledger::ledger_thread& ledger_;
  std::mutex mutex_;
  batches gathered_;  // guarded by mutex_
};

}  // namespace bangtin::scheduler::api
