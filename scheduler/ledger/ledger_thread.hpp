// The ledger and the one thread that may call it.
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
  // Nobody else calls the ledger meanwhile: what `f` reads still holds when it writes. Answers come back in
  // the order in which the calls were made.
  template <class F>
  auto ask(F f) {
    return thread_.run([this, f = std::move(f)]() mutable { return f(*ledger_); });
  }

  // For stopping it.
  worker_pool& thread() { return thread_; }

 private:
  std::unique_ptr<ledger> ledger_;
  worker_pool thread_{1};
};

}  // namespace bangtin::scheduler::ledger
