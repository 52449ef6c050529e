// Owns the ledger and the one thread that may call it. `ask` may be called from any thread but that one; the
// coroutine that awaits the result goes on with its own executor.
#pragma once

#include <memory>
#include <utility>

#include "scheduler/ledger/ledger.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::ledger {

class ledger_thread {
 public:
  explicit ledger_thread(std::unique_ptr<ledger> l) : ledger_(std::move(l)) {}

  // co_await ledger.ask([&](ledger& l) { return l.media().all(); })
  // Runs `f` on the ledger's thread. No other call runs meanwhile, so what `f` reads is still true when it
  // writes. Calls run, and their answers return, in the order in which they were made.
  template <class F>
  auto ask(F f) {
    return thread_.run([this, f = std::move(f)]() mutable { return f(*ledger_); });
  }

  // The thread, so that the owner can stop it.
  worker_pool& thread() { return thread_; }

 private:
  std::unique_ptr<ledger> ledger_;
  worker_pool thread_{1};
};

}  // namespace bangtin::scheduler::ledger
